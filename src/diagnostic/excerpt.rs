//! The part of a long line around a label: a JSON document on one line would fill the terminal.

use std::ops::Range;

/// Lines of at most this many bytes are shown whole.
pub(super) const LONG: usize = 1000;
/// How many bytes are shown on each side of where a label starts.
const AROUND: usize = 100;

/// A part of one line.
pub(super) struct Excerpt {
    /// The part, with dots where it was cut.
    pub(super) text: String,
    /// Where the label stands in it.
    pub(super) place: Range<usize>,
}

/// Cuts the line that holds `label` to what stands around the start of it.
pub(super) fn around(text: &str, label: &Range<usize>) -> Excerpt {
    let line_start = text[..label.start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[label.start..].find(['\n', '\r']).map_or(text.len(), |at| label.start + at);
    let start = text.ceil_char_boundary(label.start.saturating_sub(AROUND).max(line_start));
    let end = text.floor_char_boundary((label.start + AROUND).min(line_end));
    let before = if start > line_start { "..." } else { "" };
    let after = if end < line_end { "..." } else { "" };
    let place = |at: usize| at.clamp(start, end) - start + before.len();
    Excerpt { text: format!("{before}{}{after}", &text[start..end]), place: place(label.start)..place(label.end) }
}

/// Says whether a part of a text has a line that is too long to be shown.
pub(super) fn has_long_line(text: &str) -> bool {
    text.lines().any(|line| line.len() > LONG)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_around_a_label_is_kept() {
        let text = format!("a\n{}KEY{}\nb", "ä".repeat(3000), "ö".repeat(3000));
        let at = text.find("KEY").expect("there");
        let excerpt = around(&text, &(at..at + 3));
        assert_eq!(&excerpt.text[excerpt.place], "KEY");
        assert!(excerpt.text.starts_with("...ä") && excerpt.text.ends_with("ö..."), "{}", excerpt.text);
        assert!(excerpt.text.len() < 220);
        let whole = around(&text, &(2..text.len() - 2));
        assert!(whole.text.starts_with('ä') && whole.place.start == 0 && whole.place.len() <= AROUND);
        assert_eq!(around("short", &(1..2)).text, "short");
    }
}
