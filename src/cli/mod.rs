//! The command line: flags in, library calls, text out. Nothing is decided here.

mod build;
mod check;
mod completions;
mod diff;
mod explain;
mod explain_gates;
mod failure;
mod figures;
mod images;
mod init;
mod lock;
mod options;
mod order;
mod pipeline;
mod progress;
mod push;
mod pushed;
mod render;
mod reports;
mod rules;
mod schema;
mod session;
mod summary;
mod terminal;
mod typeset;

use clap::{Parser, Subcommand};
use options::GlobalOptions;
use session::Session;
use std::process::ExitCode;

/// Renders, checks, packs and pushes the layers of a Virtual Machine Orchestrator profile for Spectro Cloud Palette.
#[derive(Debug, Parser)]
#[command(name = "vmopack", version, max_term_width = 110)]
struct Cli {
    #[command(flatten)]
    global: GlobalOptions,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Init),
    Check(check::Check),
    Render(render::Render),
    Order(order::Order),
    Build(build::Build),
    Push(push::Push),
    Images(images::Images),
    Lock(lock::Lock),
    Diff(diff::Diff),
    Explain(explain::Explain),
    Rules(rules::Rules),
    Schema(schema::Schema),
    Completions(completions::Completions),
}

/// Runs the command line of the process.
pub(crate) fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { failure::USAGE.into() } else { ExitCode::SUCCESS };
        }
    };
    let mut session = Session::new(&cli.global);
    let result = match &cli.command {
        Command::Init(command) => command.run(&mut session),
        Command::Check(command) => command.run(&mut session),
        Command::Render(command) => command.run(&mut session),
        Command::Order(command) => command.run(&mut session),
        Command::Build(command) => command.run(&mut session),
        Command::Push(command) => command.run(&mut session),
        Command::Images(command) => command.run(&mut session),
        Command::Lock(command) => command.run(&mut session),
        Command::Diff(command) => command.run(&mut session),
        Command::Explain(command) => command.run(&mut session),
        Command::Rules(command) => command.run(&mut session),
        Command::Schema(command) => command.run(&mut session),
        Command::Completions(command) => command.run(&mut session),
    };
    failure::finish(result, &mut session.terminal)
}
