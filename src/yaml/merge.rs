//! Merges values; every node keeps the place that it came from.

use super::node::{Node, Value};

/// Puts `over` over `base`: maps are joined key by key, everything else is replaced.
#[must_use]
pub fn merge(base: Node, over: Node) -> Node {
    match (base.value, over.value) {
        (Value::Mapping(mut base_map), Value::Mapping(over_map)) => {
            for entry in over_map.entries {
                match base_map.entries.iter_mut().find(|known| known.key == entry.key) {
                    Some(known) => {
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
