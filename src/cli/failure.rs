//! What a failure means to the caller: text and exit code.

use super::terminal::Terminal;
use std::fmt::Write as _;
use std::process::ExitCode;

/// Findings at error level.
const FINDINGS: u8 = 1;
/// Wrong usage, or a profile that does not load.
pub(crate) const USAGE: u8 = 2;
/// A digest, signature or file that is not what it claims to be.
const VERIFICATION: u8 = 3;
/// Network, authentication, disk, or something that is not there.
const WORLD: u8 = 4;

/// Why a command ends early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Findings were reported; nothing more is to say.
    Findings,
    /// The profile does not load; that was reported.
    Profile,
    /// Wrong usage, or a profile that cannot be read; with what to do about it.
    Usage(anyhow::Error, Option<String>),
    /// Content is not what it claims to be.
    Verification(anyhow::Error),
    /// The world failed; with what to do about it.
    World(anyhow::Error, Option<String>),
}

impl Failure {
    /// Builds a failure of usage without advice.
    pub(crate) fn usage(error: impl Into<anyhow::Error>) -> Self {
        Self::Usage(error.into(), None)
    }

    /// Builds a failure of the world without advice.
    pub(crate) fn world(error: impl Into<anyhow::Error>) -> Self {
        Self::World(error.into(), None)
    }

    fn code(&self) -> u8 {
        match self {
            Self::Findings => FINDINGS,
            Self::Profile | Self::Usage(..) => USAGE,
            Self::Verification(_) => VERIFICATION,
            Self::World(..) => WORLD,
        }
    }
}

/// Prints a failure and returns the exit code.
pub(crate) fn finish(result: Result<(), Failure>, terminal: &mut Terminal) -> ExitCode {
    let Err(failure) = result else { return ExitCode::SUCCESS };
    let (error, help) = match &failure {
        Failure::Findings | Failure::Profile => (None, None),
        Failure::Verification(error) => (Some(error), None),
        Failure::Usage(error, help) | Failure::World(error, help) => (Some(error), help.as_deref()),
    };
    if let Some(error) = error {
        let mut text = format!("{}: {error}\n", terminal.red("error"));
        for cause in error.chain().skip(1) {
            let _ = writeln!(text, "  caused by: {cause}");
        }
        if let Some(help) = help {
            let _ = writeln!(text, "  help: {help}");
        }
        terminal.error(&text);
    }
    failure.code().into()
}
