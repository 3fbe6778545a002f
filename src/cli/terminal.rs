//! The only place that writes to standard output and standard error.

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
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
            ColorChoice::Auto => AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never,
        };
        Self { quiet, colour }
    }

    /// Says whether messages are coloured.
    pub(crate) fn colour(&self) -> bool {
        self.colour
    }

    /// Says whether somebody watches progress, on a terminal that can write over a line.
    pub(crate) fn is_watched(&self) -> bool {
        !self.quiet && io::stderr().is_terminal() && anstyle_query::term_supports_ansi_color()
    }

    /// Writes data that people read: names and texts of the input can hold what steers a terminal.
    pub(crate) fn text(&mut self, text: &str) -> anyhow::Result<()> {
        self.data(&harmless(text, false))
    }

    /// Writes data for programs, as it is. A reader that went away is no failure: the rest is not wanted.
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
    pub(crate) fn error(&mut self, text: &str) {
        let mut err = io::stderr().lock();
        let _ = err.write_all(harmless(text, self.colour).as_bytes());
        let _ = err.flush();
    }

    /// Puts text into bold type.
    pub(crate) fn bold(&self, text: &str) -> String {
        self.styled(Style::new().bold(), text)
    }

    /// Puts text into the background.
    pub(crate) fn dim(&self, text: &str) -> String {
        self.styled(Style::new().dimmed(), text)
    }

    /// Marks text as good.
    pub(crate) fn green(&self, text: &str) -> String {
        self.styled(AnsiColor::Green.on_default(), text)
    }

    /// Marks text as bad.
    pub(crate) fn red(&self, text: &str) -> String {
        self.styled(AnsiColor::Red.on_default().bold(), text)
    }

    fn styled(&self, style: Style, text: &str) -> String {
        if self.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}

/// Shows control characters but line breaks and tabs as escapes, so that no name, path or answer of a server can steer
/// the terminal. Where messages are coloured, the sequences that choose colours pass.
fn harmless(text: &str, colour: bool) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let length = if colour { colour_sequence(rest) } else { None }.unwrap_or(0);
        if length > 0 {
            shown.push_str(&rest[..length]);
        } else if character.is_control() && !"\n\t".contains(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
        rest = &rest[length.max(character.len_utf8())..];
    }
    shown
}

/// Returns the length of a sequence such as `ESC [ 1 ; 31 m` at the start of a text.
fn colour_sequence(text: &str) -> Option<usize> {
    let parameters = text.strip_prefix("\u{1b}[")?;
    let end = parameters.find(|character: char| !(character.is_ascii_digit() || character == ';'))?;
    parameters[end..].starts_with('m').then_some(2 + end + 1)
}

#[cfg(test)]
mod tests {
    use super::{Terminal, harmless};

    #[test]
    fn nothing_but_colours_steers_the_terminal() {
        let hostile = "\ta\u{1b}]0;title\u{7}\u{1b}[2J\u{1b}[1;31mred\u{1b}[0m\r\nü";
        let plain = "\ta\\u{1b}]0;title\\u{7}\\u{1b}[2J\\u{1b}[1;31mred\\u{1b}[0m\\u{d}\nü";
        assert_eq!(harmless(hostile, false), plain);
        let coloured = "\ta\\u{1b}]0;title\\u{7}\\u{1b}[2J\u{1b}[1;31mred\u{1b}[0m\\u{d}\nü";
        assert_eq!(harmless(hostile, true), coloured);
    }

    #[test]
    fn our_styles_pass_and_reset_themselves() {
        let terminal = Terminal { quiet: false, colour: true };
        for styled in [terminal.bold("x"), terminal.dim("x"), terminal.green("x"), terminal.red("x")] {
            assert!(styled.starts_with("\u{1b}[") && styled.ends_with("x\u{1b}[0m"), "{styled:?}");
            assert_eq!(harmless(&styled, true), styled);
        }
        assert_eq!(Terminal { quiet: false, colour: false }.red("x"), "x");
    }
}
