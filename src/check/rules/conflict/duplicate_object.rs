//! Two manifests describe the same object.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::diagnostic::{Id, Severity};
use crate::kubernetes::Crd;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("conflict/duplicate-object"),
    summary: "an object that is described twice",
    severity: Severity::Error,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds Kubernetes objects of the same group, kind, namespace and name that come from two layers, or \
           twice from one. CustomResourceDefinitions have a rule of their own.",
    why: "Every layer applies its own form of the object, so the cluster changes back and forth between them, \
           or Helm refuses the second one because another release owns it. Removing one of the layers removes \
           the object of the other.",
    example: include_str!("../../../../tests/rules/conflict/duplicate-object/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/conflict/duplicate-object/good/profile.yaml"),
    reference: "https://kubernetes.io/docs/concepts/overview/working-with-objects/names/",
    looks_at: Scope::Cluster(check),
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    for (id, objects) in context.index.identities() {
        // Namespaces are shared on purpose; CRDs have a rule of their own.
        if matches!(id.kind.as_str(), "Namespace" | Crd::KIND) {
            continue;
        }
        let [first, others @ ..] = &objects[..] else { continue };
        for other in others {
            let finding = Finding::new(other.name_place(), format!("{id} is described twice"));
            let finding = finding.remark(format!("by layer `{}`", other.layer.name));
            let finding = finding.label(first.name_place(), format!("first by layer `{}`", first.layer.name));
            emit.push(finding.help("keep it in one layer, or rename one of the two"));
        }
    }
}
