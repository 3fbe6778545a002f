//! The machine-readable report, version 1.
//!
//! The types here are the wire format and nothing else: keys may be added, never removed or retyped, whatever happens to
//! [`Diagnostic`] inside.

use super::{Diagnostic, Label, Report};
use crate::source::Sources;
use serde::Serialize;

/// A report as JSON.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct JsonReport<'a> {
    version: u32,
    diagnostics: Vec<JsonDiagnostic<'a>>,
    summary: JsonSummary,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonDiagnostic<'a> {
    rule: &'a str,
    severity: &'a str,
    message: &'a str,
    locations: Vec<JsonLocation<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    notes: &'a [String],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonLocation<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    label: &'a str,
}

#[derive(Debug, Serialize)]
struct JsonSummary {
    errors: usize,
    warnings: usize,
    notes: usize,
}

impl<'a> JsonReport<'a> {
    /// Converts a report; places are those in the user's files.
    pub(crate) fn new(report: &'a Report, sources: &'a Sources) -> Self {
        let summary = report.summary();
        Self {
            version: 1,
            diagnostics: report.diagnostics().iter().map(|diagnostic| convert(diagnostic, sources)).collect(),
            summary: JsonSummary { errors: summary.errors, warnings: summary.warnings, notes: summary.notes },
        }
    }
}

fn convert<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> JsonDiagnostic<'a> {
    let labels = std::iter::once(&diagnostic.primary).chain(&diagnostic.related);
    JsonDiagnostic {
        rule: diagnostic.id.as_str(),
        severity: diagnostic.severity.as_str(),
        message: &diagnostic.message,
        locations: labels.map(|label| locate(label, sources)).collect(),
        help: diagnostic.help.as_deref(),
        notes: &diagnostic.notes,
    }
}

fn locate<'a>(label: &'a Label, sources: &'a Sources) -> JsonLocation<'a> {
    let span = sources.in_file(label.span);
    let start = sources.position(span.source, span.start);
    let end = sources.position(span.source, span.end);
    JsonLocation {
        file: sources.get(span.source).name(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        label: &label.text,
    }
}

/// Renders a report as one JSON document with a newline at its end.
///
/// # Errors
/// Never in practice: the types hold only strings and numbers.
pub fn render_json(report: &Report, sources: &Sources) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(&JsonReport::new(report, sources))?;
    text.push('\n');
    Ok(text)
}
