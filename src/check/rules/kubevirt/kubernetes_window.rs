//! KubeVirt runs outside of the Kubernetes releases that it is tested with.

use crate::check::rule::Rule;
use crate::check::{Context, Emit};
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("kubevirt/kubernetes-window"),
    summary: "a KubeVirt release that is not made for the target",
    severity: Severity::Warning,
    scope: "all versions of KubeVirt",
    what: "Finds a pinned KubeVirt whose tested Kubernetes minors do not hold the one of the target.",
    why: "KubeVirt tests each release with the three Kubernetes minors that are current when it appears. \
           Outside of them it may work, but nobody has tried, and its operator uses APIs that come and go.",
    example: include_str!("../../../../tests/rules/kubevirt/kubernetes-window/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/kubevirt/kubernetes-window/good/profile.yaml"),
    reference: "https://github.com/kubevirt/sig-release/blob/main/releases/k8s-support-matrix.md",
    check,
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    let Some(target) = &context.cluster.target else { return };
    let minor = target.kubernetes.value;
    for layer in &context.cluster.layers {
        let Some(component) = layer.component.as_ref().filter(|component| component.pack.as_str() == "kubevirt") else {
            continue;
        };
        if !component.kubernetes.contains(minor) {
            let message = format!("KubeVirt {} is not tested with Kubernetes {minor}", component.version);
            let diagnostic = RULE.finding(component.pinned.unwrap_or(layer.span), message);
            emit.push(
                diagnostic
                    .label(target.kubernetes.span, "the target")
                    .note(format!("it is tested with Kubernetes {}", component.kubernetes))
                    .help("remove the pin, and a version that fits is chosen"),
            );
        }
    }
}
