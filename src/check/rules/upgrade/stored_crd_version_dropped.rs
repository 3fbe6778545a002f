//! A definition forgets a version that objects may be stored in.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::{Layer, Object, Written};
use crate::diagnostic::{Id, Severity};
use std::collections::BTreeMap;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("upgrade/stored-crd-version-dropped"),
    summary: "a CustomResourceDefinition without the version that its objects are stored in",
    severity: Severity::Error,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds CustomResourceDefinitions whose versions lack the one that was the storage version in the committed \
           lock, or on the older side of `vmopack diff`.",
    why: "The API server keeps the versions that objects were ever stored in under status.storedVersions, and refuses \
           a definition that lacks one of them: the layer is not updated. The snapshot controller's group snapshots \
           went that way from 8.1 to 8.2.",
    example: include_str!("../../../../tests/rules/upgrade/stored-crd-version-dropped/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/upgrade/stored-crd-version-dropped/good/profile.yaml"),
    reference: "https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#upgrade-existing-objects-to-a-new-stored-version",
    looks_at: Scope::Cluster(check),
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    let mut before: BTreeMap<String, Vec<(&Layer, String)>> = BTreeMap::new();
    for layer in &context.cluster.before {
        for (name, version) in layer.stored_versions() {
            before.entry(name).or_default().push((layer, version));
        }
    }
    if before.is_empty() {
        return;
    }
    for (object, crd) in context.index.definitions() {
        let name = &object.manifest.id.name;
        for (before, stored) in before.get(name).into_iter().flatten() {
            let versions = crd.versions();
            if !versions.contains(&stored.as_str()) {
                emit.push(finding(object, &versions, before, stored));
            }
        }
    }
}

fn finding(object: Object<'_>, versions: &[&str], before: &Layer, stored: &str) -> Finding {
    let message = format!("{} has no version {stored} any more, in which objects are stored", object.id.name);
    Finding::new(object.name_place(), message)
        .label(before.place(), format!("stored as {stored} before"))
        .label(object.layer.written(Written::Version), "the layer that drops it")
        .note(format!("its versions are {}", versions.join(", ")))
        .help(format!("go through a release that still knows {stored}, and store every object again there"))
}
