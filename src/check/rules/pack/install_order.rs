//! A custom resource is installed before what defines its kind.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::{Layer, Role};
use crate::components::vendor::Vendor;
use crate::diagnostic::{Id, Severity};
use crate::kubernetes::Manifest;
use std::collections::BTreeMap;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("pack/install-order"),
    summary: "a custom resource that comes before what defines its kind",
    severity: Severity::Error,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds layers of the profile with custom resources whose kind is defined by another layer of the profile, or by \
           the operator in it, when that layer does not have a lower install priority.",
    why: "Palette installs layers by their priority, and starts the next ones when the earlier ones are ready. A layer \
          with a resource of an unknown kind never becomes ready, so the layer that defines the kind is never \
          installed. With the same priority (a warning) both start together, and the resource fails until the other \
          layer is there; Palette tries again every two minutes.",
    example: include_str!("../../../../tests/rules/pack/install-order/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/pack/install-order/good/profile.yaml"),
    reference: "https://docs.spectrocloud.com/profiles/cluster-profiles/create-cluster-profiles/create-addon-profile/",
    looks_at: Scope::Cluster(check),
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    let definitions = Definitions::of(context);
    for layer in context.cluster.judged() {
        let mut late: BTreeMap<&str, (&Layer, &Manifest, usize)> = BTreeMap::new();
        for manifest in layer.manifests().iter().filter(|manifest| manifest.id.group.contains('.')) {
            if let Some(provider) = definitions.too_late(layer, manifest) {
                late.entry(&provider.name).or_insert((provider, manifest, 0)).2 += 1;
            }
        }
        for (provider, first, count) in late.into_values() {
            emit.push(finding(layer, provider, first, count));
        }
    }
}

/// The judged layers that define kinds.
struct Definitions<'a> {
    /// By group and kind.
    by_kind: BTreeMap<(&'a str, &'a str), Vec<&'a Layer>>,
    /// Those whose operators define kinds at run time.
    at_run_time: Vec<&'a Layer>,
}

impl<'a> Definitions<'a> {
    fn of(context: &Context<'a>) -> Self {
        let mut by_kind: BTreeMap<_, Vec<&Layer>> = BTreeMap::new();
        for (object, crd) in context.index.definitions().filter(|(object, _)| object.layer.role == Role::Judged) {
            if let Some(kind) = crd.defines() {
                by_kind.entry(kind).or_default().push(object.layer);
            }
        }
        let at_run_time = context.cluster.judged().filter(|layer| !groups(layer).is_empty());
        Self { by_kind, at_run_time: at_run_time.collect() }
    }

    /// Returns the layer that defines the kind of an object, unless one that does comes early enough.
    fn too_late(&self, layer: &Layer, manifest: &Manifest) -> Option<&'a Layer> {
        let (group, kind) = (manifest.id.group.as_str(), manifest.id.kind.as_str());
        let at_run_time: Vec<&Layer>;
        let providers: &[&Layer] = if let Some(layers) = self.by_kind.get(&(group, kind)) {
            layers
        } else {
            at_run_time = self.at_run_time.iter().copied().filter(|other| brings(other, group)).collect();
            &at_run_time
        };
        let in_time = |provider: &&Layer| std::ptr::eq(*provider, layer) || provider.priority < layer.priority;
        let unknown = layer.priority.is_none() || providers.iter().any(|provider| provider.priority.is_none());
        if unknown || providers.iter().any(in_time) { None } else { providers.first().copied() }
    }
}

/// Returns the API groups whose kinds the operators of a layer define.
fn groups(layer: &Layer) -> Vec<&str> {
    match layer.own_pack() {
        Some(pack) => pack.provides.iter().map(String::as_str).collect(),
        None => Vendor::of(layer).map(|_| Vendor::GROUPS.to_vec()).unwrap_or_default(),
    }
}

fn brings(layer: &Layer, group: &str) -> bool {
    let is_below = |known: &&str| group.strip_suffix(known).is_some_and(|before| before.ends_with('.'));
    let is_own = layer.own_pack().is_some();
    groups(layer).iter().any(|known| group == *known || (!is_own && is_below(known)))
}

fn finding(layer: &Layer, provider: &Layer, first: &Manifest, count: usize) -> Finding {
    let others = if count == 1 { String::new() } else { format!(" and {} more", count - 1) };
    let (own, other) = (layer.priority.unwrap_or_default(), provider.priority.unwrap_or_default());
    let when = if own == other { "together with" } else { "before" };
    let message = format!(
        "{}{others} of `{}` is installed {when} `{}`, which defines its kind",
        first.id, layer.name, provider.name
    );
    let finding = Finding::new(layer.place(), message).remark(format!("priority {own}"));
    let finding = if own == other { finding.severity(Severity::Warning) } else { finding };
    finding
        .label(provider.place(), format!("priority {other}"))
        .help(format!("give the layer an install priority above {other}"))
}
