//! A manifest pulls an image that the pack does not declare.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::Layer;
use crate::diagnostic::{Id, Severity};
use crate::image::ImageUse;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("pack/undeclared-image"),
    summary: "an image that a pack pulls but does not declare",
    severity: Severity::Error,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds images in the manifests of our packs, those of containers and those handed to operators in \
           variables that end in _IMAGE, which are not in the pack's list of images.",
    why: "Palette mirrors the images that pack.content.images lists to air-gapped sites. An image that is \
           missing there is found when a pod cannot start, on the far side of the air gap.",
    example: include_str!("../../../../tests/rules/pack/undeclared-image/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/pack/undeclared-image/good/profile.yaml"),
    reference: "https://docs.spectrocloud.com/registries-and-packs/add-custom-packs/",
    looks_at: Scope::Layer(check),
};

fn check(_: &Context<'_>, layer: &Layer, emit: &mut Emit) {
    let undeclared = |image: &&ImageUse| !layer.declared_images.contains(&image.reference);
    for image in layer.image_uses().filter(|_| layer.own_pack().is_some()).filter(undeclared) {
        let message = format!("`{}` pulls {}, which it does not declare", layer.name, image.reference);
        let finding = Finding::new(layer.at(image.span), message).label(layer.place(), "by this layer");
        emit.push(
            finding.help(
                "add it to `images` of the version in `pack.yaml`, and print it through `images` in the template",
            ),
        );
    }
}
