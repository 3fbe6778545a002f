//! What a server says about a refusal, as it may be shown.

use std::fmt;

/// What a server said about a refusal: at most 1 KiB of printable text, which starts with `: ` unless it is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Detail(String);

impl Detail {
    const LIMIT: usize = 1 << 10;

    /// Cuts and escapes text, so that a terminal shows it and does nothing else.
    pub(super) fn new(text: &str) -> Self {
        Self(cut(text, Self::LIMIT))
    }
}

impl fmt::Display for Detail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(formatter, ": {}", self.0) }
    }
}

/// Cuts text to some bytes, and escapes what a terminal would not show.
pub(super) fn cut(text: &str, limit: usize) -> String {
    let mut shown = String::new();
    for character in text.trim().chars() {
        let length = shown.len();
        match character {
            '\n' | '\t' | ' '..='~' => shown.push(if character.is_whitespace() { ' ' } else { character }),
            character if character.is_alphanumeric() => shown.push(character),
            character => shown.extend(character.escape_default()),
        }
        if shown.len() > limit {
            shown.truncate(length);
            shown.push('…');
            break;
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn detail_is_short_and_harmless() {
        assert_eq!(Detail::new(" no\nway ").to_string(), ": no way");
        assert_eq!(Detail::new("").to_string(), "");
        assert_eq!(Detail::new("\u{1b}[2Jß\u{202e}").to_string(), r": \u{1b}[2Jß\u{202e}");
        let long = Detail::new(&"x\u{7}".repeat(5_000)).to_string();
        assert!(long.len() < 1_030 && long.ends_with('…'));
    }
}
