//! Runs rules over a cluster.

mod accept;
mod allow;
mod emit;
pub mod gate_list;
pub mod gates;
pub mod networks;
pub mod owners;
mod policy;
mod rule;
mod rules;
pub mod vendor;
pub mod vlan_filters;

pub use accept::{Checked, accept};
pub use emit::{Context, Emit};
pub use policy::Policy;
pub use rule::Rule;
pub use rules::RULES;

use crate::cluster::Cluster;
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::source::Sources;

/// Runs every rule that the policy leaves on, and returns what they found at the severity that the policy gives it.
pub fn check(cluster: &Cluster, policy: &Policy, sources: &Sources) -> Report {
    let mut diagnostics = policy.problems().to_vec();
    let mut allowances = allow::find(cluster, sources);
    let context = Context { cluster, sources };
    for rule in RULES.iter().filter(|rule| policy.is_on(rule.id)) {
        let mut emit = Emit::default();
        (rule.check)(&context, &mut emit);
        for mut diagnostic in emit.finish() {
            if allow::covers(&mut allowances, &diagnostic, sources) {
                continue;
            }
            policy.apply(rule.id, &mut diagnostic, sources);
            cap_foreign(&mut diagnostic, cluster, sources);
            diagnostics.push(diagnostic);
        }
    }
    if policy.is_on(allow::UNUSED_ALLOW) {
        for mut complaint in allow::complaints(&allowances, policy) {
            policy.apply(allow::UNUSED_ALLOW, &mut complaint, sources);
            diagnostics.push(complaint);
        }
    }
    Report::new(diagnostics, sources)
}

/// A finding about nothing that this profile brings is for others to mend: it never blocks the build of this one.
fn cap_foreign(diagnostic: &mut Diagnostic, cluster: &Cluster, sources: &Sources) {
    let mut labels = std::iter::once(&diagnostic.primary).chain(&diagnostic.related);
    if diagnostic.severity == Severity::Error && labels.all(|label| cluster.is_foreign(label.span, sources)) {
        diagnostic.severity = Severity::Warning;
        diagnostic.notes.push("no layer of this profile is part of it, so it does not stop the build".to_owned());
    }
}
