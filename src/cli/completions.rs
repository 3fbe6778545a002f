//! `vmopack completions`.

use super::Cli;
use super::failure::Failure;
use super::session::Session;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// Print completions for a shell
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(&self, session: &mut Session) -> Result<(), Failure> {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "vmopack", &mut text);
        session.terminal.data(&String::from_utf8_lossy(&text)).map_err(Failure::world)
    }
}
