//! How many mistakes are worth showing.

use super::Diagnostic;

/// Mistakes of one kind of source that are shown.
pub const MOST_SHOWN: usize = 100;

/// What is said in place of the others.
pub const FURTHER: &str = "further mistakes are not shown";

/// Cuts mistakes that nobody will read, and says so at the first one that is not shown.
#[must_use]
pub fn limited(mut problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if let Some(next) = problems.get(MOST_SHOWN) {
        let note = Diagnostic::error(next.id, next.primary.span, FURTHER);
        problems.truncate(MOST_SHOWN);
        problems.push(note);
    }
    problems
}
