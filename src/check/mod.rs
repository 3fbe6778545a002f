//! Runs rules over a cluster.

mod allow;
mod engine;
mod finding;
mod policy;
mod rule;
mod rules;

pub use policy::Policy;
pub use rule::{Rule, Status};
pub use rules::RULES;

use crate::cluster::{Cluster, Index};
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::source::Sources;
use allow::Allowances;
use finding::{Emit, Signed};
use policy::UNUSED_ALLOW;
use rule::Context;

/// Which rules are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selection<'a> {
    /// All of them. Allowances that none of them needs are findings, too.
    All,
    /// Those of one family.
    Family(&'a str),
    /// Some of them, by their ids.
    Only(&'a [&'a str]),
}

impl Selection<'_> {
    fn has(self, rule: &Rule) -> bool {
        match self {
            Self::All => true,
            Self::Family(family) => rule.id.family() == family,
            Self::Only(ids) => ids.contains(&rule.id.as_str()),
        }
    }
}

/// Runs the selected rules, but for those that the policy switches off, and returns what they found at the severity that
/// the policy gives it. Binding rules come first: where layers cannot be told apart, all others would speak of that alone.
pub fn check(cluster: &Cluster, selection: Selection<'_>, policy: &Policy, sources: &Sources) -> Report {
    let index = Index::new(cluster);
    let context = Context { cluster, index: &index, sources };
    let selected = RULES.iter().copied().filter(|rule| selection.has(rule) && policy.is_on(rule.id));
    let (binding, graded): (Vec<&Rule>, Vec<&Rule>) = selected.partition(|rule| rule.status == Status::Binding);
    let mut diagnostics: Vec<Diagnostic> = engine::run(&binding, &context).into_iter().flat_map(bound).collect();
    if diagnostics.iter().any(|found| found.severity == Severity::Error) {
        return Report::new(diagnostics, sources);
    }
    // Who asks for some rules alone does not ask what is wrong with the policy.
    if !matches!(selection, Selection::Only(_)) {
        diagnostics.extend_from_slice(policy.problems());
    }
    let mut allowances = Allowances::find(cluster, sources);
    for (rule, emit) in graded.iter().zip(engine::run(&graded, &context)) {
        diagnostics.extend(emit.finish().into_iter().filter_map(|Signed { mut diagnostic, is_for_others }| {
            if allowances.cover(&diagnostic, sources) {
                return None;
            }
            policy.apply(rule.id, &mut diagnostic, sources);
            Some(if is_for_others { capped(diagnostic) } else { diagnostic })
        }));
    }
    if selection == Selection::All && policy.is_on(UNUSED_ALLOW) {
        for mut complaint in allowances.complaints(policy) {
            policy.apply(UNUSED_ALLOW, &mut complaint, sources);
            diagnostics.push(complaint);
        }
    }
    Report::new(diagnostics, sources)
}

/// Returns what a binding rule found: neither policy nor allowances have a say.
fn bound(emit: Emit) -> Vec<Diagnostic> {
    let signed = emit.finish().into_iter();
    signed.map(|found| if found.is_for_others { capped(found.diagnostic) } else { found.diagnostic }).collect()
}

/// A finding about nothing that is judged is for others to fix: it never stops a build.
fn capped(mut diagnostic: Diagnostic) -> Diagnostic {
    if diagnostic.severity == Severity::Error {
        diagnostic.severity = Severity::Warning;
        diagnostic.notes.push("no layer of this profile is part of it, so it does not stop the build".to_owned());
    }
    diagnostic
}
