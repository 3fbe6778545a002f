//! The feature gates that a cluster lists, wherever they are written.

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

/// The release that a list is judged by when nothing says which one reads it: the newest that is known.
const NEWEST: Minor = Minor { major: 1, minor: 9 };

/// Returns every gate that the user's values, or `KubeVirt` resources outside of our packs, list.
pub fn listed(cluster: &Cluster) -> Vec<ListedGate> {
    let kubevirt = cluster.layers.iter().find_map(release).unwrap_or(NEWEST);
    cluster.layers.iter().flat_map(|layer| in_layer(layer, kubevirt)).collect()
}

fn release(layer: &Layer) -> Option<Minor> {
    let component = layer.component.as_ref().filter(|component| component.pack.as_str() == "kubevirt")?;
    let number = |part: u64| u32::try_from(part).ok();
    Some(Minor { major: number(component.version.major)?, minor: number(component.version.minor)? })
}

fn in_layer(layer: &Layer, kubevirt: Minor) -> Vec<ListedGate> {
    let mut gates = Vec::new();
    if release(layer).is_some() {
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
