//! Cilium takes the CNI configuration of Multus away.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::components::cilium::{Cilium, Setting, SettingState, ciliums};
use crate::components::owners::owner_of;
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("network/cilium-exclusive"),
    summary: "Cilium that tolerates no Multus beside it",
    severity: Severity::Error,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds Cilium with cni.exclusive: true in a cluster that gets Multus from a layer, in the values of its pack \
           or in its ConfigMap cilium-config. Where the values of the pack do not say it, Cilium's default holds, which \
           is true: that is a warning.",
    why: "Cilium renames all other CNI configurations of the node, 00-multus.conf too, to *.cilium_bak. New pods and \
           machines then start without their networks, or machines not at all, and nothing reports why.",
    example: include_str!("../../../../tests/rules/network/cilium-exclusive/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/network/cilium-exclusive/good/profile.yaml"),
    reference: "https://github.com/k8snetworkplumbingwg/multus-cni/issues/972",
    looks_at: Scope::Cluster(check),
};

const EXCLUSIVE: Setting = Setting { value: "cni.exclusive", key: "cni-exclusive" };
/// With a configuration of the user's own, the chart hands no `cni-exclusive` to the agent, whose default is false.
const CUSTOM: Setting = Setting { value: "cni.customConf", key: "custom-cni-conf" };

fn check(context: &Context<'_>, emit: &mut Emit) {
    let Some(multus) = owner_of(context.index, "Multus") else { return };
    for cilium in ciliums(context.index) {
        if let Some(finding) = finding(&cilium) {
            let help = format!("write `{}`", cilium.written(EXCLUSIVE, false));
            emit.push(finding.label(multus.place, format!("Multus: {}", multus.how)).help(help));
        }
    }
}

fn finding(cilium: &Cilium<'_>) -> Option<Finding> {
    if cilium.is_chart() && matches!(cilium.state(CUSTOM), SettingState::On(_) | SettingState::Unknown) {
        return None;
    }
    let message = format!("Cilium of layer `{}` takes the configuration of Multus away", cilium.layer.name);
    match cilium.state(EXCLUSIVE) {
        SettingState::On(span) => Some(Finding::new(cilium.layer.at(span), message)),
        SettingState::Absent if cilium.is_chart() => {
            let finding = Finding::new(cilium.layer.place(), message);
            let finding = finding.note("its values do not say `cni.exclusive`, which is true by default");
            Some(finding.severity(Severity::Warning))
        }
        _ => None,
    }
}
