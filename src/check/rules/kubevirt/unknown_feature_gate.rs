//! A feature gate that KubeVirt does not know.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::components::gate_list::listed;
use crate::components::gates;
use crate::decode::closest;
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("kubevirt/unknown-feature-gate"),
    summary: "a feature gate that KubeVirt does not know",
    severity: Severity::Error,
    versions: "KubeVirt 1.5 and later",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds names in featureGates and disabledFeatureGates that the KubeVirt release of the layer has not \
           registered.",
    why: "KubeVirt ignores them without a word, also when its configuration is changed later: a misspelt gate \
           leaves the feature off, and nothing says so.",
    example: include_str!("../../../../tests/rules/kubevirt/unknown-feature-gate/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/kubevirt/unknown-feature-gate/good/profile.yaml"),
    reference: "https://kubevirt.io/user-guide/cluster_admin/activating_feature_gates/",
    looks_at: Scope::Cluster(check),
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    for gate in listed(context.index) {
        if gates::stage(&gate.name, gate.kubevirt).is_some() {
            continue;
        }
        let message = format!("KubeVirt {} has no feature gate `{}`", gate.kubevirt, gate.name);
        let finding = Finding::new(gate.place, message);
        emit.push(match closest(&gate.name, gates::names()) {
            Some(near) if near != gate.name => {
                finding.help(format!("did you mean `{near}`?")).edit(gate.place.span, near)
            }
            _ => finding.help("remove it"),
        });
    }
}
