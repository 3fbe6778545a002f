//! A definition forgets a version that objects may be stored in.

use crate::check::rule::Rule;
use crate::check::{Context, Emit};
use crate::cluster::Layer;
use crate::diagnostic::{Id, Severity};
use crate::kubernetes::Crd;
use std::collections::BTreeMap;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("upgrade/stored-crd-version-dropped"),
    summary: "a CustomResourceDefinition without the version that its objects are stored in",
    severity: Severity::Error,
    scope: "",
    what: "Finds CustomResourceDefinitions whose versions lack the one that was the storage version in the committed \
           lock, or on the older side of `vmopack diff`.",
    why: "The API server keeps the versions that objects were ever stored in under status.storedVersions, and refuses \
           a definition that lacks one of them: the layer is not updated. The snapshot controller's group snapshots \
           went that way from 8.1 to 8.2.",
    example: include_str!("../../../../tests/rules/upgrade/stored-crd-version-dropped/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/upgrade/stored-crd-version-dropped/good/profile.yaml"),
    reference: "https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#upgrade-existing-objects-to-a-new-stored-version",
    check,
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    let previous = context.cluster.previous.iter();
    let before: Vec<(&Layer, BTreeMap<String, String>)> =
        previous.map(|layer| (layer, layer.stored_versions())).collect();
    if before.iter().all(|(_, stored)| stored.is_empty()) {
        return;
    }
    for (layer, manifest) in context.cluster.manifests() {
        let Some(crd) = Crd::of(&manifest.node) else { continue };
        let name = &manifest.id.name;
        for (before, stored) in before.iter().filter_map(|(layer, stored)| Some((layer, stored.get(name)?))) {
            if crd.versions().contains(&stored.as_str()) {
                continue;
            }
            let message = format!("{name} has no version {stored} any more, in which objects are stored");
            let diagnostic = RULE.finding(manifest.name_span, message);
            emit.push(
                diagnostic
                    .label(before.span, format!("stored as {stored} before"))
                    .label(layer.pin(), "the layer that drops it")
                    .note(format!("its versions are {}", crd.versions().join(", ")))
                    .help(format!(
                        "go through a release that still knows {stored}, and store every object again there"
                    )),
            );
        }
    }
}
