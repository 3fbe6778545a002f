//! Looks at the line of a template around something that is printed.

use std::ops::Range;

/// Says whether the expression at a range is all that stands behind a key or a dash, or is an entry of a list or map in
/// brackets that begins on its line. Statements and comments of the template on the line do not count.
pub(super) fn is_whole_scalar(text: &str, expression: Range<usize>) -> bool {
    let Some(open) = text.get(..expression.start).and_then(|before| before.rfind("<[")) else { return false };
    let after = text.get(expression.end..).unwrap_or_default();
    let after = after.find("]>").map_or("", |close| &after[close + 2..]);
    let before = without_statements(text[..open].rsplit('\n').next().unwrap_or_default());
    let after = without_statements(after.split('\n').next().unwrap_or_default());
    let (head, tail) = (before.trim_end(), after.trim_start());
    let ends = tail.is_empty() || (tail.starts_with('#') && tail.len() < after.len());
    let behind_space = head.len() < before.len();
    let behind_key = behind_space && (head.ends_with([':', '-']) && !in_quotes(head));
    match flow_of(head) {
        Some(flow) if !in_quotes(flow) => {
            let begins = head.ends_with(['[', '{', ',']) || (behind_space && head.ends_with(':'));
            begins && (ends || tail.starts_with([',', ']', '}']))
        }
        Some(_) => false,
        None => behind_key && ends,
    }
}

/// Cuts `<% ... %>` and `<# ... #>` out of a line.
fn without_statements(line: &str) -> String {
    let mut rest = line;
    let mut kept = String::new();
    while let Some(at) = ["<%", "<#"].iter().filter_map(|open| rest.find(open)).min() {
        kept.push_str(&rest[..at]);
        let close = if rest[at..].starts_with("<%") { "%>" } else { "#>" };
        match rest[at..].find(close) {
            Some(length) => rest = &rest[at + length + close.len()..],
            None => return kept,
        }
    }
    kept + rest
}

/// Returns what stands behind the key or dash of a line when it is a list or map in brackets that is still open.
fn flow_of(head: &str) -> Option<&str> {
    let starts = [": [", ": {", "- [", "- {"];
    let at = starts.iter().filter_map(|start| head.find(start)).min()? + 2;
    let flow = &head[at..];
    let count = |brackets: [char; 2]| flow.matches(brackets).count();
    (count(['[', '{']) > count([']', '}'])).then_some(flow)
}

fn in_quotes(text: &str) -> bool {
    text.matches('"').count() % 2 == 1 || text.matches('\'').count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::is_whole_scalar;

    fn whole(line: &str) -> bool {
        let text = format!("above: 1\n{line}\nbelow: 1\n");
        let at = text.find("<[").expect("an expression") + 3;
        is_whole_scalar(&text, at..at + 8)
    }

    #[test]
    fn whole_scalars_are_told_from_parts() {
        for line in [
            "a: <[ values.x ]>",
            "a:  <[ values.x ]>  ",
            "a: <[ values.x ]> # comment",
            "- <[ values.x ]>",
            "- a: <[- values.x -]>",
            "a: [<[ values.x ]>]",
            "a: [1, <[ values.x ]>, 2]",
            "a: {b: <[ values.x ]>}",
            "a: {b: <[ values.x ]>, c: 1}",
            "- {b: <[ values.x ]>}",
            "<% if a %>a: <[ values.x ]><% endif %>",
            "a: <[ values.x ]> <# why #>",
        ] {
            assert!(whole(line), "{line}");
        }
        for line in [
            "a: x<[ values.x ]>",
            "a: <[ values.x ]>x",
            "a: <[ values.x ]>#x",
            "a: <[ values.x ]>-<[ values.y ]>",
            "a: <[ values.x ]> y",
            "a: \"<[ values.x ]>\"",
            "a: [\"<[ values.x ]>\"]",
            "a: \"b: <[ values.x ]>\"",
            "a: \"[1, <[ values.x ]>, 2]\"",
            "a: [b <[ values.x ]>]",
            "a:<[ values.x ]>",
            "  word = <[ values.x ]>",
            "  --list=a,<[ values.x ]>,c",
            "  {\"mtu\": <[ values.x ]>}",
        ] {
            assert!(!whole(line), "{line}");
        }
    }
}
