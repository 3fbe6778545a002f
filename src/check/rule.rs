//! What a rule is.

use super::emit::{Context, Emit};
use crate::diagnostic::{Diagnostic, Id, Severity};
use crate::source::Span;

/// One check with a name.
#[derive(Debug)]
pub struct Rule {
    /// Its name: `family/kebab-name`.
    pub id: Id,
    /// The bad pattern, in one line.
    pub summary: &'static str,
    /// How bad it is unless the policy says otherwise.
    pub severity: Severity,
    /// Versions of the component that it is about; empty for all.
    pub scope: &'static str,
    /// What it finds.
    pub what: &'static str,
    /// Why that is bad.
    pub why: &'static str,
    /// A profile that it fires on; the fixture of its test.
    pub example: &'static str,
    /// The same profile put right; the fixture of its test.
    pub instead: &'static str,
    /// Where the fact is documented.
    pub reference: &'static str,
    /// The check itself.
    pub check: fn(&Context<'_>, &mut Emit),
}

impl Rule {
    /// Starts a finding of this rule.
    pub fn finding(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.id, self.severity, span, message)
    }
}
