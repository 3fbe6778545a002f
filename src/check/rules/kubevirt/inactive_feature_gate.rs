//! A feature gate whose listing changes nothing, or will soon.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::components::gate_list::{ListedGate, listed};
use crate::components::gates;
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("kubevirt/inactive-feature-gate"),
    summary: "a feature gate that does not do what listing it suggests",
    severity: Severity::Warning,
    versions: "KubeVirt 1.5 and later",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds listed gates that are always on (GA), can no longer be switched on (discontinued) or are about \
           to go (deprecated), and disabled gates that cannot be switched off.",
    why: "The list says something about the cluster that is not true. Gates that went away are refused or \
           ignored by the next release, and a deprecated gate such as HotplugVolumes can switch off the path \
           that replaced it.",
    example: include_str!("../../../../tests/rules/kubevirt/inactive-feature-gate/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/kubevirt/inactive-feature-gate/good/profile.yaml"),
    reference: "https://github.com/kubevirt/kubevirt/blob/main/docs/deprecation.md",
    looks_at: Scope::Cluster(check),
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    for gate in listed(context.index) {
        let Some((reason, help)) = gates::stage(&gate.name, gate.kubevirt).and_then(|stage| inactive(&gate, stage))
        else {
            continue;
        };
        let message = format!("feature gate `{}` {reason} in KubeVirt {}", gate.name, gate.kubevirt);
        emit.push(Finding::new(gate.place, message).help(help));
    }
}

/// Says why a list does not do what it suggests, and what to do.
fn inactive(gate: &ListedGate, stage: gates::Stage) -> Option<(&'static str, &'static str)> {
    let reason = match (stage, gate.disables) {
        // GA since 1.9, but the helper of it runs where the field says so, or else where the gate is listed still.
        (gates::Stage::Ga, false) if gate.name == "PersistentReservation" => {
            let help = "set `persistentReservationConfiguration.enabled` instead, and remove it from the list";
            return Some(("counts only where `persistentReservationConfiguration` is not set", help));
        }
        (gates::Stage::Ga, false) => "is always on",
        (gates::Stage::Ga, true) => "cannot be switched off",
        (gates::Stage::Discontinued, _) => "cannot be switched on any more",
        (gates::Stage::Deprecated, false) => "is deprecated",
        _ => return None,
    };
    Some((reason, "remove it from the list"))
}

#[cfg(test)]
mod tests {
    use super::inactive;
    use crate::cluster::Place;
    use crate::components::gate_list::ListedGate;
    use crate::components::gates;
    use crate::profile::Minor;
    use crate::source::{Sources, Span};

    fn reason(name: &str, minor: u32, disables: bool) -> Option<&'static str> {
        let kubevirt = Minor { major: 1, minor };
        let place = Place::judged(Span::start_of(Sources::new().add("a", "")));
        let gate = ListedGate { name: name.to_owned(), place, disables, kubevirt };
        inactive(&gate, gates::stage(name, kubevirt)?).map(|(reason, _)| reason)
    }

    #[test]
    fn a_gate_that_still_counts_is_not_said_to_be_always_on() {
        assert_eq!(reason("LiveMigration", 9, false), Some("is always on"));
        let counts = "counts only where `persistentReservationConfiguration` is not set";
        assert_eq!(reason("PersistentReservation", 9, false), Some(counts));
        assert_eq!(reason("PersistentReservation", 9, true), Some("cannot be switched off"));
        assert_eq!(reason("PersistentReservation", 8, false), None);
    }
}
