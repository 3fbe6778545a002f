//! A feature gate that KubeVirt does not know.

use crate::check::rule::Rule;
use crate::check::{Context, Emit};
use crate::components::gate_list::listed;
use crate::components::gates;
use crate::decode::closest;
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("kubevirt/unknown-feature-gate"),
    summary: "a feature gate that KubeVirt does not know",
    severity: Severity::Error,
    scope: "KubeVirt 1.5 and later",
    what: "Finds names in featureGates and disabledFeatureGates that the KubeVirt release of the layer has not \
           registered.",
    why: "KubeVirt ignores them without a word, also when its configuration is changed later: a misspelt gate \
           leaves the feature off, and nothing says so.",
    example: include_str!("../../../../tests/rules/kubevirt/unknown-feature-gate/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/kubevirt/unknown-feature-gate/good/profile.yaml"),
    reference: "https://kubevirt.io/user-guide/cluster_admin/activating_feature_gates/",
    check,
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    for gate in listed(context.cluster) {
        if gates::stage(&gate.name, gate.kubevirt).is_some() {
            continue;
        }
        let message = format!("KubeVirt {} has no feature gate `{}`", gate.kubevirt, gate.name);
        let diagnostic = RULE.finding(gate.span, message);
        emit.push(match closest(&gate.name, gates::names()) {
            Some(near) if near != gate.name => diagnostic.help(format!("did you mean `{near}`?")).edit(gate.span, near),
            _ => diagnostic.help("remove it"),
        });
    }
}
