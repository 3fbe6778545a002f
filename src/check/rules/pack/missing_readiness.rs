//! A pack does not wait for the custom resource that its operator works on.

use crate::check::rule::Rule;
use crate::check::{Context, Emit};
use crate::cluster::Layer;
use crate::diagnostic::{Id, Severity};
use crate::kubernetes::Manifest;
use crate::yaml::Node;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("pack/missing-readiness"),
    summary: "a pack that does not wait for its custom resource",
    severity: Severity::Warning,
    scope: "",
    what: "Finds custom resources in our packs whose definition is in the same pack and has a status, and for which \
           `readiness` of pack.yaml has no entry.",
    why: "Palette takes a layer as ready when its pods run. What the operator makes of the resource comes later: layers \
          that need it start too early, and fail until it is there.",
    example: include_str!("../../../../tests/rules/pack/missing-readiness/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/pack/missing-readiness/good/profile.yaml"),
    reference: "https://docs.spectrocloud.com/registries-and-packs/add-custom-packs/",
    check,
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    for layer in &context.cluster.layers {
        let Some(component) = &layer.component else { continue };
        for manifest in &layer.manifests {
            let (group, kind, name) = (&manifest.id.group, &manifest.id.kind, &manifest.id.name);
            let mut awaited = component.readiness.iter().map(|check| (&check.group, &check.kind, &check.name));
            if !awaited.any(|check| check == (group, kind, name)) && defines_with_status(layer, manifest) {
                let message = format!("`{}` does not wait until {} is ready", layer.name, manifest.id);
                let finding = RULE.finding(manifest.name_span, message).label(layer.span, "brought by this layer");
                emit.push(finding.help("name it under `readiness` in `pack.yaml`, with the field that says so"));
            }
        }
    }
}

/// Says whether a layer defines the kind of an object, and with a status.
fn defines_with_status(layer: &Layer, object: &Manifest) -> bool {
    let definitions =
        layer.manifests.iter().filter(|found| found.is("apiextensions.k8s.io", "CustomResourceDefinition"));
    let text = |found: &Manifest, keys: [&str; 2]| found.at(keys).and_then(Node::as_str).map(str::to_owned);
    let mut own = definitions.filter(|found| {
        let kind = found.at(["spec", "names", "kind"]).and_then(Node::as_str);
        text(found, ["spec", "group"]).as_deref() == Some(object.id.group.as_str())
            && kind == Some(object.id.kind.as_str())
    });
    own.any(|found| {
        let versions = found.at(["spec"]).map(|spec| spec.items("versions")).unwrap_or_default();
        versions.iter().any(|version| version.at(["subresources", "status"]).is_some())
    })
}
