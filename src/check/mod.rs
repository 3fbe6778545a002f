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
use finding::Signed;
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
/// the policy gives it.
pub fn check(cluster: &Cluster, selection: Selection<'_>, policy: &Policy, sources: &Sources) -> Report {
    let index = Index::new(cluster);
    let context = Context { cluster, index: &index, sources };
    let rules = RULES.iter().filter(|rule| selection.has(rule) && policy.is_on(rule.id));
    let mut allowances = allow::find(cluster, sources);
    let mut diagnostics = policy.problems().to_vec();
    for emit in engine::run(&rules.copied().collect::<Vec<_>>(), &context) {
        let id = emit.id();
        diagnostics.extend(emit.finish().into_iter().filter_map(|Signed { mut diagnostic, is_for_others }| {
            if allow::covers(&mut allowances, &diagnostic, sources) {
                return None;
            }
            policy.apply(id, &mut diagnostic, sources);
            Some(if is_for_others { capped(diagnostic) } else { diagnostic })
        }));
    }
    if selection == Selection::All && policy.is_on(UNUSED_ALLOW) {
        for mut complaint in allow::complaints(&allowances, policy) {
            policy.apply(UNUSED_ALLOW, &mut complaint, sources);
            diagnostics.push(complaint);
        }
    }
    Report::new(diagnostics, sources)
}

/// A finding about nothing that is judged is for others to fix: it never stops a build.
fn capped(mut diagnostic: Diagnostic) -> Diagnostic {
    if diagnostic.severity == Severity::Error {
        diagnostic.severity = Severity::Warning;
        diagnostic.notes.push("no layer of this profile is part of it, so it does not stop the build".to_owned());
    }
    diagnostic
}
