//! What a run of the command line has in its hands.

use super::failure::Failure;
use super::options::GlobalOptions;
use super::reports::{self, ReportTarget};
use super::terminal::Terminal;
use vmopack::diagnostic::Report;
use vmopack::source::Sources;

/// The texts of one run, and the ways to talk about them.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) sources: Sources,
    pub(crate) terminal: Terminal,
    reports: Vec<ReportTarget>,
}

impl Session {
    pub(crate) fn new(options: &GlobalOptions) -> Self {
        Self {
            sources: Sources::new(),
            terminal: Terminal::new(options.quiet, options.color),
            reports: options.report.clone(),
        }
    }

    /// Writes a report to wherever the user wants it.
    pub(crate) fn report(&mut self, report: &Report) -> Result<(), Failure> {
        reports::write(report, &self.sources, &self.reports, &mut self.terminal)
    }

    /// Reports findings that end the command, and returns how it ends.
    pub(crate) fn stop(&mut self, report: &Report, failure: Failure) -> Failure {
        // A report that cannot be written is worse news than what is in it.
        self.report(report).err().unwrap_or(failure)
    }
}
