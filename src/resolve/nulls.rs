//! What `null` means in values: it takes away what was said before.

use super::schema::property_at;
use crate::diagnostic::{Diagnostic, Id};
use crate::pack::Pack;
use crate::source::Span;
use crate::yaml::{Entry, Mapping, Node, Path, Value};
use serde_json::Value as Json;

const INVALID: Id = Id::new("values/invalid");

/// Settles the nulls of merged values: one stays where the schema allows it or the defaults have it, a map or list that
/// the schema names becomes empty, and a key of a free map, such as a label, goes. All others are for the check against
/// the schema to report.
pub(super) fn settle(mut values: Node, pack: &Pack) -> Node {
    let settle = Settle { schema: pack.schema.json(), defaults: &pack.values };
    settle.node(&mut values, &Path::default());
    values
}

struct Settle<'a> {
    schema: &'a Json,
    defaults: &'a Node,
}

impl Settle<'_> {
    fn node(&self, node: &mut Node, path: &Path) {
        let Value::Mapping(mapping) = &mut node.value else { return };
        for entry in &mut mapping.entries {
            self.node(&mut entry.value, &path.key(&entry.key));
        }
        if mapping.entries.iter().any(|entry| entry.value.is_null()) {
            let map = property_at(self.schema, path).unwrap_or_default();
            mapping.entries.retain_mut(|entry| !entry.value.is_null() || self.keeps(entry, &map, path));
        }
    }

    /// Settles a null; says whether its key stays.
    fn keeps(&self, entry: &mut Entry, map: &Json, path: &Path) -> bool {
        let path = path.key(&entry.key);
        let property = property_at(self.schema, &path).unwrap_or_default();
        if allows_null(&property) || path.find(self.defaults).is_some_and(Node::is_null) {
            return true;
        }
        let is_named = map.get("properties").is_some_and(|named| named.get(&entry.key).is_some());
        match property.get("type").and_then(Json::as_str) {
            Some("object") if is_named => entry.value.value = Value::Mapping(Mapping::default()),
            Some("array") if is_named => entry.value.value = Value::Sequence(Vec::new()),
            _ => return is_named || map.get("additionalProperties") == Some(&Json::Bool(false)),
        }
        true
    }
}

fn allows_null(property: &Json) -> bool {
    match property.get("type") {
        Some(Json::Array(types)) => types.iter().any(|name| name == "null"),
        name => name.is_some_and(|name| name == "null"),
    }
}

/// Finds empty maps over free maps that are not, such as node selectors: maps are joined key by key, so they change
/// nothing, and nobody means that.
pub(super) fn without_effect(base: &Node, over: &Node, pack: &Pack) -> Vec<Diagnostic> {
    let mut empty = Vec::new();
    find_empty(base, over, &Path::default(), &mut empty);
    if empty.is_empty() {
        return Vec::new();
    }
    let schema = pack.schema.json();
    let is_free = |path: &Path| property_at(schema, path).is_none_or(|map| map.get("properties").is_none());
    let problems = empty.into_iter().filter(|(path, _)| is_free(path)).map(|(path, span)| {
        let message = format!("`{path}` is an empty map, which takes nothing away: maps are joined key by key");
        Diagnostic::error(INVALID, span, message).help("write null to take its defaults away")
    });
    problems.collect()
}

fn find_empty(base: &Node, over: &Node, path: &Path, found: &mut Vec<(Path, Span)>) {
    let (Some(base), Some(mapping)) = (base.as_mapping(), over.as_mapping()) else { return };
    if mapping.entries.is_empty() && !base.entries.is_empty() && !path.steps().is_empty() {
        found.push((path.clone(), over.span));
    }
    for entry in &mapping.entries {
        if let Some(below) = base.get(&entry.key) {
            find_empty(below, &entry.value, &path.key(&entry.key), found);
        }
    }
}
