//! What rules find, and where they put it.

use crate::cluster::{Place, Role};
use crate::diagnostic::{Diagnostic, Edit, FURTHER, Id, Label, MOST_SHOWN, Severity};
use crate::source::Span;

/// What one rule found. The rule's name is not in it: the engine adds it, so that no rule speaks for another.
#[derive(Debug)]
pub(super) struct Finding {
    severity: Option<Severity>,
    message: String,
    primary: Marked,
    related: Vec<Marked>,
    help: Option<String>,
    notes: Vec<String>,
    edits: Vec<Edit>,
}

/// A place with a remark.
#[derive(Debug)]
struct Marked {
    place: Place,
    text: String,
}

impl Finding {
    /// Starts a finding at a place.
    pub(super) fn new(place: Place, message: impl Into<String>) -> Self {
        Self {
            severity: None,
            message: message.into(),
            primary: Marked { place, text: String::new() },
            related: Vec::new(),
            help: None,
            notes: Vec::new(),
            edits: Vec::new(),
        }
    }

    /// Gives it another severity than the rule has.
    pub(super) fn severity(self, severity: Severity) -> Self {
        Self { severity: Some(severity), ..self }
    }

    /// Adds a remark to its place.
    pub(super) fn remark(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Adds another place.
    pub(super) fn label(mut self, place: Place, text: impl Into<String>) -> Self {
        self.related.push(Marked { place, text: text.into() });
        self
    }

    /// Says what to do.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a fact.
    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds a change that fixes it.
    pub(super) fn edit(mut self, span: Span, text: impl Into<String>) -> Self {
        self.edits.push(Edit { span, text: text.into() });
        self
    }

    /// Cuts findings that nobody will read, and says so at the first one that is not shown.
    pub(super) fn limited(mut findings: Vec<Self>) -> Vec<Self> {
        if findings.len() > MOST_SHOWN {
            let next = findings.swap_remove(MOST_SHOWN);
            findings.truncate(MOST_SHOWN);
            findings.push(Self::new(next.primary.place, FURTHER));
        }
        findings
    }

    /// Says whether it is about nothing but what shares the cluster.
    fn is_for_others(&self) -> bool {
        let mut places = std::iter::once(&self.primary).chain(&self.related);
        places.all(|marked| marked.place.role == Role::Context)
    }

    fn sign(self, id: Id, severity: Severity) -> Diagnostic {
        let label = |marked: Marked| Label { span: marked.place.span, text: marked.text };
        let Marked { place, text } = self.primary;
        let unlabelled = Diagnostic::new(id, self.severity.unwrap_or(severity), place.span, self.message);
        Diagnostic {
            related: self.related.into_iter().map(label).collect(),
            help: self.help,
            notes: self.notes,
            edits: self.edits,
            ..unlabelled.remark(text)
        }
    }
}

/// Takes the findings of one rule, and signs them with its id.
#[derive(Debug)]
pub(super) struct Emit {
    id: Id,
    severity: Severity,
    signed: Vec<Signed>,
}

/// A finding with the name of its rule.
#[derive(Debug)]
pub(super) struct Signed {
    pub(super) diagnostic: Diagnostic,
    /// Whether it is about nothing but what shares the cluster.
    pub(super) is_for_others: bool,
}

impl Emit {
    /// Starts without findings, for the rule of an id and a severity.
    pub(super) fn new(id: Id, severity: Severity) -> Self {
        Self { id, severity, signed: Vec::new() }
    }

    /// Adds a finding.
    pub(super) fn push(&mut self, finding: Finding) {
        let is_for_others = finding.is_for_others();
        self.signed.push(Signed { diagnostic: finding.sign(self.id, self.severity), is_for_others });
    }

    /// Adds findings.
    pub(super) fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        findings.into_iter().for_each(|finding| self.push(finding));
    }

    /// Returns what the rule found.
    pub(super) fn finish(self) -> Vec<Signed> {
        self.signed
    }
}
