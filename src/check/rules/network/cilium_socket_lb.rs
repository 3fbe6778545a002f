//! Cilium's load balancer works on sockets in the pods of machines.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::components::cilium::{Setting, SettingState, ciliums};
use crate::components::owners::owner_of;
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("network/cilium-socket-lb"),
    summary: "a Cilium that balances no load for virtual machines",
    severity: Severity::Warning,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds Cilium with kubeProxyReplacement and without socketLB.hostNamespaceOnly: true in a cluster that gets \
           KubeVirt from a layer, in the values of its pack or in its ConfigMap cilium-config.",
    why: "In place of kube-proxy, Cilium translates the addresses of Services where a program of the pod connects its \
           socket. A guest has its sockets inside of the machine, where Cilium sees none: its packets to Services are \
           not translated, and reach nothing.",
    example: include_str!("../../../../tests/rules/network/cilium-socket-lb/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/network/cilium-socket-lb/good/profile.yaml"),
    reference: "https://docs.cilium.io/en/stable/network/kubernetes/kubeproxy-free/#socket-loadbalancer-bypass-in-pod-namespace",
    looks_at: Scope::Cluster(check),
};

const REPLACEMENT: Setting = Setting { value: "kubeProxyReplacement", key: "kube-proxy-replacement" };
const HOST_ONLY: Setting = Setting { value: "socketLB.hostNamespaceOnly", key: "bpf-lb-sock-hostns-only" };

fn check(context: &Context<'_>, emit: &mut Emit) {
    let Some(kubevirt) = owner_of(context.index, "KubeVirt") else { return };
    for cilium in ciliums(context.index) {
        let SettingState::On(replacement) = cilium.state(REPLACEMENT) else { continue };
        let span = match cilium.state(HOST_ONLY) {
            SettingState::Off(span) => span,
            SettingState::Absent => replacement,
            SettingState::On(_) | SettingState::Unknown => continue,
        };
        let message = format!("Cilium of layer `{}` hides Services from virtual machines", cilium.layer.name);
        let finding =
            Finding::new(cilium.layer.at(span), message).label(kubevirt.place, format!("KubeVirt: {}", kubevirt.how));
        emit.push(finding.help(format!("write `{}`", cilium.written(HOST_ONLY, true))));
    }
}
