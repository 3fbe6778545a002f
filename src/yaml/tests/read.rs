//! Trees of YAML and JSON: values, and the bytes that they stand in.

use crate::diagnostic::Id;
use crate::source::{SourceId, Sources, Span};
use crate::yaml::{self, Node, Parsed, Path, PathStep, Value};
use std::fmt::Write as _;

const ID: Id = Id::new("test/yaml");

fn parse(text: &str) -> (Sources, SourceId, Parsed) {
    let mut sources = Sources::new();
    let source = sources.add("a", text);
    let parsed = yaml::parse(&sources, source, ID);
    (sources, source, parsed)
}

/// Lists every key and value with the bytes that its span covers.
fn spans(text: &str) -> String {
    let (sources, _, parsed) = parse(text);
    assert!(parsed.problems.is_empty(), "{text:?}: {:?}", parsed.problems);
    let mut out = String::new();
    for document in &parsed.documents {
        describe(document, &Path::default(), &sources, &mut out);
    }
    out
}

fn describe(node: &Node, path: &Path, sources: &Sources, out: &mut String) {
    let kind = match &node.value {
        Value::Scalar(scalar) => format!("{:?}", scalar.text),
        Value::Sequence(_) => "list".to_owned(),
        Value::Mapping(_) => "map".to_owned(),
    };
    writeln!(out, "{path} {kind} <{}>", sources.slice(node.span).escape_debug()).unwrap();
    match &node.value {
        Value::Scalar(_) => {}
        Value::Sequence(items) => {
            items.iter().enumerate().for_each(|(index, item)| describe(item, &path.index(index), sources, out));
        }
        Value::Mapping(mapping) => {
            for entry in &mapping.entries {
                assert_eq!(sources.slice(entry.key_span).trim_matches(['"', '\'']), entry.key);
                describe(&entry.value, &path.key(&entry.key), sources, out);
            }
        }
    }
}

#[test]
fn scalars_of_every_style_keep_their_bytes() {
    let text = "plain: ä b  # c\nsingle: 'it''s'\ndouble: \"a\\n\\u00e4\"\nliteral: |-\n  one\n   two\n\nfolded: >2+\n    a\n   b\n\nlast: x\n";
    insta::assert_snapshot!(spans(text));
}

#[test]
fn collections_keep_their_bytes() {
    let text = "a:\n  - b: 1\n    c: [2, {d: 3}]\n\n  - []\n# end\ne: {}\nf:\n- x\n-\n  - y\n";
    insta::assert_snapshot!(spans(text));
}

#[test]
fn blocks_of_every_shape_keep_their_bytes() {
    let text = "a: |\nb: | # x > y\n\n\n  one\n\n\n'c |': >-\n\n\nd:\n- |+\n one\n\n- &x |2\n    two\n- >\n three\n";
    insta::assert_snapshot!(spans(text));
}

#[test]
fn aliases_stand_where_they_are_used() {
    let text = "base: &b {x: 1, y: 2}\nuse: *b\nmerge:\n  <<: *b\n  y: 3\nmany:\n  <<: [{z: 1}, *b]\n*b : no\n";
    let (_, _, parsed) = parse(text);
    assert_eq!(parsed.problems.len(), 1);
    assert_eq!(parsed.problems[0].message, "a key must be a scalar");
    let json = parsed.documents[0].to_json().to_string();
    let expected = r#"{"base":{"x":1,"y":2},"use":{"x":1,"y":2},"merge":{"y":3,"x":1},"many":{"z":1,"x":1,"y":2}}"#;
    assert_eq!(json, expected);
    let (sources, _, parsed) = parse("a: &a text\nb: *a\n*a : c\n");
    assert_eq!(sources.slice(parsed.documents[0].get("b").unwrap().span), "*a");
    assert_eq!(parsed.documents[0].get("text").and_then(Node::as_str), Some("c"));
}

#[test]
fn documents_are_independent() {
    let text = "a: 1\n---\n---\n# only a comment\n---\n~\n---\nb: [1\n---\nc: 3\n...\n---\nd: \"x\n---\ne: 5\n";
    let (sources, source, parsed) = parse(text);
    let texts: Vec<&str> = parsed.documents.iter().map(|document| sources.slice(document.span)).collect();
    assert_eq!(texts, ["a: 1", "c: 3", "e: 5"]);
    let lines: Vec<usize> =
        parsed.problems.iter().map(|problem| sources.position(source, problem.primary.span.start).line).collect();
    assert_eq!(lines.len(), 2, "{:?}", parsed.problems);
    assert!(
        parse("").2.documents.is_empty()
            && parse("# c\n").2.documents.is_empty()
            && parse("---\n").2.documents.is_empty()
    );
}

#[test]
fn what_is_wrong_is_said_once_and_in_its_place() {
    for (text, expected) in [
        ("a: 1\nb: 2\na: 3\na: 4\n", &["3:1 key `a` appears twice", "4:1 key `a` appears twice"][..]),
        ("{\"a\": 1, \"a\": 2}", &["1:10 key `a` appears twice"]),
        ("? [a, b]\n: 1\n? {c: d}\n: 2\n", &["1:3 a key must be a scalar", "3:3 a key must be a scalar"]),
        ("a:\n  <<: text\n", &["2:7 only maps can be merged in with `<<`"]),
        ("a:\n  <<: [{b: 1}, 2]\n", &["2:7 only maps can be merged in with `<<`"]),
    ] {
        let (sources, source, parsed) = parse(text);
        let found: Vec<String> = parsed
            .problems
            .iter()
            .map(|problem| {
                let at = sources.position(source, problem.primary.span.start);
                format!("{}:{} {}", at.line, at.column, problem.message)
            })
            .collect();
        assert_eq!(found, expected, "{text:?}");
    }
    for text in [
        "a: [1, 2\n",
        "a: }\n",
        "a: \"x\n",
        "a: b: c\n",
        "a:\n\tb: 1\n",
        "a: @x\n",
        "a: |\n\tx\n",
        "%YAML 3.0\n---\na\n",
        "a: \"\\q\"\n",
        "a: 'x\n",
        "- a\nb\n",
        "a: *x\n",
        "!<a b> c\n",
        "\u{0}\n",
    ] {
        let (_, _, parsed) = parse(text);
        assert!(!parsed.problems.is_empty(), "{text:?} was read as {:?}", parsed.documents);
        assert!(
            !parsed.problems[0].message.is_empty() && parsed.problems[0].primary.span.end <= text.len(),
            "{text:?}"
        );
    }
}

#[test]
fn line_ends_and_marks_of_other_systems_are_read() {
    let text = "\u{feff}a: 1\r\nb: |\r\n  x\r\n  y\r\nc: [1,\r\n 2]\r\n";
    let (sources, source, parsed) = parse(text);
    assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
    assert_eq!(parsed.documents[0].to_json().to_string(), r#"{"a":1,"b":"x\ny\n","c":[1,2]}"#);
    let list = parsed.documents[0].get("c").unwrap();
    assert_eq!(sources.slice(list.span), "[1,\r\n 2]");
    assert_eq!(sources.position(source, list.span.start).line, 5);
}

#[test]
fn json_is_read_as_json_readers_do() {
    let long_key = "k".repeat(1_000);
    for text in [
        r#"{"a":1,"b":[true,null,-1.5e3],"c":{"d":"x"},"e":[]}"#.to_owned(),
        r#"{"escapes":"\"\\\/\b\f\n\r\t\u00e4\u20ac","pair":"\ud83d\ude00"}"#.to_owned(),
        "{\t\"tabs\":\t[\t1\t,\t2\t]\t}\t\n".to_owned(),
        "{\n\t\"a\": {\n\t\t\"b\": [\n\t\t\t1\n\t\t]\n\t}\n}\n".to_owned(),
        "{\"a\"\n:\n1}".to_owned(),
        "{\"line\":\"\u{2028}\",\"url\":\"http://a:80/#x\",\"#\":\"- a\",\"? b\":\"{{ x }}\"}".to_owned(),
        format!("{{\"{long_key}\":1}}"),
        r#"{"yes":"no","on":"1","null":"~","":""}"#.to_owned(),
        "  [1, 2]  ".to_owned(),
        "\"text\"".to_owned(),
        r#"{"big":18446744073709551615,"small":-9223372036854775808}"#.to_owned(),
    ] {
        let expected: serde_json::Value = serde_json::from_str(&text).unwrap();
        let (_, _, parsed) = parse(&text);
        assert!(parsed.problems.is_empty(), "{text:.80}: {:?}", parsed.problems);
        assert_eq!(parsed.documents[0].to_json(), expected, "{text:.80}");
    }
}

#[test]
fn paths_lead_through_trees() {
    let (sources, _, parsed) = parse("a: {b: [x, {c/d~e: y}], '0': z}\n");
    let root = &parsed.documents[0];
    for (pointer, text, shown) in [
        ("", Some("a: {b: [x, {c/d~e: y}], '0': z}"), ""),
        ("/a/b/1/c~1d~0e", Some("y"), "a.b[1].c/d~e"),
        ("/a/0", Some("z"), "a[0]"),
        ("/a/b/7", None, "a.b[7]"),
        ("/a/b/x", None, "a.b.x"),
        ("/a/b/01", None, "a.b.01"),
        ("/a/b/+0", None, "a.b.+0"),
    ] {
        let path = Path::of_pointer(pointer);
        let found = path.find(root).map(|node| sources.slice(node.span).trim_end());
        assert_eq!(found, text, "{pointer}");
        assert_eq!(path.to_string(), shown, "{pointer}");
    }
    assert_eq!(Path::of_keys("a.b").index(0).steps().last(), Some(&PathStep::Index(0)));
    let nearest = Path::of_keys("a.b.c.d").find_nearest(root);
    assert_eq!(sources.slice(nearest.span), "[x, {c/d~e: y}]");
}

#[test]
fn json_inside_json_points_into_the_file() {
    let text = r#"{"values":"a: 1\nb:\n  - \"ä\"\n  - \ud83d\ude00x\n"}"#;
    let (mut sources, source, parsed) = parse(text);
    let node = parsed.documents[0].get("values").unwrap();
    let literal = sources.slice(node.span).trim_matches('"').to_owned();
    let (inner, map) = yaml::decode_string(&literal, node.span.start + 1).unwrap();
    let slice = sources.add_slice("values", inner, source, map);
    let parsed = yaml::parse(&sources, slice, ID);
    let items = parsed.documents[0].items("b");
    let outer = |span: Span| sources.slice(sources.in_file(span)).to_owned();
    assert_eq!(outer(items[0].span), r#"\"ä\""#);
    assert_eq!(outer(items[1].span), r"\ud83d\ude00x");
    assert_eq!(sources.describe(items[1].span), "a:1:37");
}
