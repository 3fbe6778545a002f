//! The feature gates that a cluster lists, wherever they are written.

use super::gates;
use super::kubevirt::KubeVirt;
use crate::cluster::{Cluster, Layer};
use crate::profile::Minor;
use crate::source::Span;
use crate::yaml::Node;

/// A feature gate in a list.
#[derive(Clone, Debug)]
pub struct ListedGate {
    /// Its name.
    pub name: String,
    /// Its place.
    pub span: Span,
    /// Whether the list switches gates off.
    pub disables: bool,
    /// The KubeVirt release that reads it.
    pub kubevirt: Minor,
}

/// Returns every gate that the user's values, or `KubeVirt` resources outside of our packs, list. A release that the table
/// of gates does not hold says nothing about them.
pub fn listed(cluster: &Cluster) -> Vec<ListedGate> {
    let is_ours = |layer: &Layer| layer.component.is_some();
    let known = |layer: &Layer| {
        let minor = KubeVirt::of(layer).map(|kubevirt| kubevirt.minor);
        minor.filter(|minor| is_ours(layer) || gates::RELEASES.contains(minor))
    };
    let own = cluster.layers.iter().filter(|layer| is_ours(layer)).find_map(known);
    let judged = cluster.layers.iter().filter_map(|layer| {
        let kubevirt = known(layer).or(own)?;
        Some(in_layer(layer, kubevirt))
    });
    judged.flatten().collect()
}

fn in_layer(layer: &Layer, kubevirt: Minor) -> Vec<ListedGate> {
    let mut gates = Vec::new();
    if layer.component.as_ref().is_some_and(|component| component.pack.as_str() == "kubevirt") {
        // What our own template adds is right for the release; the user's part is in the values.
        push(layer.values.as_ref(), "featureGates", false, kubevirt, &mut gates);
        push(layer.values.as_ref(), "disabledFeatureGates", true, kubevirt, &mut gates);
        return gates;
    }
    for manifest in layer.manifests.iter().filter(|manifest| manifest.is("kubevirt.io", "KubeVirt")) {
        let developer = manifest.at(["spec", "configuration", "developerConfiguration"]);
        push(developer, "featureGates", false, kubevirt, &mut gates);
        push(developer, "disabledFeatureGates", true, kubevirt, &mut gates);
    }
    gates
}

fn push(parent: Option<&Node>, key: &str, disables: bool, kubevirt: Minor, gates: &mut Vec<ListedGate>) {
    let items = parent.map(|parent| parent.items(key)).unwrap_or_default();
    gates.extend(items.iter().filter_map(|item| {
        let name = item.as_str()?.to_owned();
        Some(ListedGate { name, span: item.span, disables, kubevirt })
    }));
}
