//! The tree.

use super::scalar::{Resolved, resolve_plain};
use crate::source::Span;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// The bytes of the value.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// The three shapes of a YAML value.
#[derive(Clone, Debug)]
pub enum Value {
    /// Text, number, boolean or null.
    Scalar(Scalar),
    /// A list.
    Sequence(Vec<Node>),
    /// Keys and values in the order of the source.
    Mapping(Mapping),
}

/// A scalar as written, after escapes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// The text.
    pub text: String,
    /// Plain scalars are resolved to numbers, booleans and null; quoted and block scalars are text.
    pub plain: bool,
}

/// Keys and values in the order of the source; keys are unique.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    /// The entries.
    pub entries: Vec<Entry>,
}

/// One key with its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key's text as written: a bare `on` stays `on`, though Kubernetes would read it as `true`.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Mapping {
    /// Returns the value under a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// Returns the entry of a key.
    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }
}

impl Scalar {
    /// Resolves the scalar as Kubernetes does.
    pub(crate) fn resolve(&self) -> Resolved<'_> {
        if self.plain { resolve_plain(&self.text) } else { Resolved::String(&self.text) }
    }
}

impl Node {
    /// Builds a text node.
    pub(crate) fn text(span: Span, text: impl Into<String>) -> Self {
        Self { span, value: Value::Scalar(Scalar { text: text.into(), plain: false }) }
    }

    /// Builds an empty mapping.
    pub(crate) fn empty_mapping(span: Span) -> Self {
        Self { span, value: Value::Mapping(Mapping::default()) }
    }

    /// Returns the mapping, if it is one.
    pub(crate) fn as_mapping(&self) -> Option<&Mapping> {
        if let Value::Mapping(mapping) = &self.value { Some(mapping) } else { None }
    }

    /// Returns the items of a sequence, if it is one.
    pub(crate) fn as_sequence(&self) -> Option<&[Node]> {
        if let Value::Sequence(items) = &self.value { Some(items) } else { None }
    }

    /// Returns the resolved scalar, if it is one.
    pub(crate) fn as_scalar(&self) -> Option<Resolved<'_>> {
        if let Value::Scalar(scalar) = &self.value { Some(scalar.resolve()) } else { None }
    }

    /// Returns the text, if the node is a string.
    pub fn as_str(&self) -> Option<&str> {
        if let Some(Resolved::String(text)) = self.as_scalar() { Some(text) } else { None }
    }

    /// Returns the text of a scalar as it is written, whatever its type: `10` and `"10"` are the same.
    pub(crate) fn written_text(&self) -> Option<&str> {
        if let Value::Scalar(scalar) = &self.value { Some(&scalar.text) } else { None }
    }

    /// Returns the boolean, if the node is one.
    pub(crate) fn as_bool(&self) -> Option<bool> {
        if let Some(Resolved::Bool(value)) = self.as_scalar() { Some(value) } else { None }
    }

    /// Returns the integer, if the node is one.
    pub(crate) fn as_i64(&self) -> Option<i64> {
        if let Some(Resolved::Int(value)) = self.as_scalar() { Some(value) } else { None }
    }

    /// Says whether the node is null or nothing.
    pub(crate) fn is_null(&self) -> bool {
        matches!(self.as_scalar(), Some(Resolved::Null))
    }

    /// Returns the value under a key of a mapping.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.as_mapping()?.get(key)
    }

    /// Follows keys through nested mappings.
    pub fn at<'a>(&self, keys: impl IntoIterator<Item = &'a str>) -> Option<&Node> {
        keys.into_iter().try_fold(self, |node, key| node.get(key))
    }

    /// Returns the items of a sequence under a key; nothing when it is absent or no sequence.
    pub(crate) fn items(&self, key: &str) -> &[Node] {
        self.get(key).and_then(Node::as_sequence).unwrap_or_default()
    }

    /// Names the type of the value for messages.
    pub(crate) fn type_name(&self) -> &'static str {
        match &self.value {
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "a map",
            Value::Scalar(scalar) => match scalar.resolve() {
                Resolved::Null => "nothing",
                Resolved::Bool(_) => "a boolean",
                Resolved::Int(_) | Resolved::UInt(_) => "an integer",
                Resolved::Float(_) => "a number",
                Resolved::String(_) => "text",
            },
        }
    }

    /// Converts the tree to JSON, as Kubernetes reads it.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Scalar(scalar) => match scalar.resolve() {
                Resolved::Null => serde_json::Value::Null,
                Resolved::Bool(value) => value.into(),
                Resolved::Int(value) => value.into(),
                Resolved::UInt(value) => value.into(),
                Resolved::Float(value) => value.into(),
                Resolved::String(text) => text.into(),
            },
            Value::Sequence(items) => items.iter().map(Node::to_json).collect(),
            Value::Mapping(mapping) => {
                mapping.entries.iter().map(|entry| (entry.key.clone(), entry.value.to_json())).collect()
            }
        }
    }

    /// Visits the node and everything below it, parents first.
    pub(crate) fn visit<'a>(&'a self, see: &mut impl FnMut(&'a Node)) {
        see(self);
        match &self.value {
            Value::Scalar(_) => {}
            Value::Sequence(items) => items.iter().for_each(|item| item.visit(see)),
            Value::Mapping(mapping) => mapping.entries.iter().for_each(|entry| entry.value.visit(see)),
        }
    }
}
