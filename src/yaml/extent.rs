//! The bytes that a value takes, where the parser tells something else.

use granit_parser::{Event, ScalarStyle, StructureStyle};
use std::ops::Range;

/// Returns the bytes of an event: what must be replaced to put another value in its place.
pub(super) fn of(event: &Event<'_>, range: Range<usize>, text: &str) -> Range<usize> {
    match event {
        Event::Scalar(_, ScalarStyle::Literal | ScalarStyle::Folded, ..) => block_scalar(range, text),
        Event::SequenceStart(StructureStyle::Block, ..) => first_dash(&range, text)..range.end,
        _ => range,
    }
}

/// The parser tells where the lines of a block scalar are; its header `|` or `>` belongs to it, line ends behind do not.
fn block_scalar(lines: Range<usize>, text: &str) -> Range<usize> {
    let before = text[..lines.start].trim_end();
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let Some(header) = find_header(&before[line_start..]) else { return lines };
    let last = text[lines.clone()].trim_end_matches(['\n', '\r', ' ']).len();
    let header = line_start + header;
    // A block of empty lines ends with its header.
    header..if last == 0 { before.len() } else { lines.start + last }
}

/// Finds the header at the end of a line: an indicator with modifiers, behind it at most a comment.
fn find_header(line: &str) -> Option<usize> {
    line.match_indices(['|', '>']).map(|(at, _)| at).find(|at| {
        let rest =
            line[at + 1..].trim_start_matches(|modifier: char| modifier.is_ascii_digit() || "+-".contains(modifier));
        rest.is_empty() || (rest.starts_with([' ', '\t']) && rest.trim_start().starts_with('#'))
    })
}

/// The parser lets a list that is not indented below its key start behind its first dash.
fn first_dash(range: &Range<usize>, text: &str) -> usize {
    if text[range.start..].starts_with('-') {
        return range.start;
    }
    let before = text[..range.start].trim_end();
    if before.ends_with('-') { before.len() - 1 } else { range.start }
}
