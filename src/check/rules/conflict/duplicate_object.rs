//! Two manifests describe the same object.

use crate::check::rule::Rule;
use crate::check::{Context, Emit};
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("conflict/duplicate-object"),
    summary: "an object that is described twice",
    severity: Severity::Error,
    scope: "",
    what: "Finds Kubernetes objects of the same group, kind, namespace and name that come from two layers, or \
           twice from one. CustomResourceDefinitions have a rule of their own.",
    why: "Every layer applies its own form of the object, so the cluster changes back and forth between them, \
           or Helm refuses the second one because another release owns it. Removing one of the layers removes \
           the object of the other.",
    example: include_str!("../../../../tests/rules/conflict/duplicate-object/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/conflict/duplicate-object/good/profile.yaml"),
    reference: "https://kubernetes.io/docs/concepts/overview/working-with-objects/names/",
    check,
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    for (id, places) in context.cluster.objects() {
        // Namespaces are shared on purpose; CRDs have a rule of their own.
        if matches!(id.kind.as_str(), "Namespace" | "CustomResourceDefinition") {
            continue;
        }
        let [(first_layer, first), others @ ..] = &places[..] else { continue };
        for (layer, manifest) in others {
            let diagnostic = RULE.finding(manifest.name_span, format!("{id} is described twice"));
            emit.push(
                diagnostic
                    .remark(format!("by layer `{}`", layer.name))
                    .label(first.name_span, format!("first by layer `{}`", first_layer.name))
                    .help("keep it in one layer, or rename one of the two"),
            );
        }
    }
}
