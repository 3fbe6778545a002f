//! All findings of one run, in the order in which they are shown.

use super::{Diagnostic, Severity};
use crate::source::Sources;

/// Findings, sorted and without repetitions.
#[derive(Clone, Debug, Default)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
}

/// How many findings of each severity a report holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Findings that stop the build.
    pub errors: usize,
    /// Findings that are likely to hurt.
    pub warnings: usize,
    /// Findings worth knowing.
    pub notes: usize,
}

impl Report {
    /// Sorts findings by file, place and id, and drops repetitions.
    pub fn new(mut diagnostics: Vec<Diagnostic>, sources: &Sources) -> Self {
        diagnostics.sort_by_cached_key(|diagnostic| {
            let span = sources.in_file(diagnostic.primary.span);
            let name = sources.get(span.source).name().to_owned();
            // Sources of one name, as those of two `--set`, are kept apart, so that repetitions are neighbours.
            (name, span.source, span.start, diagnostic.id, diagnostic.message.clone(), span.end)
        });
        // Two layers may read one file, each as a source of its own: the name of the file counts.
        let place = |diagnostic: &Diagnostic| {
            let span = sources.in_file(diagnostic.primary.span);
            (sources.get(span.source).name(), span.range())
        };
        diagnostics.dedup_by(|a, b| a.id == b.id && a.message == b.message && place(a) == place(b));
        Self { diagnostics }
    }

    /// Returns the findings.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Counts the findings by severity.
    pub fn summary(&self) -> Summary {
        let count = |severity| self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
        Summary { errors: count(Severity::Error), warnings: count(Severity::Warning), notes: count(Severity::Note) }
    }

    /// Says whether a finding stops the build.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}
