//! `vmopack schema`.

use super::failure::Failure;
use super::session::Session;
use clap::Args;

/// Print the JSON Schema of a profile, for editors
#[derive(Debug, Args)]
pub(crate) struct Schema {}

impl Schema {
    #[expect(clippy::unused_self, reason = "every command runs the same way")]
    pub(crate) fn run(&self, session: &mut Session) -> Result<(), Failure> {
        session.terminal.data(vmopack::profile::SCHEMA).map_err(Failure::world)
    }
}
