//! A profile, or any other input, from the file to the report.

use vmopack::assess::{AssessError, Assessment, assess};
use vmopack::check::{Policy, Selection, check};
use vmopack::diagnostic::{Report, render_human};
use vmopack::source::Sources;

use crate::fixture::Given;

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

/// Checks a profile with the severities that it gives itself, or other inputs together.
pub(crate) fn examine(given: impl Into<Given>) -> Examined {
    let (given, mut sources) = (given.into(), Sources::new());
    let assessment = assessment(&given, &mut sources);
    let policy = assessment.prepared().map(|prepared| Policy::new(&prepared.rendered().profile.rules));
    // Without the comparison with the lock: the locks of fixtures hold just what rules on upgrades need.
    let report = check(assessment.cluster(), Selection::All, &policy.unwrap_or_default(), &sources);
    examined(report, &sources, &given)
}

/// Checks with one rule.
pub(crate) fn examine_with(given: impl Into<Given>, rule: &str) -> Examined {
    let (given, mut sources) = (given.into(), Sources::new());
    let assessment = assessment(&given, &mut sources);
    let report = check(assessment.cluster(), Selection::Only(&[rule]), &Policy::default(), &sources);
    examined(report, &sources, &given)
}

/// Judges inputs that can be judged.
pub(crate) fn assessment(given: &Given, sources: &mut Sources) -> Assessment {
    let first = given.inputs[0].display();
    match assess(&given.inputs, &given.options, sources) {
        Ok(assessment) => assessment,
        Err(AssessError::Unloadable(report) | AssessError::Findings(report)) => {
            panic!("{first} cannot be judged:\n{}", shown(&report, sources, given))
        }
        Err(error) => panic!("{first}: {error}"),
    }
}

fn examined(report: Report, sources: &Sources, given: &Given) -> Examined {
    let text = shown(&report, sources, given);
    Examined { report, text }
}

/// Renders a report with paths as they are seen from the folder of the input.
fn shown(report: &Report, sources: &Sources, given: &Given) -> String {
    let text = render_human(report, sources, false);
    given.folders.iter().fold(text, |text, folder| text.replace(&format!("{}/", folder.display()), ""))
}
