//! Runs rules over a cluster.

mod accept;
mod allow;
mod emit;
pub mod gate_list;
pub mod gates;
pub mod owners;
mod policy;
mod rule;
mod rules;

pub use accept::{Checked, accept};
pub use emit::{Context, Emit};
pub use policy::Policy;
pub use rule::Rule;
pub use rules::RULES;

use crate::cluster::Cluster;
use crate::diagnostic::{Report, Severity};
use crate::source::Sources;

/// Runs every rule that the policy leaves on, and returns what they found at the severity that the policy gives it.
pub fn check(cluster: &Cluster, policy: &Policy, sources: &Sources) -> Report {
    let mut diagnostics = policy.problems().to_vec();
    let mut allowances = allow::find(cluster, sources);
    let context = Context { cluster, sources };
    let foreign = cluster.context_sources(sources);
    for rule in RULES.iter().filter(|rule| policy.is_on(rule)) {
        let mut emit = Emit::default();
        (rule.check)(&context, &mut emit);
        for mut diagnostic in emit.finish() {
            if allow::covers(&mut allowances, &diagnostic, sources) {
                continue;
            }
            policy.apply(rule, &mut diagnostic, sources);
            cap_foreign(&mut diagnostic, &foreign, sources);
            diagnostics.push(diagnostic);
        }
    }
    diagnostics.extend(allow::complaints(&allowances));
    Report::new(diagnostics, sources)
}

/// A finding that lies wholly in profiles of others is theirs to mend: it never blocks the build of this one.
fn cap_foreign(diagnostic: &mut crate::diagnostic::Diagnostic, foreign: &[crate::source::SourceId], sources: &Sources) {
    let labels = std::iter::once(&diagnostic.primary).chain(&diagnostic.related);
    let all_foreign = labels.map(|label| sources.in_file(label.span).source).all(|source| foreign.contains(&source));
    if all_foreign && diagnostic.severity == Severity::Error {
        diagnostic.severity = Severity::Warning;
    }
}
