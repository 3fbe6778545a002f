//! A feature gate whose listing changes nothing, or will soon.

use crate::check::gate_list::{ListedGate, listed};
use crate::check::gates;
use crate::check::rule::Rule;
use crate::check::{Context, Emit};
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("kubevirt/inactive-feature-gate"),
    summary: "a feature gate that does not do what listing it suggests",
    severity: Severity::Warning,
    scope: "KubeVirt 1.5 and later",
    what: "Finds listed gates that are always on (GA), can no longer be switched on (discontinued) or are about \
           to go (deprecated), and disabled gates that cannot be switched off.",
    why: "The list says something about the cluster that is not true. Gates that went away are refused or \
           ignored by the next release, and a deprecated gate such as HotplugVolumes can switch off the path \
           that replaced it.",
    example: include_str!("../../../../tests/rules/kubevirt/inactive-feature-gate/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/kubevirt/inactive-feature-gate/good/profile.yaml"),
    reference: "https://github.com/kubevirt/kubevirt/blob/main/docs/deprecation.md",
    check,
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    for gate in listed(context.cluster) {
        let Some(reason) = gates::stage(&gate.name, gate.kubevirt).and_then(|stage| inactive(&gate, stage)) else {
            continue;
        };
        let message = format!("feature gate `{}` {reason} in KubeVirt {}", gate.name, gate.kubevirt);
        emit.push(RULE.finding(gate.span, message).help("remove it from the list"));
    }
}

fn inactive(gate: &ListedGate, stage: gates::Stage) -> Option<&'static str> {
    match (stage, gate.disables) {
        // `PersistentReservationEnabled` in pkg/virt-config/feature-gates.go asks the field first, and then the list.
        (gates::Stage::Ga, false) if gate.name == "PersistentReservation" => {
            Some("does nothing that `persistentReservationConfiguration` does not, and counts only without it,")
        }
        (gates::Stage::Ga, false) => Some("is always on"),
        (gates::Stage::Ga, true) => Some("cannot be switched off"),
        (gates::Stage::Discontinued, _) => Some("cannot be switched on any more"),
        (gates::Stage::Deprecated, false) => Some("is deprecated"),
        _ => None,
    }
}
