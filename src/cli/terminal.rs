//! The only place that writes to standard output and standard error.

use anyhow::Context as _;
use clap::ValueEnum;
use std::io::{self, IsTerminal, Write};

/// When messages are coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Data goes to standard output, talk to standard error.
#[derive(Debug)]
pub(crate) struct Terminal {
    quiet: bool,
    colour: bool,
}

impl Terminal {
    pub(crate) fn new(quiet: bool, choice: ColorChoice) -> Self {
        let colour = match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
        };
        Self { quiet, colour }
    }

    /// Says whether messages are coloured.
    pub(crate) fn colour(&self) -> bool {
        self.colour
    }

    /// Says whether somebody watches progress.
    pub(crate) fn is_watched(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    /// Writes data. A reader that went away is no failure: the rest is not wanted.
    #[expect(clippy::unused_self, reason = "whoever writes must hold the terminal")]
    pub(crate) fn data(&mut self, text: &str) -> anyhow::Result<()> {
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => result.context("cannot write to standard output"),
        }
    }

    /// Says something that people may want to know.
    pub(crate) fn talk(&mut self, text: &str) {
        if !self.quiet {
            self.error(text);
        }
    }

    /// Says something that people must know. Nothing can be done when nobody listens.
    #[expect(clippy::unused_self, reason = "whoever writes must hold the terminal")]
    pub(crate) fn error(&mut self, text: &str) {
        let mut err = io::stderr().lock();
        let _ = err.write_all(text.as_bytes());
        let _ = err.flush();
    }

    /// Puts text into bold type.
    pub(crate) fn bold(&self, text: &str) -> String {
        self.styled("1", text)
    }

    /// Puts text into the background.
    pub(crate) fn dim(&self, text: &str) -> String {
        self.styled("2", text)
    }

    /// Marks text as good.
    pub(crate) fn green(&self, text: &str) -> String {
        self.styled("32", text)
    }

    /// Marks text as bad.
    pub(crate) fn red(&self, text: &str) -> String {
        self.styled("1;31", text)
    }

    fn styled(&self, code: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}
