//! `vmopack diff`.

use super::failure::Failure;
use super::options::{Format, PipelineOptions};
use super::pipeline;
use super::session::Session;
use anyhow::anyhow;
use clap::Args;
use std::path::{Path, PathBuf};
use vmopack::archive::ReadError;
use vmopack::check::{Policy, check_family};
use vmopack::cluster::{Cluster, Layer};
use vmopack::diff::{Side, diff, render_json, render_text};
use vmopack::input::{self, Extent, Input, InputError};
use vmopack::output::VerifyError;
use vmopack::profile::{ImageSource, Profile, RuleLevel, Target, Variable};

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

/// One side, and what the rules need to know of it.
struct Read {
    layers: Vec<Layer>,
    extent: Extent,
    target: Option<Target>,
    images: ImageSource,
    variables: Option<Vec<Variable>>,
    rules: Vec<RuleLevel>,
}

impl Read {
    fn side(&self) -> Side<'_> {
        Side { layers: &self.layers, extent: self.extent, variables: self.variables.as_deref() }
    }
}

impl Diff {
    pub(crate) fn run(&self, session: &mut Session) -> Result<(), Failure> {
        let (old, new) = (self.read(&self.old, session)?, self.read(&self.new, session)?);
        let differences = diff(old.side(), new.side());
        let written = match self.format {
            Format::Text => session.terminal.text(&render_text(&differences)),
            Format::Json => session.terminal.data(&render_json(&differences).map_err(Failure::world)?),
        };
        written.map_err(Failure::world)?;
        let (target, images, layers, previous) = (new.target, new.images, new.layers, old.layers);
        let cluster = Cluster { target, images, layers, previous, variables: Vec::new() };
        let report = check_family("upgrade", &cluster, &Policy::new(&new.rules), &session.sources);
        session.report(&report)?;
        if report.has_errors() { Err(Failure::Findings) } else { Ok(()) }
    }

    fn read(&self, path: &Path, session: &mut Session) -> Result<Read, Failure> {
        match input::read(path, &mut session.sources) {
            Ok(Input::Layers { layers, extent }) => {
                let (target, images, variables) = (None, ImageSource::Upstream, None);
                Ok(Read { layers, extent, target, images, variables, rules: Vec::new() })
            }
            Ok(Input::Profile) => self.render(path, session),
            Err(InputError::Invalid(problems)) => Err(session.stop_loading(problems)),
            Err(error) => Err(failure(error)),
        }
    }

    fn render(&self, path: &Path, session: &mut Session) -> Result<Read, Failure> {
        let options = PipelineOptions { set: Vec::new(), packs: self.packs.clone(), with: Vec::new() };
        let prepared = pipeline::prepare(path, &options, session)?;
        let Cluster { mut layers, target, images, .. } = pipeline::cluster(&prepared, Vec::new(), session)?;
        input::record(&mut layers, &prepared.rendered).map_err(Failure::world)?;
        let Profile { variables, rules, .. } = prepared.rendered.profile;
        Ok(Read { layers, extent: Extent::Profile, target, images, variables: Some(variables), rules })
    }
}

fn failure(error: InputError) -> Failure {
    use VerifyError::{Changed, Line, Unlisted};
    match error {
        InputError::Archive(ReadError::NotAPack { .. } | ReadError::Damaged { .. })
        | InputError::Build(Changed { .. } | Line { .. } | Unlisted { .. }) => Failure::Verification(anyhow!(error)),
        InputError::NoPacks { .. } => {
            let help = "name a profile, a lock, a pack, a folder of packs, or the folder of a build".to_owned();
            Failure::Usage(error.into(), Some(help))
        }
        error => Failure::world(error),
    }
}
