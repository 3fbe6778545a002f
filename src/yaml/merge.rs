//! Merges values; every node keeps the place that it came from.

use super::node::{Node, Value};
use std::collections::BTreeMap;

/// Puts `over` over `base`: maps are joined key by key, everything else is replaced.
#[must_use]
pub fn merge(base: Node, over: Node) -> Node {
    match (base.value, over.value) {
        (Value::Mapping(mut base_map), Value::Mapping(over_map)) => {
            let keys = base_map.entries.iter().map(|entry| entry.key.clone()).zip(0..);
            let places: BTreeMap<String, usize> = keys.collect();
            for entry in over_map.entries {
                match places.get(&entry.key) {
                    Some(place) => {
                        let known = &mut base_map.entries[*place];
                        let before = std::mem::replace(&mut known.value, Node::empty_mapping(entry.key_span));
                        known.value = merge(before, entry.value);
                        known.key_span = entry.key_span;
                    }
                    None => base_map.entries.push(entry),
                }
            }
            Node { span: over.span, value: Value::Mapping(base_map) }
        }
        (_, value) => Node { span: over.span, value },
    }
}
