//! Flags that mean the same everywhere.

use super::reports::ReportTarget;
use super::terminal::ColorChoice;
use clap::builder::BoolishValueParser;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use vmopack::assess::Options;

/// Flags of every command.
#[derive(Debug, Args)]
pub(crate) struct GlobalOptions {
    /// Print only errors
    #[arg(long, short, global = true, env = "VMOPACK_QUIET", value_parser = BoolishValueParser::new())]
    pub(crate) quiet: bool,
    /// Colour in messages
    #[arg(long, global = true, value_enum, default_value_t = ColorChoice::Auto, env = "VMOPACK_COLOR")]
    pub(crate) color: ColorChoice,
    /// Where findings go: human or json, with =FILE for a file; may be given more than once [default: human]
    #[arg(long, global = true, value_name = "FORMAT[=FILE]", env = "VMOPACK_REPORT", value_delimiter = ',')]
    pub(crate) report: Vec<ReportTarget>,
}

/// The profile that a command works on.
#[derive(Debug, Args)]
pub(crate) struct ProfileOptions {
    /// The profile
    #[arg(default_value = "profile.yaml", value_name = "PROFILE", env = "VMOPACK_PROFILE")]
    pub(crate) profile: PathBuf,
    #[command(flatten)]
    pub(crate) pipeline: PipelineOptions,
}

/// What else goes into a build.
#[derive(Debug, Args)]
pub(crate) struct PipelineOptions {
    /// Set a value of a pack over that of the profile
    #[arg(long, value_name = "PACK.PATH=VALUE", env = "VMOPACK_SET", hide_env_values = true)]
    pub(crate) set: Vec<String>,
    /// A folder with more packs, one folder each
    #[arg(long, value_name = "DIR", env = "VMOPACK_PACKS")]
    pub(crate) packs: Vec<PathBuf>,
    /// A cluster profile exported from Palette that shares the cluster, or another input of `check`
    #[arg(long, value_name = "FILE", env = "VMOPACK_WITH")]
    pub(crate) with: Vec<PathBuf>,
}

impl PipelineOptions {
    /// Hands the flags to the library.
    pub(crate) fn to_library(&self) -> Options {
        Options { packs: self.packs.clone(), set: self.set.clone(), with: self.with.clone() }
    }
}

/// How data on standard output is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}
