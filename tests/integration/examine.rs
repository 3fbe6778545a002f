//! A profile, or any other input, from the file to the report.

use std::path::{Path, PathBuf};

use vmopack::assess::{AssessError, Assessment, Options, assess};
use vmopack::check::{Policy, Selection, check};
use vmopack::diagnostic::{Report, render_human};
use vmopack::source::Sources;

/// What the rules say of an input.
pub(crate) struct Examined {
    pub(crate) report: Report,
    pub(crate) text: String,
}

impl Examined {
    /// Returns severity and id of each finding.
    pub(crate) fn found(&self) -> Vec<String> {
        let found = self.report.diagnostics().iter();
        found.map(|finding| format!("{} {}", finding.severity, finding.id)).collect()
    }
}

/// Checks a profile with the severities that it gives itself.
pub(crate) fn examine(profile: &Path) -> Examined {
    examine_inputs(&[profile.to_owned()])
}

/// Checks inputs together.
pub(crate) fn examine_inputs(inputs: &[PathBuf]) -> Examined {
    let mut sources = Sources::new();
    let assessment = assessment(inputs, &mut sources);
    let policy = assessment.prepared().map(|prepared| Policy::new(&prepared.rendered().profile.rules));
    // Without the comparison with the lock: the locks of fixtures hold just what rules on upgrades need.
    let report = check(assessment.cluster(), Selection::All, &policy.unwrap_or_default(), &sources);
    examined(report, &sources, &inputs[0])
}

/// Checks a profile with one rule.
pub(crate) fn examine_with(profile: &Path, rule: &str) -> Examined {
    examine_inputs_with(&[profile.to_owned()], rule)
}

/// Checks inputs with one rule.
pub(crate) fn examine_inputs_with(inputs: &[PathBuf], rule: &str) -> Examined {
    let mut sources = Sources::new();
    let assessment = assessment(inputs, &mut sources);
    let report = check(assessment.cluster(), Selection::Only(&[rule]), &Policy::default(), &sources);
    examined(report, &sources, &inputs[0])
}

/// Judges inputs that can be judged.
pub(crate) fn assessment(inputs: &[PathBuf], sources: &mut Sources) -> Assessment {
    match assess(inputs, &Options::default(), sources) {
        Ok(assessment) => assessment,
        Err(AssessError::Unloadable(report) | AssessError::Findings(report)) => {
            panic!("{} cannot be judged:\n{}", inputs[0].display(), shown(&report, sources, &inputs[0]))
        }
        Err(error) => panic!("{}: {error}", inputs[0].display()),
    }
}

fn examined(report: Report, sources: &Sources, input: &Path) -> Examined {
    let text = shown(&report, sources, input);
    Examined { report, text }
}

/// Renders a report with paths as they are seen from the folder of the input.
fn shown(report: &Report, sources: &Sources, input: &Path) -> String {
    let folder = format!("{}/", input.parent().unwrap().display());
    render_human(report, sources, false).replace(&folder, "")
}
