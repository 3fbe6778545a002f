//! A pack runs outside of the Kubernetes releases that it is made for.

use crate::check::rule::Rule;
use crate::check::{Context, Emit};
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("pack/kubernetes-window"),
    summary: "a pinned version that is not made for the target",
    severity: Severity::Warning,
    scope: "",
    what: "Finds packs whose pinned version has a window of Kubernetes minors that does not hold the one of the \
           target.",
    why: "Projects test a release with the Kubernetes minors of its time: KubeVirt with three of them, the \
           descheduler with the one that it is built from and the two before. Outside of them it may work, but nobody \
           has tried, and operators use APIs that come and go.",
    example: include_str!("../../../../tests/rules/pack/kubernetes-window/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/pack/kubernetes-window/good/profile.yaml"),
    reference: "https://github.com/kubevirt/sig-release/blob/main/releases/k8s-support-matrix.md",
    check,
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    let Some(target) = &context.cluster.target else { return };
    let minor = target.kubernetes.value;
    for layer in &context.cluster.layers {
        let outside = layer.component.as_ref().filter(|component| !component.kubernetes.contains(minor));
        let Some(component) = outside else { continue };
        let message = format!("{} {} is not made for Kubernetes {minor}", component.pack, component.version);
        let diagnostic = RULE.finding(layer.pin(), message);
        emit.push(
            diagnostic
                .label(target.kubernetes.span, "the target")
                .note(format!("it is made for Kubernetes {}", component.kubernetes))
                .help("remove the pin, and a version that fits is chosen"),
        );
    }
}
