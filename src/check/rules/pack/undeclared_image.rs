//! A manifest pulls an image that the pack does not declare.

use crate::check::rule::Rule;
use crate::check::{Context, Emit};
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("pack/undeclared-image"),
    summary: "an image that a pack pulls but does not declare",
    severity: Severity::Error,
    scope: "",
    what: "Finds images in the manifests of our packs, those of containers and those handed to operators in \
           variables that end in _IMAGE, which are not in the pack's list of images.",
    why: "Palette mirrors the images that pack.content.images lists to air-gapped sites. An image that is \
           missing there is found when a pod cannot start, on the far side of the air gap.",
    example: include_str!("../../../../tests/rules/pack/undeclared-image/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/pack/undeclared-image/good/profile.yaml"),
    reference: "https://docs.spectrocloud.com/registries-and-packs/add-custom-packs/",
    check,
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    for layer in context.cluster.layers.iter().filter(|layer| layer.component.is_some()) {
        for image in layer.image_uses().filter(|image| !layer.declared_images.contains(&image.reference)) {
            let message = format!("`{}` pulls {}, which it does not declare", layer.name, image.reference);
            emit.push(RULE.finding(image.span, message).label(layer.span, "by this layer").help(
                "add it to `images` of the version in `pack.yaml`, and print it through `images` in the template",
            ));
        }
    }
}
