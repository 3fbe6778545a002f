//! How many mistakes are worth showing.

use super::Diagnostic;

/// Mistakes of one kind of source that are shown.
pub(crate) const MOST_SHOWN: usize = 100;

/// What is said in place of the others.
pub(crate) const FURTHER: &str = "further mistakes are not shown";

/// Cuts mistakes that nobody will read, and says so at the first one that is not shown.
#[must_use]
pub(crate) fn limited(mut problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if let Some(next) = problems.get(MOST_SHOWN) {
        let note = Diagnostic::error(next.id, next.primary.span, FURTHER);
        problems.truncate(MOST_SHOWN);
        problems.push(note);
    }
    problems
}
