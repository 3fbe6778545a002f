//! What rules ask, and where they put what they found.

use crate::cluster::Cluster;
use crate::diagnostic::Diagnostic;
use crate::source::Sources;

/// What a rule may look at.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Everything that shares the cluster.
    pub cluster: &'a Cluster,
    /// The texts that spans point into.
    pub sources: &'a Sources,
}

/// Takes the findings of a rule.
#[derive(Debug, Default)]
pub struct Emit {
    diagnostics: Vec<Diagnostic>,
}

impl Emit {
    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Returns the findings.
    pub fn finish(self) -> Vec<Diagnostic> {
        self.diagnostics
    }
}
