//! Golden images of ours beside the vendor's pack, which has the same namespace for its own.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::Layer;
use crate::components::vendor::vendors;
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("vmo/golden-images-twice"),
    summary: "the namespace of the vendor's golden images belongs to another layer too",
    severity: Severity::Error,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds layers whose namespace is the goldenImagesNamespace of the vendor's VMO pack, which is \
           vmo-golden-images unless its values say otherwise: our pack of golden images is one.",
    why: "Both sides make the namespace and the right to clone from it. Palette removes the namespace of a layer \
          together with the layer: whichever goes first takes every golden image of the other along.",
    example: include_str!("../../../../tests/rules/vmo/golden-images-twice/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/vmo/golden-images-twice/good/profile.yaml"),
    reference: "https://docs.spectrocloud.com/vm-management/vmo-pack/vmo-pack-parameters/",
    looks_at: Scope::Cluster(check),
};

/// The vendor's default, in both generations.
const DEFAULT: &str = "vmo-golden-images";
/// Where the values of vmo-manager, from 4.10 on, have it.
const MANAGERS: &str = "vmo-manager.goldenImagesNamespace";

fn check(context: &Context<'_>, emit: &mut Emit) {
    for vendor in vendors(context.index) {
        let (name, place) = match vendor.value("goldenImagesNamespace").or_else(|| vendor.value(MANAGERS)) {
            Some(node) => (node.as_str().unwrap_or_default(), node.span),
            None => (DEFAULT, vendor.layer.span),
        };
        let others = context.index.layers().filter(|layer| !std::ptr::eq(*layer, vendor.layer));
        for layer in others.filter(|layer| namespace(layer) == Some(name)) {
            let message = format!("`{name}` is where the vendor's pack keeps its golden images");
            let finding = Finding::new(layer.place(), message).remark(format!("layer `{}` has it too", layer.name));
            emit.push(finding.label(vendor.layer.at(place), "the vendor's pack").help(if layer.own_pack().is_some() {
                "leave the layer out, and add images with the vendor's means"
            } else {
                "give the layer another namespace"
            }));
        }
    }
}

fn namespace(layer: &Layer) -> Option<&str> {
    layer.namespace.as_ref().map(|namespace| namespace.value.as_str())
}
