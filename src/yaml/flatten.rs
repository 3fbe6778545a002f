//! Trees as lists of paths.

use super::{Node, Path, Value};
use std::collections::BTreeMap;

/// Returns every value that is no map as JSON text, by its dotted path; lists and empty maps stay whole.
pub fn flatten(root: &Node) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    add(root, &Path::default(), &mut values);
    values
}

fn add(node: &Node, path: &Path, into: &mut BTreeMap<String, String>) {
    match &node.value {
        Value::Mapping(mapping) if !mapping.entries.is_empty() => {
            mapping.entries.iter().for_each(|entry| add(&entry.value, &path.key(&entry.key), into));
        }
        // An empty tree has no path to name.
        Value::Mapping(_) if path.steps().is_empty() => {}
        _ => _ = into.insert(path.to_string(), node.to_json().to_string()),
    }
}
