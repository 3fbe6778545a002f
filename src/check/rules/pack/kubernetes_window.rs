//! A pack runs outside of the Kubernetes releases that it is made for.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::{Layer, Place, Written};
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("pack/kubernetes-window"),
    summary: "a pinned version that is not made for the target",
    severity: Severity::Warning,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds packs whose pinned version has a window of Kubernetes minors that does not hold the one of the \
           target.",
    why: "Projects test a release with the Kubernetes minors of its time: KubeVirt with three of them, the \
           descheduler with the one that it is built from and the two before. Outside of them it may work, but nobody \
           has tried, and operators use APIs that come and go.",
    example: include_str!("../../../../tests/rules/pack/kubernetes-window/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/pack/kubernetes-window/good/profile.yaml"),
    reference: "https://github.com/kubevirt/sig-release/blob/main/releases/k8s-support-matrix.md",
    looks_at: Scope::Layer(check),
};

fn check(context: &Context<'_>, layer: &Layer, emit: &mut Emit) {
    let (Some(target), Some(pack)) = (&context.cluster.target, layer.own_pack()) else { return };
    let minor = target.kubernetes.value;
    if pack.kubernetes.contains(minor) {
        return;
    }
    let message = format!("{} {} is not made for Kubernetes {minor}", pack.name, pack.version);
    let finding = Finding::new(layer.written(Written::Version), message);
    let finding = finding.label(Place::about_cluster(target.kubernetes.span), "the target");
    let finding = finding.note(format!("it is made for Kubernetes {}", pack.kubernetes));
    emit.push(finding.help("remove the pin, and a version that fits is chosen"));
}
