//! Two images are redirected to one place, where only one of them can be.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::Place;
use crate::diagnostic::{Id, Severity};
use crate::image::canonical;
use std::collections::BTreeMap;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("conflict/duplicate-image-target"),
    summary: "two images that `images.map` redirects to one place",
    severity: Severity::Error,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds two images of the profile, those of packs and those of plain manifests, that `images.map` redirects to \
           the same reference.",
    why: "A registry holds one image under a reference. Whichever is copied there last is what both layers run.",
    example: include_str!("../../../../tests/rules/conflict/duplicate-image-target/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/conflict/duplicate-image-target/good/profile.yaml"),
    reference: "https://github.com/phenixblue/imageswap-webhook/blob/master/docs/configuration.md",
    looks_at: Scope::Profile(check),
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    let Some(map) = context.cluster.images.span() else { return };
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for (upstream, reference) in redirected(context) {
        let first = *seen.entry(reference).or_insert(upstream);
        // A user may write the place in the mirror beside the name that leads there.
        let both_elsewhere = first != reference && upstream != reference;
        if both_elsewhere && canonical(first) != canonical(upstream) {
            let message = format!("{first} and {upstream} would both be pulled from {reference}");
            let finding = Finding::new(Place::judged(map), message);
            emit.push(finding.help("give each source a target of its own"));
        }
    }
}

/// Returns the images of the profile: as they were written, and as they will be pulled.
fn redirected<'a>(context: &Context<'a>) -> Vec<(&'a str, &'a str)> {
    let mut images = Vec::new();
    for layer in context.cluster.judged() {
        let of_pack = layer.own_pack().map(|pack| pack.images.as_slice()).unwrap_or_default().iter();
        images.extend(of_pack.filter(|image| image.needed).map(|image| (&*image.upstream, &*image.reference)));
        // A text whose images were redirected leads back to the file, which has the reference as it was written.
        let in_manifests = layer.image_uses().filter(|_| layer.pack.is_none());
        images.extend(in_manifests.map(|image| {
            let written = context.sources.slice(context.sources.in_file(image.span)).trim_matches(['"', '\'']);
            (written.strip_prefix("docker://").unwrap_or(written), &*image.reference)
        }));
    }
    images
}
