//! Who filters the VLANs of a bridge: our Multus pack, or the vendor's.

use super::networks::VlanRange;
use crate::cluster::{Cluster, Layer};
use crate::source::Span;
use crate::yaml::{Node, Value};

/// Where the vendor's pack has its filter (<https://docs.spectrocloud.com/vm-management/vmo-pack/vmo-pack-parameters/>).
const VMO_PACK: &str = "virtual-machine-orchestrator";
/// The vendor's default for `env.bridgeIF`.
const VMO_BRIDGE: &str = "br0";

/// What passes the uplinks of a bridge.
#[derive(Clone, Debug)]
pub struct VlanFilter {
    /// The bridge.
    pub bridge: String,
    /// VLANs that pass.
    pub allowed: Vec<VlanRange>,
    /// The same as it is written.
    pub text: String,
    /// Where that stands.
    pub span: Span,
}

impl VlanFilter {
    /// Returns the first VLAN of a range that does not pass.
    pub fn first_stopped(&self, (first, last): VlanRange) -> Option<u64> {
        let passes = |vlan: u64| self.allowed.iter().any(|(low, high)| (*low..=*high).contains(&vlan));
        (first..=last.min(4094)).find(|vlan| !passes(*vlan))
    }
}

/// What a layer says of its filter.
#[derive(Clone, Copy)]
struct Section<'a> {
    enabled: Option<&'a Node>,
    bridge: &'a str,
    list: Option<&'a Node>,
}

/// Returns the filters that the layers switch on and whose lists can be read.
pub fn vlan_filters(cluster: &Cluster) -> Vec<VlanFilter> {
    let sections = cluster.layers.iter().filter_map(section);
    sections.filter(|section| section.enabled.and_then(Node::as_bool) == Some(true)).filter_map(filter).collect()
}

/// Says whether a layer filters a bridge, or may do so: what a macro of Palette decides, or a pack whose values are not known.
pub fn may_be_filtered(cluster: &Cluster, bridge: &str) -> bool {
    let macro_in = |text: &str| text.contains("{{");
    cluster.layers.iter().any(|layer| match section(layer) {
        Some(Section { enabled: Some(enabled), bridge: own, .. }) => {
            let is_on = enabled.as_bool() == Some(true) || enabled.as_str().is_some_and(macro_in);
            is_on && (own == bridge || macro_in(own))
        }
        _ => layer.pack.as_deref() == Some(VMO_PACK) && layer.values.is_none(),
    })
}

fn section(layer: &Layer) -> Option<Section<'_>> {
    let values = layer.values.as_ref()?;
    if layer.component.as_ref().is_some_and(|component| component.pack.as_str() == "multus") {
        let values = values.get("vlanFiltering")?;
        let (enabled, list) = (values.get("enabled"), values.get("allowedVlans"));
        return Some(Section { enabled, bridge: values.get("bridge")?.as_str()?, list });
    }
    let values =
        values.at(["charts", VMO_PACK, "vlanFiltering"]).filter(|_| layer.pack.as_deref() == Some(VMO_PACK))?;
    let bridge = values.at(["env", "bridgeIF"]).and_then(Node::as_str).unwrap_or(VMO_BRIDGE);
    Some(Section { enabled: values.get("enabled"), bridge, list: values.at(["env", "allowedVlans"]) })
}

/// A number is a text here: `10` and `"10"` are the same VLAN.
fn text(node: &Node) -> Option<&str> {
    if let Value::Scalar(scalar) = &node.value { Some(&scalar.text) } else { None }
}

/// Reads the numbers and ranges that pass; `None` where something else is written, such as a macro of Palette.
fn filter(section: Section<'_>) -> Option<VlanFilter> {
    let passing = section.list?;
    let written = match passing.as_sequence() {
        Some(entries) => entries.iter().filter_map(text).collect::<Vec<_>>().join(","),
        None => text(passing)?.to_owned(),
    };
    let range = |entry: &str| {
        let (first, last) = entry.split_once('-').unwrap_or((entry, entry));
        Some((first.trim().parse().ok()?, last.trim().parse().ok()?))
    };
    let allowed = written.split(',').map(range).collect::<Option<Vec<VlanRange>>>()?;
    let text = written.split(',').map(str::trim).collect::<Vec<_>>().join(", ");
    Some(VlanFilter { bridge: section.bridge.to_owned(), allowed, text, span: passing.span })
}
