//! A definition goes with its layer, and every object of its kind with it.

use crate::check::rule::Rule;
use crate::check::{Context, Emit};
use crate::cluster::Origin;
use crate::diagnostic::{Id, Severity};
use crate::kubernetes::Crd;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("manifest/crd-without-keep"),
    summary: "a CustomResourceDefinition that goes with its layer",
    severity: Severity::Warning,
    scope: "",
    what: "Finds CustomResourceDefinitions in the layers of this profile without the annotation \
           `helm.sh/resource-policy: keep`.",
    why: "Palette installs a pack as a Helm release, and Helm deletes what a release brought. With a definition \
           Kubernetes deletes every object of its kind, in all namespaces: removing a layer for a moment, to add it \
           again in another version, loses machines, disks or networks for good.",
    example: include_str!("../../../../tests/rules/manifest/crd-without-keep/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/manifest/crd-without-keep/good/profile.yaml"),
    reference: "https://helm.sh/docs/howto/charts_tips_and_tricks/#tell-helm-not-to-uninstall-a-resource",
    check,
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    for (layer, manifest) in context.cluster.manifests().filter(|(layer, _)| layer.origin != Origin::Context) {
        if Crd::of(&manifest.node).is_some_and(|crd| !crd.is_kept()) {
            let message = format!("removing layer `{}` deletes every object of {}", layer.name, manifest.id.name);
            let help = "add the annotation `helm.sh/resource-policy: keep`";
            emit.push(RULE.finding(manifest.name_span, message).help(help));
        }
    }
}
