//! Builds trees out of parser events.

use super::node::{Entry, Mapping, Node, Scalar, Value};
use crate::diagnostic::{Diagnostic, Id};
use crate::source::{SourceId, Span};
use granit_parser::{Event, ScalarStyle, StructureStyle, Tag};
use std::collections::BTreeMap;

/// How much of a text is read before it counts as an attack.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Nesting of collections.
    pub(super) depth: usize,
    /// Nodes that aliases may add.
    pub(super) alias_nodes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 128, alias_nodes: 10_000 }
    }
}

/// What a text held.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The documents that are not empty, in order.
    pub documents: Vec<Node>,
    /// What is wrong with the text. The documents before and after a broken one are still there.
    pub problems: Vec<Diagnostic>,
}

/// Collects the events of one source.
pub(super) struct Builder {
    source: SourceId,
    invalid: Id,
    limits: Limits,
    open: Vec<Open>,
    root: Option<Node>,
    anchors: BTreeMap<usize, Node>,
    alias_nodes: usize,
    problems: Vec<Diagnostic>,
}

/// A collection whose end has not come yet.
struct Open {
    span: Span,
    anchor: usize,
    block: bool,
    content: Content,
}

enum Content {
    Sequence(Vec<Node>),
    Mapping { mapping: Mapping, key: Option<Key>, merges: Vec<Node> },
}

struct Key {
    text: String,
    span: Span,
    merge: bool,
}

impl Builder {
    pub(super) fn new(source: SourceId, invalid: Id, limits: Limits) -> Self {
        Self {
            source,
            invalid,
            limits,
            open: Vec::new(),
            root: None,
            anchors: BTreeMap::new(),
            alias_nodes: 0,
            problems: Vec::new(),
        }
    }

    /// Takes one event; `false` means that a limit was hit and reading must stop.
    pub(super) fn event(&mut self, event: Event<'_>, span: Span) -> bool {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let plain = match tag.as_deref() {
                    None => style == ScalarStyle::Plain,
                    Some(tag) => is_typed(tag),
                };
                let value = Value::Scalar(Scalar { text: text.into_owned(), plain });
                self.complete(Node { span, value }, anchor);
            }
            Event::SequenceStart(style, anchor, _) => {
                return self.start(span, anchor, style, Content::Sequence(vec![]));
            }
            Event::MappingStart(style, anchor, _) => {
                let content = Content::Mapping { mapping: Mapping::default(), key: None, merges: vec![] };
                return self.start(span, anchor, style, content);
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            Event::Alias(anchor) => return self.alias(anchor, span),
            _ => {}
        }
        true
    }

    fn start(&mut self, span: Span, anchor: usize, style: StructureStyle, content: Content) -> bool {
        if self.open.len() >= self.limits.depth {
            self.problem(span, format!("nested more than {} levels deep", self.limits.depth));
            return false;
        }
        self.open.push(Open { span, anchor, block: style == StructureStyle::Block, content });
        true
    }

    fn end(&mut self, span: Span) {
        let Some(open) = self.open.pop() else { return };
        let (value, last) = match open.content {
            Content::Sequence(items) => {
                let last = items.last().map(|item| item.span.end);
                (Value::Sequence(items), last)
            }
            Content::Mapping { mapping, merges, .. } => {
                let last = mapping.entries.last().map(|entry| entry.value.span.end.max(entry.key_span.end));
                (Value::Mapping(merged(mapping, merges)), last)
            }
        };
        // The parser ends a block collection where the next token starts; people mean its last item.
        let end = if open.block { last.unwrap_or(span.end) } else { span.end };
        let span = Span::new(self.source, open.span.start..end);
        self.complete(Node { span, value }, open.anchor);
    }

    fn alias(&mut self, anchor: usize, span: Span) -> bool {
        let Some(target) = self.anchors.get(&anchor) else {
            self.problem(span, "an alias inside the value that it names".to_owned());
            return false;
        };
        let mut node = target.clone();
        let mut count = 0;
        node.visit(&mut |_| count += 1);
        self.alias_nodes += count;
        if self.alias_nodes > self.limits.alias_nodes {
            self.problem(span, format!("aliases expand to more than {} values", self.limits.alias_nodes));
            return false;
        }
        node.span = span;
        self.complete(node, 0);
        true
    }

    fn complete(&mut self, node: Node, anchor: usize) {
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Content::Sequence(items)) => items.push(node),
            Some(Content::Mapping { key: key @ None, .. }) => {
                let found = key_of(&node);
                let is_scalar = found.is_some();
                *key = Some(found.unwrap_or(Key { text: String::new(), span: node.span, merge: false }));
                if !is_scalar {
                    self.problem(node.span, "a key must be a scalar".to_owned());
                }
            }
            Some(Content::Mapping { mapping, key, merges }) => {
                let Some(key) = key.take() else { return };
                if key.merge {
                    merges.push(node);
                } else if let Some(first) = mapping.entry(&key.text).map(|entry| entry.key_span) {
                    self.duplicate(&key, first);
                } else {
                    mapping.entries.push(Entry { key: key.text, key_span: key.span, value: node });
                }
            }
        }
    }

    fn duplicate(&mut self, key: &Key, first: Span) {
        let problem = Diagnostic::error(self.invalid, key.span, format!("key `{}` appears twice", key.text))
            .label(first, "first here")
            .help("remove one of the two");
        self.problems.push(problem);
    }

    fn problem(&mut self, span: Span, message: String) {
        self.problems.push(Diagnostic::error(self.invalid, span, message));
    }

    /// Ends a document that was read whole.
    pub(super) fn finish_document(&mut self, parsed: &mut Parsed) {
        if let Some(root) = self.root.take().filter(|root| !root.is_null()) {
            parsed.documents.push(root);
        }
        self.abandon_document(parsed);
    }

    /// Drops the document that is being read.
    pub(super) fn abandon_document(&mut self, parsed: &mut Parsed) {
        self.open.clear();
        self.root = None;
        self.anchors.clear();
        parsed.problems.append(&mut self.problems);
    }
}

/// Says whether a tag asks for something else than text, whatever the quotes (<https://yaml.org/type/>).
fn is_typed(tag: &Tag) -> bool {
    tag.is_yaml_core_schema() && matches!(tag.suffix(), "int" | "float" | "bool" | "null")
}

fn key_of(node: &Node) -> Option<Key> {
    let Value::Scalar(scalar) = &node.value else { return None };
    let merge = scalar.plain && scalar.text == "<<";
    Some(Key { text: scalar.text.clone(), span: node.span, merge })
}

/// Adds what `<<` brings in: keys that are not there yet, the first map winning (<https://yaml.org/type/merge.html>).
fn merged(mut mapping: Mapping, merges: Vec<Node>) -> Mapping {
    for merge in merges {
        let maps = match merge.value {
            Value::Sequence(items) => items,
            _ => vec![merge],
        };
        for map in maps {
            let Value::Mapping(map) = map.value else { continue };
            for entry in map.entries {
                if mapping.entry(&entry.key).is_none() {
                    mapping.entries.push(entry);
                }
            }
        }
    }
    mapping
}
