//! One pack is a layer twice, and both install the same Helm releases.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::{Known, Layer, LayerSource};
use crate::diagnostic::{Id, Severity};
use crate::yaml::Node;
use std::collections::BTreeMap;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("conflict/duplicate-release"),
    summary: "a pack that is a layer twice, with one release name",
    severity: Severity::Error,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds an existing pack that is a layer of one profile twice, under two names, when more than one of the layers \
           has no `releaseNameOverride` in its values.",
    why: "Each layer of a pack installs the charts of the pack as Helm releases. Without names of their own the second layer \
          upgrades the releases of the first one, or fails.",
    example: include_str!("../../../../tests/rules/conflict/duplicate-release/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/conflict/duplicate-release/good/profile.yaml"),
    reference: "https://docs.spectrocloud.com/profiles/cluster-profiles/create-cluster-profiles/create-addon-profile/",
    looks_at: Scope::Cluster(check),
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    let mut packs: BTreeMap<_, Vec<&Layer>> = BTreeMap::new();
    for layer in context.index.layers().filter(|layer| installs_under_one_name(layer)) {
        // The layers of one profile are declared in one file.
        let profile = context.sources.in_file(layer.span).source;
        packs.entry((profile, layer.pack.as_deref())).or_default().push(layer);
    }
    for ((_, pack), layers) in packs {
        let [first, others @ ..] = &layers[..] else { continue };
        // Two layers of one name are found by another rule.
        let second = others.iter().find(|layer| layer.name_in_palette() != first.name_in_palette());
        let (Some(second), Some(pack)) = (second, pack) else { continue };
        let message = format!("pack `{pack}` is a layer twice, with one release name");
        let help = "give one a `releaseNameOverride` and a `namespace` below `pack` in its values";
        emit.push(Finding::new(second.place(), message).label(first.place(), "first here").help(help));
    }
}

/// Says whether a layer is an existing pack whose releases have no names of their own. Values that are partly known may
/// give them some.
fn installs_under_one_name(layer: &Layer) -> bool {
    let names = |values: &Node| Some(values.at(["pack", "releaseNameOverride"])?.as_mapping()?.entries.is_empty());
    let is_existing = matches!(layer.source, LayerSource::Referenced | LayerSource::Exported) && layer.pack.is_some();
    is_existing
        && match &layer.values {
            Known::Nothing => true,
            Known::Partly(_) => false,
            Known::Wholly(values) => names(values).unwrap_or(true),
        }
}
