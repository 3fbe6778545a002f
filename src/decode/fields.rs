//! The keys of one map.

use crate::source::Span;
use crate::yaml::{Mapping, Node};

/// A map that is being decoded; empty when the node was something else, which has been reported by then.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields<'n> {
    node: &'n Node,
    mapping: Option<&'n Mapping>,
}

impl<'n> Fields<'n> {
    pub(super) fn of(node: &'n Node, mapping: &'n Mapping) -> Self {
        Self { node, mapping: Some(mapping) }
    }

    pub(super) fn empty(node: &'n Node) -> Self {
        Self { node, mapping: None }
    }

    /// Returns the place of the map.
    pub(crate) fn span(&self) -> Span {
        self.node.span
    }

    /// Says whether the node was a map.
    pub(crate) fn is_map(&self) -> bool {
        self.mapping.is_some()
    }

    /// Returns the value of a key; null counts as absent.
    pub(crate) fn get(&self, key: &str) -> Option<&'n Node> {
        self.mapping.and_then(|mapping| mapping.get(key)).filter(|node| !node.is_null())
    }
}
