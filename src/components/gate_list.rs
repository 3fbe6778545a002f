//! The feature gates that a cluster lists, wherever they are written.

use super::gates;
use super::kubevirt::KubeVirt;
use crate::cluster::{Index, Layer, Place};
use crate::profile::Minor;
use crate::yaml::Node;

/// A feature gate in a list.
#[derive(Clone, Debug)]
pub(crate) struct ListedGate {
    /// Its name.
    pub name: String,
    /// Its place.
    pub place: Place,
    /// Whether the list switches gates off.
    pub disables: bool,
    /// The KubeVirt release that reads it.
    pub kubevirt: Minor,
}

/// Returns every gate that the user's values, or `KubeVirt` resources outside of our packs, list. A release that the table
/// of gates does not hold says nothing about them.
pub(crate) fn listed(index: &Index<'_>) -> Vec<ListedGate> {
    let is_ours = |layer: &Layer| layer.own_pack().is_some();
    let known = |layer: &Layer| {
        let minor = KubeVirt::of(layer).map(|kubevirt| kubevirt.minor);
        minor.filter(|minor| is_ours(layer) || gates::RELEASES.contains(minor))
    };
    let own = index.layers().filter(|layer| is_ours(layer)).find_map(known);
    let judged = index.layers().filter_map(|layer| {
        let kubevirt = known(layer).or(own)?;
        Some(in_layer(layer, kubevirt))
    });
    judged.flatten().collect()
}

fn in_layer(layer: &Layer, kubevirt: Minor) -> Vec<ListedGate> {
    let mut gates = Vec::new();
    if layer.own_pack_named("kubevirt").is_some() {
        // What our own template adds is right for the release; the user's part is in the values.
        push(layer, layer.values.get(), "featureGates", false, kubevirt, &mut gates);
        push(layer, layer.values.get(), "disabledFeatureGates", true, kubevirt, &mut gates);
        return gates;
    }
    for manifest in layer.manifests().iter().filter(|manifest| manifest.is("kubevirt.io", "KubeVirt")) {
        let developer = manifest.at(["spec", "configuration", "developerConfiguration"]);
        push(layer, developer, "featureGates", false, kubevirt, &mut gates);
        push(layer, developer, "disabledFeatureGates", true, kubevirt, &mut gates);
    }
    gates
}

fn push(layer: &Layer, parent: Option<&Node>, key: &str, disables: bool, kubevirt: Minor, gates: &mut Vec<ListedGate>) {
    let items = parent.map(|parent| parent.items(key)).unwrap_or_default();
    gates.extend(items.iter().filter_map(|item| {
        let name = item.as_str()?.to_owned();
        Some(ListedGate { name, place: layer.at(item.span), disables, kubevirt })
    }));
}
