//! What findings look like to people and to programs.

use crate::diagnostic::{Diagnostic, Id, Report, Severity, render_human, render_json};
use crate::source::{SliceMap, SourceId, Sources, Span};

const A: Id = Id::new("test/a");
const B: Id = Id::new("test/b");

/// The place of the first occurrence of a word.
fn at(sources: &Sources, source: SourceId, word: &str) -> Span {
    let start = sources.get(source).text().find(word).unwrap();
    Span::new(source, start..start + word.len())
}

fn findings() -> (Sources, Report) {
    let mut sources = Sources::new();
    let yaml = sources.add(
        "dir/a.yaml",
        "kind: Käse\n\tname: \"größer\"\n".to_owned()
            + &"filler: 1\n".repeat(30)
            + "spec:\n  a: 1\n  b: 2\nend: \u{202e}x\u{1b}[0m\n",
    );
    let other = sources.add("b.yaml", "name: other\r\nlast: line without end");
    let json = sources.add(
        "c.json",
        "{\"values\": \"first: 1\\nsecond: \\ud83d\\ude00two\\n\", \"long\": \"".to_owned()
            + &"x".repeat(5_000)
            + "MARK"
            + &"y".repeat(5_000)
            + "\"}",
    );
    let (inner, map) = crate::yaml::decode_string(r"first: 1\nsecond: \ud83d\ude00two\n", 12).unwrap();
    let slice = sources.add_slice("c.json (values of x)", inner, json, map);
    let empty = sources.add("empty.yaml", "");
    let diagnostics = vec![
        Diagnostic::error(A, at(&sources, yaml, "größer"), "several labels in one file, tabs and umlauts")
            .remark("here")
            .label(at(&sources, yaml, "Käse"), "there")
            .label(at(&sources, yaml, "b: 2"), "far away")
            .label(at(&sources, other, "other"), "in another file")
            .note("one fact")
            .note("another fact")
            .help("do something"),
        Diagnostic::new(B, Severity::Warning, at(&sources, yaml, "spec:\n  a: 1\n  b: 2"), "a span of several lines"),
        Diagnostic::new(A, Severity::Note, at(&sources, yaml, "x\u{1b}[0m"), "hostile \u{1b}[31m\u{202e} characters"),
        Diagnostic::error(B, at(&sources, slice, "😀two"), "a slice of a JSON string")
            .label(at(&sources, slice, "first"), "also in the slice"),
        Diagnostic::error(A, at(&sources, json, "MARK"), "a very long line"),
        Diagnostic::error(A, at(&sources, other, "without end"), "the last line"),
        Diagnostic::error(A, Span::new(other, 11..13), "a line end of two characters"),
        Diagnostic::error(A, Span::start_of(empty), "an empty file"),
        Diagnostic::error(A, Span::new(other, 500..900), "behind the end"),
    ];
    let report = Report::new(diagnostics, &sources);
    (sources, report)
}

#[test]
fn people_see_the_lines() {
    let (sources, report) = findings();
    let shown = render_human(&report, &sources, false);
    assert!(!shown.contains(['\u{1b}', '\u{202e}']), "nothing in the input steers the terminal");
    assert!(shown.lines().all(|line| line.chars().count() < 200), "long lines are cut");
    insta::assert_snapshot!(shown);
    assert!(render_human(&report, &sources, true).contains("\u{1b}["));
    assert_eq!(render_human(&Report::default(), &sources, false), "");
}

#[test]
fn programs_see_version_one() {
    let (sources, report) = findings();
    insta::assert_snapshot!(render_json(&report, &sources).unwrap());
    insta::assert_snapshot!(render_json(&Report::default(), &sources).unwrap());
}

#[test]
fn findings_are_sorted_and_said_once() {
    let mut sources = Sources::new();
    let (b, a) = (sources.add("b", "0123456789"), sources.add("a", "0123456789"));
    let slice = sources.add_slice("slice", "234", a, SliceMap::new([(0, 2)]));
    let error = |id, span, text: &str| Diagnostic::error(id, span, text);
    let same = Span::new(a, 2..3);
    let all = vec![
        error(A, Span::new(b, 0..1), "b first"),
        error(B, same, "x"),
        error(A, same, "x"),
        error(A, Span::new(a, 2..5), "x"),
        error(A, same, "x"),
        error(A, Span::new(slice, 0..1), "x"),
        error(A, Span::new(a, 1..9), "y"),
        error(A, same, "w"),
    ];
    let expected = [
        "test/a a:1:2 y 1..9",
        "test/a a:1:3 w 2..3",
        "test/a a:1:3 x 2..3",
        "test/a a:1:3 x 2..5",
        "test/b a:1:3 x 2..3",
        "test/a b:1:1 b first 0..1",
    ];
    for rotation in 0..all.len() {
        let mut turned = all.clone();
        turned.rotate_left(rotation);
        let report = Report::new(turned, &sources);
        let shown: Vec<String> = report
            .diagnostics()
            .iter()
            .map(|problem| {
                let span = sources.in_file(problem.primary.span);
                format!("{} {} {} {}..{}", problem.id, sources.describe(span), problem.message, span.start, span.end)
            })
            .collect();
        assert_eq!(shown, expected, "turned by {rotation}");
    }
}

#[test]
fn many_findings_in_a_large_file_take_no_square_of_time() {
    let mut sources = Sources::new();
    let source = sources.add("a", "key: value\n".repeat(200_000) + &"x".repeat(1 << 20));
    let end = sources.get(source).text().len();
    let diagnostics =
        (0..2_000).map(|index| Diagnostic::error(A, Span::new(source, index * 1_000..index * 1_000 + 3), "x"));
    let long = Diagnostic::error(B, Span::new(source, end - 5..end), "in the long line")
        .label(Span::new(source, 0..3), "first");
    let report = Report::new(diagnostics.chain([long]).collect(), &sources);
    assert!(render_human(&report, &sources, false).len() < 4 << 20);
}
