//! Texts that are built to exhaust a reader end with a message, in bounded time and memory.

use crate::diagnostic::Id;
use crate::source::Sources;
use crate::source::read::TEXT_LIMIT;
use crate::yaml::{self, Node};
use std::fmt::Write as _;

const ID: Id = Id::new("test/yaml");

/// Reads a text; returns its documents and the messages with their lines.
fn read(text: &str) -> (Vec<Node>, Vec<String>) {
    let mut sources = Sources::new();
    let source = sources.add("a", text);
    let parsed = yaml::parse(&sources, source, ID);
    let problems = parsed.problems.iter().map(|problem| {
        let line = sources.position(source, problem.primary.span.start).line;
        format!("{line}: {}", problem.message)
    });
    (parsed.documents, problems.collect())
}

fn refused(text: &str) -> String {
    let (_, problems) = read(text);
    problems.first().cloned().unwrap_or_else(|| panic!("accepted: {text:.80}"))
}

#[test]
fn aliases_are_bounded() {
    assert_eq!(refused("a: &a [*a]\n"), "1: an alias inside the value that it names");
    assert!(refused("a: *nobody\n").contains("unknown anchor"), "{}", refused("a: *nobody\n"));
    let mut laughs = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..10 {
        let items = vec![format!("*a{}", level - 1); 9].join(", ");
        writeln!(laughs, "a{level}: &a{level} [{items}]").unwrap();
    }
    assert!(refused(&laughs).contains("aliases expand to more than"), "{}", refused(&laughs));
}

#[test]
fn aliases_of_long_texts_are_bounded() {
    let text = format!("a: &a {}\nb: [{}]\n", "x".repeat(1 << 20), "*a, ".repeat(9_000));
    assert!(refused(&text).contains("aliases expand to more than"));
}

#[test]
fn nested_anchors_around_a_long_text_are_bounded() {
    let depth = 120;
    let open: String = (0..depth).map(|level| format!("&a{level} [")).collect();
    let text = format!("{open}{}{}", "x".repeat(8 << 20), "]".repeat(depth));
    let (documents, problems) = read(&text);
    assert!(documents.is_empty());
    assert!(problems[0].contains("anchors"), "{problems:?}");
}

#[test]
fn merges_do_not_square() {
    let keys: String = (0..9_000).map(|index| format!("  k{index}: 1\n")).collect();
    let (documents, problems) = read(&format!("a: &a\n{keys}b:\n  <<: *a\n"));
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(documents[0].get("b").unwrap().as_mapping().unwrap().entries.len(), 9_000);
}

#[test]
fn nesting_is_bounded() {
    for text in ["[".repeat(100_000), "{a: ".repeat(100_000), "- ".repeat(100_000), "? ".repeat(100_000)] {
        let problem = refused(&text);
        let named =
            problem.contains("nested more than 128 levels deep") || problem.contains("recursion limit exceeded");
        assert!(named, "{text:.10}: {problem}");
    }
    let deep = format!("{}{}", "[".repeat(128), "]".repeat(128));
    assert!(read(&deep).1.is_empty());
}

#[test]
fn a_text_of_the_largest_size_is_read() {
    let limit = usize::try_from(TEXT_LIMIT).unwrap();
    let (documents, problems) = read(&format!("a: {}\n", "x".repeat(limit - 4)));
    assert!(problems.is_empty());
    assert_eq!(documents[0].get("a").unwrap().as_str().unwrap().len(), limit - 4);
    let (documents, problems) = read(&format!("{{\"a\": \"{}\"}}", "\\n".repeat(limit / 2 - 8)));
    assert!(problems.is_empty());
    assert_eq!(documents[0].get("a").unwrap().as_str().unwrap().len(), limit / 2 - 8);
}

#[test]
fn many_keys_of_one_map_take_no_square_of_time() {
    let text: String = (0..100_000).map(|index| format!("key{index}: 1\n")).collect();
    let (documents, problems) = read(&text);
    assert!(problems.is_empty());
    assert_eq!(documents[0].as_mapping().unwrap().entries.len(), 100_000);
    let (_, problems) = read(&format!("{text}key7: 2\n"));
    assert_eq!(problems, ["100001: key `key7` appears twice"]);
}

#[test]
fn many_values_are_refused() {
    for text in ["a,".repeat(1_000_001), "[],".repeat(1_000_001), "{},".repeat(1_000_001)] {
        assert!(refused(&format!("[{text}]")).contains("more than"), "{text:.10}");
    }
}

#[test]
fn mistakes_without_end_are_cut() {
    let (_, problems) = read(&"a: 1\n".repeat(200_000));
    assert!(problems.len() <= 101, "{}", problems.len());
    assert!(problems.last().unwrap().contains("further mistakes"), "{:?}", problems.last());
    let (_, problems) = read(&"---\n[\n".repeat(100_000));
    assert!(problems.len() <= 101, "{}", problems.len());
    let (documents, problems) = read(&"--- {}\n".repeat(100_000));
    assert!(problems.len() <= 1 && documents.len() <= 100_000);
}
