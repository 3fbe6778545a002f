//! `vmopack check`.

use super::failure::Failure;
use super::options::ProfileOptions;
use super::pipeline;
use super::session::Session;
use clap::Args;

/// Say what would break the cluster, without writing anything
#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    options: ProfileOptions,
}

impl Check {
    pub(crate) fn run(&self, session: &mut Session) -> Result<(), Failure> {
        let options = &self.options;
        let prepared = pipeline::prepare(&options.profile, &options.pipeline, session)?;
        let checked = pipeline::checked(prepared, &options.pipeline.with, session)?;
        let layers = checked.rendered().layers.len();
        let target = &checked.rendered().profile.target;
        let done = session.terminal.green("ok");
        let (kubernetes, distribution) = (target.kubernetes.value, target.distribution.value.as_str());
        let fit = if layers == 1 { "layer fits" } else { "layers fit" };
        session.terminal.talk(&format!("{done}: {layers} {fit} Kubernetes {kubernetes} ({distribution})\n"));
        Ok(())
    }
}
