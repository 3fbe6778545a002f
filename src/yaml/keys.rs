//! The keys of a mapping that is being read: none twice, and those that `<<` brings in.

use super::node::{Entry, Mapping, Node, Value};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Mappings up to this size are searched entry by entry.
const SMALL: usize = 32;

/// Finds keys in a mapping of any size without looking at every entry.
#[derive(Default)]
pub(super) struct KeyIndex {
    /// Empty as long as the mapping is small.
    places: BTreeMap<String, Span>,
}

impl KeyIndex {
    /// Returns the place of a key that is in the mapping already.
    pub(super) fn find(&self, mapping: &Mapping, key: &str) -> Option<Span> {
        if mapping.entries.len() < SMALL {
            return mapping.entry(key).map(|entry| entry.key_span);
        }
        self.places.get(key).copied()
    }

    /// Adds an entry whose key is not in the mapping yet.
    pub(super) fn push(&mut self, mapping: &mut Mapping, entry: Entry) {
        mapping.entries.push(entry);
        let new = match mapping.entries.len() {
            ..SMALL => return,
            SMALL => &mapping.entries[..],
            length => &mapping.entries[length - 1..],
        };
        self.places.extend(new.iter().map(|entry| (entry.key.clone(), entry.key_span)));
    }
}

/// Says whether `<<` can bring a value in: a map, or a list of maps.
pub(super) fn is_mergeable(node: &Node) -> bool {
    match &node.value {
        Value::Scalar(_) => false,
        Value::Sequence(items) => items.iter().all(|item| item.as_mapping().is_some()),
        Value::Mapping(_) => true,
    }
}

/// Adds what `<<` brings in: keys that are not there yet, the first map winning (<https://yaml.org/type/merge.html>).
pub(super) fn merged(mut mapping: Mapping, merges: Vec<Node>) -> Mapping {
    if merges.is_empty() {
        return mapping;
    }
    let mut known: BTreeSet<String> = mapping.entries.iter().map(|entry| entry.key.clone()).collect();
    for merge in merges {
        let maps = match merge.value {
            Value::Sequence(items) => items,
            _ => vec![merge],
        };
        for map in maps {
            let Value::Mapping(map) = map.value else { continue };
            mapping.entries.extend(map.entries.into_iter().filter(|entry| known.insert(entry.key.clone())));
        }
    }
    mapping
}
