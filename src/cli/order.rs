//! `vmopack order`.

use super::failure::Failure;
use super::options::ProfileOptions;
use super::pipeline;
use super::session::Session;
use clap::Args;
use vmopack::output::install_order;

/// Print the order in which Palette installs the layers, and what each waits for
#[derive(Debug, Args)]
pub(crate) struct Order {
    #[command(flatten)]
    options: ProfileOptions,
}

impl Order {
    pub(crate) fn run(&self, session: &mut Session) -> Result<(), Failure> {
        let prepared = pipeline::prepare(&self.options.profile, &self.options.pipeline, session)?;
        session.terminal.text(&install_order(prepared.rendered())).map_err(Failure::world)
    }
}
