//! `vmopack diff`.

use super::failure::Failure;
use super::options::Format;
use super::pipeline;
use super::session::Session;
use clap::Args;
use std::path::{Path, PathBuf};
use vmopack::assess::{AssessError, Options, State, judge_upgrade, read_state};
use vmopack::diff::{Side, diff, render_json, render_text};

/// Say what changes from one state of the layers to another
///
/// Each side is a profile (rendered for this), a vmopack.lock, a pack (its folder or archive), a folder of packs, the folder
/// of a build, or a cluster profile exported from Palette. Differences are data, as text or as JSON (version 1); what the rules
/// `upgrade/*` find is reported as `check` does, and at error level the exit code is 1. Mere differences leave it 0.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// What is there before
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// What takes its place
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// A folder with more packs, one folder each
    #[arg(long, value_name = "DIR", env = "VMOPACK_PACKS")]
    packs: Vec<PathBuf>,
    /// How the differences are written
    #[arg(long, value_enum, default_value_t = Format::Text, env = "VMOPACK_FORMAT")]
    format: Format,
}

impl Diff {
    pub(crate) fn run(&self, session: &mut Session) -> Result<(), Failure> {
        let (old, new) = (self.read(&self.old, session)?, self.read(&self.new, session)?);
        let differences = diff(side(&old), side(&new));
        let written = match self.format {
            Format::Text => session.terminal.text(&render_text(&differences)),
            Format::Json => session.terminal.data(&render_json(&differences).map_err(Failure::world)?),
        };
        written.map_err(Failure::world)?;
        let report = judge_upgrade(old, new, &session.sources);
        session.report(&report)?;
        if report.has_errors() { Err(Failure::Findings) } else { Ok(()) }
    }

    fn read(&self, path: &Path, session: &mut Session) -> Result<State, Failure> {
        let options = Options { packs: self.packs.clone(), ..Options::default() };
        read_state(path, &options, &mut session.sources).map_err(|error| match error {
            AssessError::Input(error) => pipeline::input_failure(error),
            error => pipeline::failure(error, session),
        })
    }
}

fn side(state: &State) -> Side<'_> {
    let cluster = &state.cluster;
    Side { layers: &cluster.layers, extent: state.extent, variables: cluster.variables.as_deref() }
}
