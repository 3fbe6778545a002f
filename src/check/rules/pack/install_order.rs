//! A custom resource is installed before what defines its kind.

use crate::check::rule::Rule;
use crate::check::{Context, Emit};
use crate::cluster::{Cluster, Layer};
use crate::diagnostic::{Diagnostic, Id, Severity};
use crate::kubernetes::Manifest;
use std::collections::BTreeMap;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("pack/install-order"),
    summary: "a custom resource that comes before what defines its kind",
    severity: Severity::Error,
    scope: "",
    what: "Finds layers of the profile with custom resources whose kind is defined by another layer of the profile, or by \
           the operator in it, when that layer does not have a lower install priority.",
    why: "Palette installs layers by their priority, and starts the next ones when the earlier ones are ready. A layer \
          with a resource of an unknown kind never becomes ready, so the layer that defines the kind is never \
          installed. With the same priority (a warning) both start together, and the resource fails until the other \
          layer is there; Palette tries again every two minutes.",
    example: include_str!("../../../../tests/rules/pack/install-order/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/pack/install-order/good/profile.yaml"),
    reference: "https://docs.spectrocloud.com/profiles/cluster-profiles/create-cluster-profiles/create-addon-profile/",
    check,
};

/// The vendor's pack brings the operators of all of these.
const VMO_PACK: &str = "virtual-machine-orchestrator";
const VMO_GROUPS: &[&str] = &["kubevirt.io", "k8s.cni.cncf.io", "snapshot.storage.k8s.io", "spectrocloud.com"];

fn check(context: &Context<'_>, emit: &mut Emit) {
    let cluster = context.cluster;
    let definitions = definitions(cluster);
    for layer in cluster.own_layers() {
        let mut late: BTreeMap<&str, (&Layer, &Manifest, usize)> = BTreeMap::new();
        for manifest in layer.manifests.iter().filter(|manifest| manifest.id.group.contains('.')) {
            if let Some(provider) = too_late(layer, manifest, cluster, &definitions) {
                late.entry(&provider.name).or_insert((provider, manifest, 0)).2 += 1;
            }
        }
        for (provider, first, count) in late.into_values() {
            emit.push(finding(layer, provider, first, count));
        }
    }
}

/// The kinds that layers define, with the layers.
type Definitions<'a> = BTreeMap<(&'a str, &'a str), Vec<&'a Layer>>;

fn definitions(cluster: &Cluster) -> Definitions<'_> {
    let mut definitions = Definitions::new();
    for layer in cluster.own_layers() {
        for manifest in
            layer.manifests.iter().filter(|found| found.is("apiextensions.k8s.io", "CustomResourceDefinition"))
        {
            let text = |keys: &[&str]| manifest.at(keys.iter().copied()).and_then(|node| node.as_str());
            if let (Some(group), Some(kind)) = (text(&["spec", "group"]), text(&["spec", "names", "kind"])) {
                definitions.entry((group, kind)).or_default().push(layer);
            }
        }
    }
    definitions
}

/// Returns the layer that defines the kind of an object, unless one that does comes early enough.
fn too_late<'a>(
    layer: &Layer,
    manifest: &Manifest,
    cluster: &'a Cluster,
    definitions: &Definitions<'a>,
) -> Option<&'a Layer> {
    let (group, kind) = (manifest.id.group.as_str(), manifest.id.kind.as_str());
    let providers: Vec<&Layer> = match definitions.get(&(group, kind)) {
        Some(layers) => layers.clone(),
        None => cluster.own_layers().filter(|other| brings(other, group)).collect(),
    };
    let in_time = |provider: &&Layer| provider.name == layer.name || provider.priority < layer.priority;
    let unknown = layer.priority.is_none() || providers.iter().any(|provider| provider.priority.is_none());
    if unknown || providers.iter().any(in_time) { None } else { providers.first().copied() }
}

fn brings(layer: &Layer, group: &str) -> bool {
    if let Some(component) = &layer.component {
        return component.provides.iter().any(|provided| provided == group);
    }
    let covers = |known: &&str| group == *known || group.ends_with(&format!(".{known}"));
    layer.pack.as_deref() == Some(VMO_PACK) && VMO_GROUPS.iter().any(covers)
}

fn finding(layer: &Layer, provider: &Layer, first: &Manifest, count: usize) -> Diagnostic {
    let others = if count == 1 { String::new() } else { format!(" and {} more", count - 1) };
    let (own, other) = (layer.priority.unwrap_or_default(), provider.priority.unwrap_or_default());
    let when = if own == other { "together with" } else { "before" };
    let message = format!(
        "{}{others} of `{}` is installed {when} `{}`, which defines its kind",
        first.id, layer.name, provider.name
    );
    let mut finding = RULE.finding(layer.span, message).remark(format!("priority {own}"));
    if own == other {
        finding.severity = Severity::Warning;
    }
    finding
        .label(provider.span, format!("priority {other}"))
        .help(format!("give the layer an install priority above {other}"))
}
