//! Fields of two trees.

use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// A field that changes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FieldChange {
    /// Where it is, such as `spec.template.spec.containers[virt-operator].image`.
    pub(super) path: String,
    /// What it was; none when it was not there.
    pub(super) old: Option<Value>,
    /// What it becomes; none when it goes.
    pub(super) new: Option<Value>,
}

/// Reads the JSON text of a value.
pub(super) fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}

/// Returns the smallest parts of two trees that differ.
pub(super) fn compare(old: &Value, new: &Value) -> Vec<FieldChange> {
    let mut found = Vec::new();
    walk("", Some(old), Some(new), &mut found);
    found
}

fn walk(path: &str, old: Option<&Value>, new: Option<&Value>, found: &mut Vec<FieldChange>) {
    match (old, new) {
        (old, new) if old == new => {}
        (Some(Value::Object(old)), Some(Value::Object(new))) => maps(path, old, new, found),
        (Some(Value::Array(old)), Some(Value::Array(new))) if lists(path, old, new, found) => {}
        (old, new) => found.push(FieldChange { path: path.to_owned(), old: old.cloned(), new: new.cloned() }),
    }
}

fn maps(path: &str, old: &Map<String, Value>, new: &Map<String, Value>, found: &mut Vec<FieldChange>) {
    let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for key in keys {
        walk(&with_key(path, key), old.get(key), new.get(key), found);
    }
}

fn with_key(path: &str, key: &str) -> String {
    match (path.is_empty(), key.contains(['.', '[', ' '])) {
        (_, true) => format!("{path}[{key:?}]"),
        (true, false) => key.to_owned(),
        (false, false) => format!("{path}.{key}"),
    }
}

/// Compares lists item by item, where it is clear which items belong together; says whether it was.
fn lists(path: &str, old: &[Value], new: &[Value], found: &mut Vec<FieldChange>) -> bool {
    if let (Some(before), Some(after)) = (names(old), names(new)) {
        let common = |names: &[&str], others: &[&str]| -> Vec<String> {
            names.iter().filter(|name| others.contains(name)).map(|name| (*name).to_owned()).collect()
        };
        if common(&before, &after) != common(&after, &before) {
            return false;
        }
        let item = |items: &'_ [Value], names: &[&str], name: &str| -> Option<Value> {
            names.iter().position(|other| *other == name).map(|index| items[index].clone())
        };
        let all: BTreeSet<&str> = before.iter().chain(&after).copied().collect();
        for name in all {
            let (old, new) = (item(old, &before, name), item(new, &after, name));
            walk(&format!("{path}[{name}]"), old.as_ref(), new.as_ref(), found);
        }
        return true;
    }
    let all_maps = old.len() == new.len() && old.iter().chain(new).all(Value::is_object);
    if all_maps {
        for (index, (old, new)) in old.iter().zip(new).enumerate() {
            walk(&format!("{path}[{index}]"), Some(old), Some(new), found);
        }
    }
    all_maps
}

/// Returns the names of items that are maps with a name each, all different: containers, ports, variables, versions.
fn names(items: &[Value]) -> Option<Vec<&str>> {
    let names = items.iter().map(|item| item.get("name")?.as_str()).collect::<Option<Vec<&str>>>()?;
    let different: BTreeSet<&&str> = names.iter().collect();
    (different.len() == names.len()).then_some(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn shown(old: &Value, new: &Value) -> Vec<String> {
        let text = |value: Option<Value>| value.map_or("-".to_owned(), |value| value.to_string());
        let changes = compare(old, new).into_iter();
        changes.map(|change| format!("{}: {} {}", change.path, text(change.old), text(change.new))).collect()
    }

    #[test]
    fn the_smallest_parts_are_told() {
        let old = json!({"a": {"b": 1, "c": {"x": 1}}, "same": [1], "list": [1, 2], "d.e": "x"});
        let new = json!({"a": {"b": 2, "f": null}, "same": [1], "list": [2, 1], "d.e": "y"});
        assert_eq!(
            shown(&old, &new),
            ["a.b: 1 2", r#"a.c: {"x":1} -"#, "a.f: - null", r#"["d.e"]: "x" "y""#, "list: [1,2] [2,1]"]
        );
        assert!(compare(&old, &old).is_empty());
    }

    #[test]
    fn items_with_names_are_found_again() {
        let list = |items: &[(&str, i64)]| {
            let items = items.iter().map(|(name, image)| json!({"name": name, "image": image}));
            json!({"c": items.collect::<Vec<_>>()})
        };
        let old = list(&[("a", 1), ("b", 1), ("c", 1)]);
        assert_eq!(
            shown(&old, &list(&[("b", 2), ("c", 1), ("d", 1)])),
            [r#"c[a]: {"name":"a","image":1} -"#, "c[b].image: 1 2", r#"c[d]: - {"name":"d","image":1}"#]
        );
        assert_eq!(
            shown(&old, &list(&[("c", 1), ("b", 1), ("a", 1)])).len(),
            1,
            "another order is a change of the list"
        );
        assert_eq!(shown(&list(&[("a", 1), ("a", 1)]), &list(&[("a", 1), ("a", 2)])), ["c[1].image: 1 2"]);
        assert_eq!(shown(&json!([{"x": 1}]), &json!([{"x": 1}, {"x": 2}])).len(), 1);
        assert_eq!(shown(&json!([]), &json!([{"name": "a"}])), [r#"[a]: - {"name":"a"}"#]);
    }
}
