//! Runs rules over a cluster.

mod accept;
mod allow;
mod emit;
pub mod origin;
mod policy;
mod rule;
mod rules;

pub use accept::{Checked, accept};
pub use emit::{Context, Emit};
pub use policy::Policy;
pub use rule::Rule;
pub use rules::RULES;

use crate::cluster::Cluster;
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::source::Sources;
use allow::Allowance;

/// Runs every rule that the policy leaves on, and returns what they found at the severity that the policy gives it.
pub fn check(cluster: &Cluster, policy: &Policy, sources: &Sources) -> Report {
    let mut allowances = allow::find(cluster, sources);
    let mut diagnostics = run(RULES, cluster, policy, &mut allowances, sources);
    if policy.is_on(allow::UNUSED_ALLOW) {
        for mut complaint in allow::complaints(&allowances, policy) {
            policy.apply(allow::UNUSED_ALLOW, &mut complaint, sources);
            diagnostics.push(complaint);
        }
    }
    Report::new(diagnostics, sources)
}

/// Runs the rules of one family as [`check`] does; allowances that none of them needs may be for others.
pub fn check_family(family: &str, cluster: &Cluster, policy: &Policy, sources: &Sources) -> Report {
    let rules: Vec<&Rule> = RULES.iter().filter(|rule| rule.id.family() == family).copied().collect();
    let mut allowances = allow::find(cluster, sources);
    Report::new(run(&rules, cluster, policy, &mut allowances, sources), sources)
}

/// Says which updates from what was locked before nobody has tested. Nothing is worse than a warning here: only the user
/// knows whether what was locked before runs in any cluster.
pub fn check_locking(cluster: &Cluster, policy: &Policy, sources: &Sources) -> Report {
    let mut found = check_family("upgrade", cluster, policy, sources).diagnostics().to_vec();
    for diagnostic in found.iter_mut().filter(|diagnostic| diagnostic.severity == Severity::Error) {
        diagnostic.severity = Severity::Warning;
        diagnostic.notes.push("an error in `check` and `diff`, for a cluster in which the older one runs".to_owned());
    }
    Report::new(found, sources)
}

fn run(
    rules: &[&Rule],
    cluster: &Cluster,
    policy: &Policy,
    allowances: &mut [Allowance],
    sources: &Sources,
) -> Vec<Diagnostic> {
    let mut diagnostics = policy.problems().to_vec();
    let context = Context { cluster, sources };
    for rule in rules.iter().filter(|rule| policy.is_on(rule.id)) {
        let mut emit = Emit::default();
        (rule.check)(&context, &mut emit);
        for mut diagnostic in emit.finish() {
            if allow::covers(allowances, &diagnostic, sources) {
                continue;
            }
            policy.apply(rule.id, &mut diagnostic, sources);
            cap_foreign(&mut diagnostic, cluster, sources);
            diagnostics.push(diagnostic);
        }
    }
    diagnostics
}

/// A finding about nothing that this profile brings is for others to mend: it never blocks the build of this one.
fn cap_foreign(diagnostic: &mut Diagnostic, cluster: &Cluster, sources: &Sources) {
    let mut labels = std::iter::once(&diagnostic.primary).chain(&diagnostic.related);
    if diagnostic.severity == Severity::Error && labels.all(|label| cluster.is_foreign(label.span, sources)) {
        diagnostic.severity = Severity::Warning;
        diagnostic.notes.push("no layer of this profile is part of it, so it does not stop the build".to_owned());
    }
}
