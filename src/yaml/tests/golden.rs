//! What we write comes back through Go's readers, and what we read is what Go reads.
//!
//! The Go side is `tests/e2e/goyaml`, which reads the same files with `sigs.k8s.io/yaml`, `yaml.v2` and `yaml.v3`. To
//! renew the golden file after a wanted change: `VMOPACK_UPDATE_GOLDEN=1 cargo test yaml::tests::golden`, then run the Go program.

use crate::diagnostic::Id;
use crate::source::Sources;
use crate::yaml::{self, Node};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;

const ID: Id = Id::new("test/yaml");

fn golden(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/yaml").join(name)
}

fn strings() -> Vec<String> {
    serde_json::from_slice(&std::fs::read(golden("strings.json")).unwrap()).unwrap()
}

/// Every string as a value, as a key, as an item, deep inside, and as a scalar on one line.
fn document(strings: &[String]) -> String {
    let named = |(index, text): (usize, &String)| (format!("s{index:03}"), Value::from(text.as_str()));
    let nested = |text: &String| json!({ "deep": { "text": text, "items": [text, text] } });
    let mut text = yaml::to_yaml(&json!({
        "values": strings.iter().enumerate().map(named).collect::<serde_json::Map<_, _>>(),
        "keys": strings.iter().map(|text| (text.clone(), json!(1))).collect::<serde_json::Map<_, _>>(),
        "list": strings,
        "nested": strings.iter().map(nested).collect::<Vec<_>>(),
    }))
    .unwrap();
    text.push_str("scalars:\n");
    for string in strings {
        let scalar = yaml::to_yaml_scalar(string).unwrap();
        assert!(!scalar.contains('\n'), "{string:?} takes more than one line: {scalar:?}");
        writeln!(text, "  - {scalar}").unwrap();
    }
    text
}

fn read(text: &str) -> Node {
    let mut sources = Sources::new();
    let source = sources.add("golden", text);
    let mut parsed = yaml::parse(&sources, source, ID);
    assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
    assert_eq!(parsed.documents.len(), 1);
    parsed.documents.remove(0)
}

#[test]
fn tricky_strings_are_written_as_in_the_golden_file() {
    let written = document(&strings());
    if std::env::var_os("VMOPACK_UPDATE_GOLDEN").is_some() {
        std::fs::write(golden("strings.yaml"), &written).unwrap();
    }
    let expected = std::fs::read_to_string(golden("strings.yaml")).unwrap();
    for (line, (written, expected)) in written.lines().zip(expected.lines()).enumerate() {
        assert_eq!(written, expected, "line {} of strings.yaml", line + 1);
    }
    assert_eq!(written, expected);
}

#[test]
fn tricky_strings_come_back_through_our_own_reader() {
    let strings = strings();
    assert!(strings.len() >= 150);
    let root = read(&document(&strings));
    for (index, string) in strings.iter().enumerate() {
        let is = |node: &Node, place: &str| assert_eq!(node.as_str(), Some(string.as_str()), "{place} {index}");
        is(root.at(["values", &format!("s{index:03}")]).unwrap(), "value");
        is(&root.items("list")[index], "item");
        is(&root.items("scalars")[index], "scalar");
        let deep = root.items("nested")[index].get("deep").unwrap();
        is(deep.get("text").unwrap(), "nested text");
        deep.items("items").iter().for_each(|item| is(item, "nested item"));
        assert!(root.at(["keys", string]).is_some(), "key {index} {string:?}");
    }
    assert_eq!(root.get("keys").unwrap().as_mapping().unwrap().entries.len(), strings.len());
}

/// One line of the table: an absent value means that Go refuses it.
#[derive(serde::Deserialize)]
struct Scalar {
    text: String,
    #[serde(default, deserialize_with = "present")]
    value: Option<Value>,
}

fn present<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    serde::Deserialize::deserialize(from).map(Some)
}

#[test]
fn plain_scalars_are_what_kubernetes_reads() {
    let table: Vec<Scalar> = serde_json::from_slice(&std::fs::read(golden("scalars.json")).unwrap()).unwrap();
    assert!(table.len() >= 100);
    let mut wrong = Vec::new();
    for line in table {
        if let Some(expected) = &line.value {
            let found = read(&format!("x: {}\n", line.text)).get("x").unwrap().to_json();
            if !same(&found, expected) {
                wrong.push(format!("value {:?}: {found}, Go {expected}", line.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// JSON has one kind of number: Go writes 1000 where we have 1000.0.
fn same(found: &Value, expected: &Value) -> bool {
    found == expected || (found.is_number() && found.as_f64() == expected.as_f64())
}
