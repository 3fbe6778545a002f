//! Where findings go.

use super::failure::Failure;
use super::figures::count;
use super::terminal::Terminal;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use vmopack::diagnostic::{Report, Summary, render_human, render_json};
use vmopack::fs::write_file;
use vmopack::source::Sources;

/// A format, and the file that it goes to.
#[derive(Clone, Debug)]
pub(crate) struct ReportTarget {
    format: ReportFormat,
    file: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug)]
enum ReportFormat {
    Human,
    Json,
}

impl FromStr for ReportTarget {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, file) = match text.split_once('=') {
            Some((format, file)) if !file.is_empty() => (format, Some(PathBuf::from(file))),
            Some(_) => return Err("the file after `=` is missing".to_owned()),
            None => (text, None),
        };
        let format = match format {
            "human" => ReportFormat::Human,
            "json" => ReportFormat::Json,
            _ => return Err("the formats are human and json".to_owned()),
        };
        Ok(Self { format, file })
    }
}

/// Writes a report to every target; without any, for people to standard error.
pub(crate) fn write(
    report: &Report,
    sources: &Sources,
    targets: &[ReportTarget],
    terminal: &mut Terminal,
) -> Result<(), Failure> {
    if targets.is_empty() {
        human(report, sources, terminal);
    }
    for target in targets {
        match (target.format, &target.file) {
            (ReportFormat::Human, None) => human(report, sources, terminal),
            (ReportFormat::Human, Some(file)) => save(file, &render_human(report, sources, false))?,
            (ReportFormat::Json, file) => {
                let text = render_json(report, sources).map_err(Failure::world)?;
                match file {
                    Some(file) => save(file, &text)?,
                    None => terminal.data(&text).map_err(Failure::world)?,
                }
            }
        }
    }
    Ok(())
}

fn human(report: &Report, sources: &Sources, terminal: &mut Terminal) {
    let text = render_human(report, sources, terminal.colour());
    if report.has_errors() {
        terminal.error(&text);
    } else {
        terminal.talk(&text);
    }
    if let Some(line) = tally(report.summary()) {
        if report.has_errors() { terminal.error(&line) } else { terminal.talk(&line) }
    }
}

fn tally(summary: Summary) -> Option<String> {
    let kinds = [(summary.errors, "error"), (summary.warnings, "warning"), (summary.notes, "note")];
    let counts = kinds.into_iter().filter(|(number, _)| *number > 0);
    let counts: Vec<String> = counts.map(|(number, noun)| count(number, noun)).collect();
    (!counts.is_empty()).then(|| format!("{}; `vmopack explain ID` says more about each\n", counts.join(", ")))
}

fn save(file: &Path, text: &str) -> Result<(), Failure> {
    write_file(file, text.as_bytes()).map_err(Failure::world)
}
