//! A definition goes with its layer, and every object of its kind with it.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::{Object, Role};
use crate::diagnostic::{Id, Severity};
use crate::kubernetes::Crd;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("manifest/crd-without-keep"),
    summary: "a CustomResourceDefinition that goes with its layer",
    severity: Severity::Warning,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds CustomResourceDefinitions in the layers of this profile without the annotation \
           `helm.sh/resource-policy: keep`.",
    why: "Palette installs a pack as a Helm release, and Helm deletes what a release brought. With a definition \
           Kubernetes deletes every object of its kind, in all namespaces: removing a layer for a moment, to add it \
           again in another version, loses machines, disks or networks for good.",
    example: include_str!("../../../../tests/rules/manifest/crd-without-keep/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/manifest/crd-without-keep/good/profile.yaml"),
    reference: "https://helm.sh/docs/howto/charts_tips_and_tricks/#tell-helm-not-to-uninstall-a-resource",
    looks_at: Scope::Objects(&[(Crd::GROUP, Crd::KIND)], check),
};

fn check(_: &Context<'_>, object: Object<'_>, emit: &mut Emit) {
    let layer = object.layer;
    if layer.role == Role::Judged && Crd::of(&object.node).is_some_and(|crd| !crd.is_kept()) {
        let message = format!("removing layer `{}` deletes every object of {}", layer.name, object.id.name);
        let help = "add the annotation `helm.sh/resource-policy: keep`";
        emit.push(Finding::new(object.name_place(), message).help(help));
    }
}
