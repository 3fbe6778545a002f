//! Every value of a pack that becomes a name in Kubernetes: its schema allows no name that the API server refuses
//! (<https://kubernetes.io/docs/concepts/overview/working-with-objects/names/>).

use crate::support::{files_below, repository};
use jsonschema::Validator;
use serde_json::Value;

/// What no name of an object may be, and, behind it, what no namespace may be either.
const NO_SUBDOMAINS: &[&str] = &["A", "a_b", "a b", "-a", "a-", ".a", "a.", "a..b", "a.-b", "a/b", "é"];
const NO_LABELS: &[&str] = &["a.b"];
/// Ends of keys that hold names of objects, or lists of them.
const NAMES: &[&str] = &[
    "Class",
    "ClassName",
    "class",
    "configMap",
    "certConfigMap",
    "secretRef",
    "secretName",
    "imagePullSecrets",
    "driver",
];
/// Keys of that ending that hold no name, or a name of another kind.
const OTHERS: &[&str] = &[
    // The class of a load balancer is a qualified name.
    "/loadBalancer/properties/class",
];

/// Visits every schema of a property with its place and its key, `$ref`s followed.
fn visit(root: &Value, at: &Value, place: &str, found: &mut impl FnMut(&str, &str, &Value)) {
    match at {
        Value::Object(fields) => {
            for (key, value) in fields {
                let place = format!("{place}/{key}");
                if key == "properties" {
                    value.as_object().into_iter().flatten().for_each(|(name, schema)| {
                        found(&format!("{place}/{name}"), name, follow(root, schema));
                    });
                }
                visit(root, value, &place, found);
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| visit(root, item, &format!("{place}/{index}"), found));
        }
        _ => {}
    }
}

fn follow<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let target = schema.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix('#'));
    target.and_then(|pointer| root.pointer(pointer)).unwrap_or(schema)
}

/// Returns the names of a list that a schema allows.
fn allowed<'a>(root: &Value, schema: &Value, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let schema = schema.get("items").map_or(schema, |items| follow(root, items));
    let validator = Validator::new(schema).unwrap();
    names.filter(|name| validator.is_valid(&Value::from(*name))).collect()
}

fn schemas() -> Vec<(String, Value)> {
    let files = files_below(&repository("packs")).into_iter().filter(|file| file.ends_with("schema.json"));
    let read = files.map(|file| {
        let schema = serde_json::from_str(&fs_err::read_to_string(&file).unwrap()).unwrap();
        (file.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned(), schema)
    });
    read.collect()
}

#[test]
fn no_schema_allows_a_name_that_kubernetes_refuses() {
    let (long, longer) = ("a".repeat(64), "a".repeat(254));
    let mut problems = Vec::new();
    let mut seen = 0;
    for (pack, schema) in schemas() {
        visit(&schema, &schema, "", &mut |place, key, value| {
            let is_text = |value: &Value| value["type"].as_str() == Some("string");
            let texts = is_text(value) || value.get("items").is_some_and(|items| is_text(follow(&schema, items)));
            let is_namespace = key.to_lowercase().trim_end_matches('s').ends_with("namespace");
            let is_name =
                NAMES.iter().any(|name| key.ends_with(name)) && !OTHERS.iter().any(|other| place.ends_with(other));
            if !texts || value.get("enum").is_some() || !(is_namespace || is_name) {
                return;
            }
            seen += 1;
            let driver = key == "driver";
            let bad = NO_SUBDOMAINS.iter().copied().filter(|name| !driver || *name != "A").chain([longer.as_str()]);
            let bad = bad.chain(NO_LABELS.iter().copied().chain([long.as_str()]).filter(|_| is_namespace));
            let allowed = allowed(&schema, value, bad);
            if !allowed.is_empty() {
                problems.push(format!("{pack}{place}: {allowed:?}"));
            }
        });
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(seen > 25, "only {seen} values were looked at");
}

/// Maps whose keys become names: a pattern that starts like that of a name is one.
#[test]
fn no_key_is_a_name_that_kubernetes_refuses() {
    let mut seen = 0;
    for (pack, schema) in schemas() {
        visit(&schema, &schema, "", &mut |place, _, value| {
            let Some(names) = value.get("propertyNames") else { return };
            if names["pattern"].as_str().is_some_and(|pattern| pattern.starts_with("^[a-z0-9]")) {
                seen += 1;
                assert_eq!(allowed(&schema, names, NO_SUBDOMAINS.iter().copied()), [""; 0], "{pack}{place}");
            }
        });
    }
    assert!(seen > 5, "only {seen} maps were looked at");
}

/// Each schema stands alone, so each has a copy of what they have in common.
#[test]
fn definitions_of_names_are_the_same_everywhere() {
    for definition in ["name", "labelKey", "labelValue"] {
        let pointer = format!("/$defs/{definition}/pattern");
        let mut patterns: Vec<_> =
            schemas().iter().filter_map(|(_, schema)| schema.pointer(&pointer).map(Value::to_string)).collect();
        patterns.dedup();
        assert_eq!(patterns.len(), 1, "{definition}: {patterns:#?}");
    }
}
