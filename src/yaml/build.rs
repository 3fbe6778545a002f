//! Builds trees out of parser events.

use super::keys::{KeyIndex, is_mergeable, merged};
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
    /// Values in all documents together.
    pub(super) nodes: usize,
    /// Nodes that aliases may add.
    pub(super) alias_nodes: usize,
    /// Bytes that aliases may add, and anchors may keep.
    pub(super) copied_bytes: usize,
    /// Mistakes that are reported before reading stops.
    pub(super) problems: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 128, nodes: 1_000_000, alias_nodes: 10_000, copied_bytes: 32 << 20, problems: 100 }
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
    spent: Spent,
    problems: Vec<Diagnostic>,
    stopped: bool,
}

/// How much of each limit is used up.
#[derive(Default)]
struct Spent {
    nodes: usize,
    alias_nodes: usize,
    alias_bytes: usize,
    anchor_bytes: usize,
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
    Mapping { mapping: Mapping, index: KeyIndex, key: Option<Key>, merges: Vec<Node> },
}

struct Key {
    text: String,
    span: Span,
    kind: KeyKind,
}

#[derive(PartialEq)]
enum KeyKind {
    Named,
    Merge,
    /// No scalar, which has been reported; its value is dropped.
    Invalid,
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
            spent: Spent::default(),
            problems: Vec::new(),
            stopped: false,
        }
    }

    /// Takes one event; `false` means that a limit was hit and reading must stop.
    pub(super) fn event(&mut self, event: Event<'_>, span: Span) -> bool {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.count(span);
                let plain = match tag.as_deref() {
                    None => style == ScalarStyle::Plain,
                    Some(tag) => is_typed(tag),
                };
                let value = Value::Scalar(Scalar { text: text.into_owned(), plain });
                self.complete(Node { span, value }, anchor);
            }
            Event::SequenceStart(style, anchor, _) => self.start(span, anchor, style, Content::Sequence(vec![])),
            Event::MappingStart(style, anchor, _) => {
                let (mapping, index) = (Mapping::default(), KeyIndex::default());
                self.start(span, anchor, style, Content::Mapping { mapping, index, key: None, merges: vec![] });
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            Event::Alias(anchor) => self.alias(anchor, span),
            _ => {}
        }
        !self.stopped
    }

    fn count(&mut self, span: Span) {
        self.spent.nodes += 1;
        if self.spent.nodes > self.limits.nodes {
            self.stop(span, format!("holds more than {} values", self.limits.nodes));
        }
    }

    fn start(&mut self, span: Span, anchor: usize, style: StructureStyle, content: Content) {
        self.count(span);
        if self.open.len() >= self.limits.depth {
            self.stop(span, format!("nested more than {} levels deep", self.limits.depth));
        }
        self.open.push(Open { span, anchor, block: style == StructureStyle::Block, content });
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

    fn alias(&mut self, anchor: usize, span: Span) {
        let Some(target) = self.anchors.get(&anchor) else {
            return self.stop(span, "an alias inside the value that it names".to_owned());
        };
        let (nodes, bytes) = weight(target);
        self.spent.alias_nodes += nodes;
        self.spent.alias_bytes += bytes;
        if self.spent.alias_nodes > self.limits.alias_nodes {
            return self.stop(span, format!("aliases expand to more than {} values", self.limits.alias_nodes));
        }
        if self.spent.alias_bytes > self.limits.copied_bytes {
            return self.stop(span, format!("aliases expand to more than {} bytes", self.limits.copied_bytes));
        }
        let node = Node { span, value: target.value.clone() };
        self.complete(node, 0);
    }

    fn complete(&mut self, node: Node, anchor: usize) {
        if anchor != 0 {
            self.remember(&node, anchor);
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Content::Sequence(items)) => items.push(node),
            Some(Content::Mapping { key: key @ None, .. }) => {
                let found = key_of(&node);
                let invalid = found.kind == KeyKind::Invalid;
                *key = Some(found);
                if invalid {
                    self.problem(node.span, "a key must be a scalar".to_owned());
                }
            }
            Some(Content::Mapping { mapping, index, key, merges }) => {
                let Some(key) = key.take() else { return };
                match key.kind {
                    KeyKind::Invalid => {}
                    KeyKind::Merge if is_mergeable(&node) => merges.push(node),
                    KeyKind::Merge => self.problem(node.span, "only maps can be merged in with `<<`".to_owned()),
                    KeyKind::Named => match index.find(mapping, &key.text) {
                        Some(first) => self.duplicate(&key, first),
                        None => index.push(mapping, Entry { key: key.text, key_span: key.span, value: node }),
                    },
                }
            }
        }
    }

    /// Keeps a copy for aliases. Anchors around anchors are copied again and again, so the sum is limited.
    fn remember(&mut self, node: &Node, anchor: usize) {
        self.spent.anchor_bytes += weight(node).1;
        if self.spent.anchor_bytes > self.limits.copied_bytes {
            return self.stop(node.span, format!("anchors hold more than {} bytes", self.limits.copied_bytes));
        }
        self.anchors.insert(anchor, node.clone());
    }

    fn duplicate(&mut self, key: &Key, first: Span) {
        let problem = Diagnostic::error(self.invalid, key.span, format!("key `{}` appears twice", key.text))
            .label(first, "first here")
            .help("remove one of the two");
        self.push(problem);
    }

    fn problem(&mut self, span: Span, message: String) {
        self.push(Diagnostic::error(self.invalid, span, message));
    }

    fn push(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
        self.stopped |= self.problems.len() >= self.limits.problems;
    }

    /// Reports a limit that was hit, once.
    fn stop(&mut self, span: Span, message: String) {
        if !self.stopped {
            self.problem(span, message);
        }
        self.stopped = true;
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

/// Returns how many nodes a tree has, and about how many bytes a copy of it takes.
fn weight(node: &Node) -> (usize, usize) {
    let (mut nodes, mut bytes) = (0, 0);
    node.visit(&mut |node| {
        nodes += 1;
        bytes += size_of::<Node>();
        bytes += match &node.value {
            Value::Scalar(scalar) => scalar.text.len(),
            Value::Sequence(_) => 0,
            Value::Mapping(mapping) => {
                mapping.entries.iter().map(|entry| size_of::<Entry>() + entry.key.len()).sum::<usize>()
            }
        };
    });
    (nodes, bytes)
}

fn key_of(node: &Node) -> Key {
    let Value::Scalar(scalar) = &node.value else {
        return Key { text: String::new(), span: node.span, kind: KeyKind::Invalid };
    };
    let kind = if scalar.plain && scalar.text == "<<" { KeyKind::Merge } else { KeyKind::Named };
    Key { text: scalar.text.clone(), span: node.span, kind }
}
