//! The feature gates that a cluster lists, wherever they are written.

use super::gates;
use crate::cluster::{Cluster, Layer, image_path};
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

/// Returns every gate that the user's values, or `KubeVirt` resources outside of our packs, list.
pub fn listed(cluster: &Cluster) -> Vec<ListedGate> {
    let own = cluster.layers.iter().find_map(release);
    let judged = cluster.layers.iter().filter_map(|layer| {
        let kubevirt = release(layer).or_else(|| foreign_release(layer)).or(own)?;
        Some(in_layer(layer, kubevirt))
    });
    judged.flatten().collect()
}

/// The release of a `KubeVirt` that is not ours: that of its operator's image, else that of the pack. One that the table
/// of gates does not hold says nothing about them.
fn foreign_release(layer: &Layer) -> Option<Minor> {
    let is_operator = |reference: &str| image_path(reference).rsplit('/').next() == Some("virt-operator");
    let tag = layer.image_uses().filter(|image| image.runs() && is_operator(&image.reference)).find_map(|image| {
        let reference = image.reference.split('@').next().unwrap_or_default();
        minor(reference.rsplit_once(':')?.1)
    });
    let is_pack = layer.pack.as_deref() == Some("kubevirt");
    let pack = || layer.version.as_deref().filter(|_| is_pack).and_then(minor);
    tag.or_else(pack).filter(|found| gates::RELEASES.contains(found))
}

fn minor(version: &str) -> Option<Minor> {
    let mut numbers = version.trim_start_matches('v').split('.');
    format!("{}.{}", numbers.next()?, numbers.next()?).parse().ok()
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
