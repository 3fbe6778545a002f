//! Two images are redirected to one place, where only one of them can be.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::Place;
use crate::diagnostic::{Id, Severity};
use crate::image::{Redirect, canonical};
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
    for Redirect { upstream, reference } in context.cluster.judged().flat_map(|layer| &layer.redirects) {
        let first = *seen.entry(reference).or_insert(upstream);
        if canonical(first) != canonical(upstream) {
            let message = format!("{first} and {upstream} would both be pulled from {reference}");
            let finding = Finding::new(Place::judged(map), message);
            emit.push(finding.help("give each source a target of its own"));
        }
    }
}
