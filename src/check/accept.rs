//! The step between checking and packing.

use crate::diagnostic::Report;
use crate::render::Rendered;

/// Rendered output that passed its checks: the only thing that can be archived.
#[derive(Debug)]
pub struct Checked {
    rendered: Rendered,
}

impl Checked {
    /// Returns what passed.
    pub fn rendered(&self) -> &Rendered {
        &self.rendered
    }
}

/// Lets rendered output pass when its report has no errors.
///
/// # Errors
/// Returns the rendered output when there are errors.
pub fn accept(rendered: Rendered, report: &Report) -> Result<Checked, Box<Rendered>> {
    if report.has_errors() { Err(Box::new(rendered)) } else { Ok(Checked { rendered }) }
}
