//! Turns trees into typed values, collecting every mistake with its place instead of stopping at the first.

mod fields;
mod suggest;

pub(crate) use fields::Fields;
pub use suggest::closest;

use crate::diagnostic::{Diagnostic, Id, MOST_SHOWN, limited};
use crate::source::Span;
use crate::yaml::{Entry, Node, Resolved};

/// A value with the place that it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub span: Span,
}

/// The identities of the mistakes in one kind of file.
#[derive(Debug)]
pub(crate) struct Ids {
    /// A key that means nothing.
    pub unknown_key: Id,
    /// A key that is not there.
    pub missing_key: Id,
    /// A value of another type.
    pub wrong_type: Id,
    /// A value of the right type that is not allowed.
    pub invalid_value: Id,
}

/// Reads nodes and collects mistakes.
#[derive(Debug)]
pub(crate) struct Decoder {
    ids: &'static Ids,
    problems: Vec<Diagnostic>,
}

impl Decoder {
    /// Starts with no mistakes.
    pub(crate) fn new(ids: &'static Ids) -> Self {
        Self { ids, problems: Vec::new() }
    }

    /// Returns the mistakes.
    pub(crate) fn finish(self) -> Vec<Diagnostic> {
        limited(self.problems)
    }

    /// Adds a mistake that the caller found.
    pub(crate) fn report(&mut self, problem: Diagnostic) {
        self.push(problem);
    }

    /// Reports a value that is not allowed.
    pub(crate) fn invalid(&mut self, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.push(Diagnostic::error(self.ids.invalid_value, span, message))
    }

    /// Says whether further mistakes are not shown.
    fn is_full(&self) -> bool {
        self.problems.len() > MOST_SHOWN
    }

    /// Keeps one mistake more than are shown: it stands for all that follow.
    fn push(&mut self, problem: Diagnostic) -> &mut Diagnostic {
        let index = self.problems.len().min(MOST_SHOWN);
        self.problems.truncate(index);
        self.problems.push(problem);
        &mut self.problems[index]
    }

    /// Reads a map whose keys are among `known`.
    pub(crate) fn fields<'n>(&mut self, node: &'n Node, known: &'static [&'static str]) -> Fields<'n> {
        let Some(mapping) = node.as_mapping() else {
            self.wrong_type(node, "a map");
            return Fields::empty(node);
        };
        for entry in &mapping.entries {
            if !known.contains(&entry.key.as_str()) && !self.is_full() {
                let message = format!("unknown key `{}`", entry.key);
                let mut problem = Diagnostic::error(self.ids.unknown_key, entry.key_span, message);
                problem = match closest(&entry.key, known.iter().copied()) {
                    Some(key) => problem.help(format!("did you mean `{key}`?")).edit(entry.key_span, key),
                    None => problem.help(format!("known keys here: {}", known.join(", "))),
                };
                self.push(problem);
            }
        }
        Fields::of(node, mapping)
    }

    /// Reads a required key.
    pub(crate) fn required<'n>(&mut self, fields: &Fields<'n>, key: &str) -> Option<&'n Node> {
        let found = fields.get(key);
        if found.is_none() && fields.is_map() {
            let message = format!("`{key}` is missing here");
            self.push(Diagnostic::error(self.ids.missing_key, fields.span(), message));
        }
        found
    }

    /// Reads text. A number or boolean in its place is reported with the quotes that it needs.
    pub(crate) fn text(&mut self, node: &Node) -> Option<Spanned<String>> {
        match node.as_scalar() {
            Some(Resolved::String(text)) => Some(Spanned { value: text.to_owned(), span: node.span }),
            Some(Resolved::Null) | None => {
                self.wrong_type(node, "text");
                None
            }
            Some(_) => {
                let crate::yaml::Value::Scalar(scalar) = &node.value else { return None };
                let quoted = format!("\"{}\"", scalar.text);
                let problem = self.wrong_type(node, "text");
                problem.help = Some(format!("put it in quotes: {quoted}"));
                problem.edits.push(crate::diagnostic::Edit { span: node.span, text: quoted });
                None
            }
        }
    }

    /// Reads a boolean.
    pub(crate) fn boolean(&mut self, node: &Node) -> Option<bool> {
        let value = node.as_bool();
        if value.is_none() {
            self.wrong_type(node, "true or false");
        }
        value
    }

    /// Reads an integer.
    pub(crate) fn integer(&mut self, node: &Node) -> Option<i64> {
        let value = node.as_i64();
        if value.is_none() {
            self.wrong_type(node, "an integer");
        }
        value
    }

    /// Reads the items of a list.
    pub(crate) fn list<'n>(&mut self, node: &'n Node) -> &'n [Node] {
        let items = node.as_sequence();
        if items.is_none() {
            self.wrong_type(node, "a list");
        }
        items.unwrap_or_default()
    }

    /// Reads the items of the list under a key, each through a decoder; nothing when the key is absent.
    pub(crate) fn list_of<T>(
        &mut self,
        fields: &Fields<'_>,
        key: &str,
        decode: fn(&mut Self, &Node) -> Option<T>,
    ) -> Vec<T> {
        let items = fields.get(key).map(|node| self.list(node)).unwrap_or_default();
        items.iter().filter_map(|item| decode(self, item)).collect()
    }

    /// Reads the entries of a map with keys of any name.
    pub(crate) fn entries<'n>(&mut self, node: &'n Node) -> &'n [Entry] {
        let Some(mapping) = node.as_mapping() else {
            self.wrong_type(node, "a map");
            return &[];
        };
        &mapping.entries
    }

    /// Reads a list of texts.
    pub(crate) fn texts(&mut self, node: &Node) -> Vec<Spanned<String>> {
        self.list(node).iter().filter_map(|item| self.text(item)).collect()
    }

    /// Reads text through a parser whose error says which form is expected.
    pub(crate) fn parsed<T, E: std::fmt::Display>(
        &mut self,
        node: &Node,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<Spanned<T>> {
        let text = self.text(node)?;
        match parse(&text.value) {
            Ok(value) => Some(Spanned { value, span: text.span }),
            Err(error) => {
                self.invalid(text.span, error.to_string());
                None
            }
        }
    }

    /// Reads one of several words.
    pub(crate) fn choice<T: Copy>(&mut self, node: &Node, choices: &[(&'static str, T)]) -> Option<T> {
        let text = self.text(node)?;
        if let Some((_, value)) = choices.iter().find(|(word, _)| *word == text.value) {
            return Some(*value);
        }
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        let suggestion = if self.is_full() { None } else { closest(&text.value, words.iter().copied()) };
        let problem = self.invalid(text.span, format!("`{}` is not one of {}", text.value, words.join(", ")));
        if let Some(word) = suggestion {
            problem.help = Some(format!("did you mean `{word}`?"));
        }
        None
    }

    fn wrong_type(&mut self, node: &Node, expected: &str) -> &mut Diagnostic {
        let message = format!("expected {expected}, found {}", node.type_name());
        self.push(Diagnostic::error(self.ids.wrong_type, node.span, message))
    }
}
