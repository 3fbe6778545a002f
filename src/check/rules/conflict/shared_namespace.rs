//! Two layers ask Palette for the same namespace.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::{Layer, Role, Written};
use crate::diagnostic::{Id, Severity};
use std::collections::BTreeMap;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("conflict/shared-namespace"),
    summary: "a namespace that two layers share",
    severity: Severity::Warning,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds layers whose pack.namespace is the same, when at least one of them belongs to this profile.",
    why: "Palette removes the namespace of a layer together with the layer, and everything in it, whoever made \
           it: the other layer loses what it runs there.",
    example: include_str!("../../../../tests/rules/conflict/shared-namespace/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/conflict/shared-namespace/good/profile.yaml"),
    reference: "https://docs.spectrocloud.com/registries-and-packs/add-custom-packs/",
    looks_at: Scope::Cluster(check),
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    let mut namespaces: BTreeMap<&str, Vec<&Layer>> = BTreeMap::new();
    for layer in &context.cluster.layers {
        if let Some(namespace) = &layer.namespace {
            namespaces.entry(&namespace.value).or_default().push(layer);
        }
    }
    for (name, layers) in namespaces {
        let [first, others @ ..] = &layers[..] else { continue };
        if others.is_empty() || first.role != Role::Judged {
            continue;
        }
        let message = format!("namespace `{name}` belongs to {} layers", layers.len());
        let finding = Finding::new(first.written(Written::Namespace), message)
            .remark(format!("layer `{}`", first.name))
            .help("give each layer a namespace of its own");
        emit.push(others.iter().fold(finding, |finding, layer| {
            finding.label(layer.written(Written::Namespace), format!("layer `{}`", layer.name))
        }));
    }
}
