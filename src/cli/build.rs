//! `vmopack build`.

use super::failure::Failure;
use super::options::ProfileOptions;
use super::session::Session;
use super::{pipeline, summary};
use clap::Args;
use std::path::PathBuf;
use vmopack::archive::archive;
use vmopack::fs::Folder;
use vmopack::output::add_build;

/// Render, check and archive the packs of a profile into a folder
#[derive(Debug, Args)]
pub(crate) struct Build {
    #[command(flatten)]
    options: ProfileOptions,
    /// The folder to write; an earlier build there is replaced as a whole
    #[arg(long, value_name = "DIR", default_value = "dist/build", env = "VMOPACK_OUT")]
    out: PathBuf,
}

impl Build {
    pub(crate) fn run(&self, session: &mut Session) -> Result<(), Failure> {
        let options = &self.options;
        let checked = pipeline::checked(&options.profile, &options.pipeline, session)?;
        let mut folder = Folder::stage(&self.out).map_err(Failure::world)?;
        let archives = archive(&checked).map_err(Failure::world)?;
        add_build(&mut folder, &checked, &archives, &session.sources).map_err(Failure::world)?;
        folder.finish().map_err(Failure::world)?;
        summary::built(&checked, &archives, &format!("in {}", self.out.display()), session);
        Ok(())
    }
}
