//! An image is pulled from outside of the mirror.

use crate::check::rule::Rule;
use crate::check::{Context, Emit};
use crate::cluster::{Layer, Origin};
use crate::diagnostic::{Id, Severity};
use crate::image::{ImageUse, Puller};
use crate::kubernetes::Manifest;
use crate::profile::ImageSource;
use std::collections::BTreeSet;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("airgap/image-not-mirrored"),
    summary: "an image that is pulled from outside of the mirror",
    severity: Severity::Warning,
    scope: "",
    what: "Finds images in the manifests of this profile that lie outside of what `images.mirror` or `images.map` \
           names, docker:// sources of CDI among them. Without either of the two, and with `target.airgap: true`, \
           it finds the docker:// sources.",
    why: "Behind an air gap the pod waits for an image that never comes. Palette can lead pods to a mirror when they \
          are made, but CDI reads a docker:// source by itself: nothing but the name in the manifest leads it there.",
    example: include_str!("../../../../tests/rules/airgap/image-not-mirrored/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/airgap/image-not-mirrored/good/profile.yaml"),
    reference: "https://github.com/phenixblue/imageswap-webhook/blob/master/docs/configuration.md",
    check,
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    let source = &context.cluster.images;
    let airgap = context.cluster.target.as_ref().is_some_and(|target| target.airgap);
    let is_outside = |image: &ImageUse| match source {
        ImageSource::Upstream => airgap && image.puller == Puller::Import,
        _ => !source.covers(&image.reference),
    };
    for layer in context.cluster.layers.iter().filter(|layer| layer.origin == Origin::Own) {
        let mut seen = BTreeSet::new();
        for image in layer.manifests.iter().flat_map(Manifest::image_sources).filter(is_outside) {
            if seen.insert(image.reference.clone()) {
                report(layer, &image, source, emit);
            }
        }
    }
}

fn report(layer: &Layer, image: &ImageUse, source: &ImageSource, emit: &mut Emit) {
    let message = format!("`{}` pulls {} from outside of the mirror", layer.name, image.reference);
    let finding = RULE.finding(image.span, message).label(layer.span, "by this layer");
    emit.push(match source.span() {
        Some(span) => finding.label(span, "images come from here").help("add its registry to `images.map`"),
        None => finding.help("set `images.mirror` or `images.map`: CDI reads registries itself, past every webhook"),
    });
}
