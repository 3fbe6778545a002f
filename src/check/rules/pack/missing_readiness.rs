//! A pack does not wait for the custom resource that its operator works on.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::Layer;
use crate::diagnostic::{Id, Severity};
use crate::kubernetes::Crd;
use std::collections::BTreeSet;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("pack/missing-readiness"),
    summary: "a pack that does not wait for its custom resource",
    severity: Severity::Warning,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds custom resources in our packs whose definition is in the same pack and has a status, and for which \
           `readiness` of pack.yaml has no entry.",
    why: "Palette takes a layer as ready when its pods run. What the operator makes of the resource comes later: layers \
          that need it start too early, and fail until it is there.",
    example: include_str!("../../../../tests/rules/pack/missing-readiness/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/pack/missing-readiness/good/profile.yaml"),
    reference: "https://docs.spectrocloud.com/registries-and-packs/add-custom-packs/",
    looks_at: Scope::Layer(check),
};

fn check(_: &Context<'_>, layer: &Layer, emit: &mut Emit) {
    let Some(pack) = layer.own_pack() else { return };
    let crds = layer.manifests().iter().filter_map(|manifest| Crd::of(&manifest.node));
    let with_status: BTreeSet<(&str, &str)> = crds.filter(|crd| crd.has_status()).filter_map(Crd::defines).collect();
    for manifest in layer.manifests() {
        let (group, kind, name) = (&manifest.id.group, &manifest.id.kind, &manifest.id.name);
        let mut awaited = pack.readiness.iter().map(|check| (&check.group, &check.kind, &check.name));
        if with_status.contains(&(group, kind)) && !awaited.any(|check| check == (group, kind, name)) {
            let message = format!("`{}` does not wait until {} is ready", layer.name, manifest.id);
            let finding = Finding::new(layer.at(manifest.name_span), message);
            let finding = finding.label(layer.place(), "brought by this layer");
            emit.push(finding.help("name it under `readiness` in `pack.yaml`, with the field that says so"));
        }
    }
}
