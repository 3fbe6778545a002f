//! Everything that is said about the user's input: what, where, and what to do about it.

mod catalog;
mod human;
mod id;
mod json;
mod limit;
mod report;
mod severity;

pub use catalog::{Article, LOAD_ARTICLES, find_article};
pub use human::render_human;
pub use id::Id;
pub use json::render_json;
pub(crate) use limit::{FURTHER, MOST_SHOWN, limited};
pub use report::{Report, Summary};
pub use severity::Severity;

use crate::source::Span;

/// One finding. It has at least one place by construction.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// What kind of finding it is.
    pub id: Id,
    /// How bad it is; the policy may change it.
    pub severity: Severity,
    /// The fact: a phrase in lower case without a full stop, identifiers in backticks.
    pub message: String,
    /// The place that the finding is about.
    pub primary: Label,
    /// Other places that explain it.
    pub related: Vec<Label>,
    /// What to do, in the imperative.
    pub help: Option<String>,
    /// Further facts, one line each.
    pub notes: Vec<String>,
    /// Changes of the source that would mend it without touching anything else.
    pub edits: Vec<Edit>,
}

/// A place with a remark.
#[derive(Clone, Debug)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// The remark; may be empty.
    pub text: String,
}

/// A replacement of source bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes to replace.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

impl Diagnostic {
    /// Builds a finding of a severity at a place.
    pub(crate) fn new(id: Id, severity: Severity, span: Span, message: impl Into<String>) -> Self {
        Self {
            id,
            severity,
            message: message.into(),
            primary: Label { span, text: String::new() },
            related: Vec::new(),
            help: None,
            notes: Vec::new(),
            edits: Vec::new(),
        }
    }

    /// Builds an error at a place.
    pub(crate) fn error(id: Id, span: Span, message: impl Into<String>) -> Self {
        Self::new(id, Severity::Error, span, message)
    }

    /// Adds a remark to the primary place.
    #[must_use]
    pub(crate) fn remark(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Adds another place.
    #[must_use]
    pub(crate) fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Label { span, text: text.into() });
        self
    }

    /// Says what to do.
    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a fact.
    #[must_use]
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds a change that mends it.
    #[must_use]
    pub(crate) fn edit(mut self, span: Span, text: impl Into<String>) -> Self {
        self.edits.push(Edit { span, text: text.into() });
        self
    }
}

#[cfg(test)]
mod tests;
