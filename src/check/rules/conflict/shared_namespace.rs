//! Two layers ask Palette for the same namespace.

use crate::check::rule::Rule;
use crate::check::{Context, Emit};
use crate::cluster::{Layer, Origin};
use crate::diagnostic::{Id, Severity};
use std::collections::BTreeMap;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("conflict/shared-namespace"),
    summary: "a namespace that two layers share",
    severity: Severity::Warning,
    scope: "",
    what: "Finds layers whose pack.namespace is the same, when at least one of them belongs to this profile.",
    why: "Palette removes the namespace of a layer together with the layer, and everything in it, whoever made \
           it: the other layer loses what it runs there.",
    example: include_str!("../../../../tests/rules/conflict/shared-namespace/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/conflict/shared-namespace/good/profile.yaml"),
    reference: "https://docs.spectrocloud.com/registries-and-packs/add-custom-packs/",
    check,
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    let mut namespaces: BTreeMap<&str, Vec<&Layer>> = BTreeMap::new();
    for layer in &context.cluster.layers {
        if let Some(namespace) = &layer.namespace {
            namespaces.entry(&namespace.text).or_default().push(layer);
        }
    }
    for (name, layers) in namespaces {
        let [first, others @ ..] = &layers[..] else { continue };
        if others.is_empty() || first.origin != Origin::Own {
            continue;
        }
        let message = format!("namespace `{name}` belongs to {} layers", layers.len());
        let diagnostic = RULE
            .finding(place(first), message)
            .remark(format!("layer `{}`", first.name))
            .help("give each layer a namespace of its own");
        emit.push(
            others.iter().fold(diagnostic, |diagnostic, layer| {
                diagnostic.label(place(layer), format!("layer `{}`", layer.name))
            }),
        );
    }
}

fn place(layer: &Layer) -> crate::source::Span {
    layer.namespace.as_ref().map_or(layer.span, |namespace| namespace.span)
}
