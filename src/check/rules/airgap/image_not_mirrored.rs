//! An image is pulled from outside of the mirror.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::{Layer, Place, Role};
use crate::diagnostic::{Id, Severity};
use crate::image::ImageSource;
use crate::image::{ImageUse, Puller};
use crate::kubernetes::Manifest;
use std::collections::BTreeSet;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("airgap/image-not-mirrored"),
    summary: "an image that is pulled from outside of the mirror",
    severity: Severity::Warning,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds images in the manifests of this profile that lie outside of what `images.mirror` or `images.map` \
           names, docker:// sources of CDI among them. Without either of the two, and with `target.airgap: true`, \
           it finds the docker:// sources.",
    why: "Behind an air gap the pod waits for an image that never comes. Palette can lead pods to a mirror when they \
          are made, but CDI reads a docker:// source by itself: nothing but the name in the manifest leads it there.",
    example: include_str!("../../../../tests/rules/airgap/image-not-mirrored/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/airgap/image-not-mirrored/good/profile.yaml"),
    reference: "https://github.com/phenixblue/imageswap-webhook/blob/master/docs/configuration.md",
    looks_at: Scope::Layer(check),
};

fn check(context: &Context<'_>, layer: &Layer, emit: &mut Emit) {
    if layer.role != Role::Judged {
        return;
    }
    let source = &context.cluster.images;
    let airgap = context.cluster.target.as_ref().is_some_and(|target| target.airgap);
    let is_outside = |image: &&ImageUse| match source {
        ImageSource::Upstream => airgap && image.puller == Puller::Import,
        _ => !source.covers(&image.reference),
    };
    let mut seen = BTreeSet::new();
    for image in layer.manifests().iter().flat_map(Manifest::image_sources).filter(is_outside) {
        if seen.insert(&image.reference) {
            report(layer, image, source, emit);
        }
    }
}

fn report(layer: &Layer, image: &ImageUse, source: &ImageSource, emit: &mut Emit) {
    let message = format!("`{}` pulls {} from outside of the mirror", layer.name, image.reference);
    let finding = Finding::new(layer.at(image.span), message).label(layer.place(), "by this layer");
    emit.push(match source.span() {
        Some(span) => {
            finding.label(Place::judged(span), "images come from here").help("add its registry to `images.map`")
        }
        None => finding.help("set `images.mirror` or `images.map`: CDI reads registries itself, past every webhook"),
    });
}
