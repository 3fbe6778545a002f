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

/// Returns the filters that the layers switch on and whose lists can be read.
pub fn vlan_filters(cluster: &Cluster) -> Vec<VlanFilter> {
    cluster.layers.iter().filter_map(|layer| ours(layer).or_else(|| vendors(layer))).collect()
}

fn ours(layer: &Layer) -> Option<VlanFilter> {
    layer.component.as_ref().filter(|component| component.pack.as_str() == "multus")?;
    let values = layer.values.as_ref()?.get("vlanFiltering")?;
    let list = enabled(values)?.get("allowedVlans")?;
    let entries: Vec<&str> = list.as_sequence()?.iter().filter_map(text).collect();
    filter(values.get("bridge")?.as_str()?, &entries.join(","), list.span)
}

fn vendors(layer: &Layer) -> Option<VlanFilter> {
    let values = layer.values.as_ref().filter(|_| layer.pack.as_deref() == Some(VMO_PACK))?;
    let values = enabled(values.at(["charts", VMO_PACK, "vlanFiltering"])?)?;
    let list = values.at(["env", "allowedVlans"])?;
    let bridge = values.at(["env", "bridgeIF"]).and_then(Node::as_str).unwrap_or(VMO_BRIDGE);
    filter(bridge, text(list)?, list.span)
}

fn enabled(values: &Node) -> Option<&Node> {
    (values.get("enabled").and_then(Node::as_bool) == Some(true)).then_some(values)
}

/// A number is a text here: `10` and `"10"` are the same VLAN.
fn text(node: &Node) -> Option<&str> {
    if let Value::Scalar(scalar) = &node.value { Some(&scalar.text) } else { None }
}

/// Reads a list of numbers and ranges; `None` where it holds something else, such as a macro of Palette.
fn filter(bridge: &str, text: &str, span: Span) -> Option<VlanFilter> {
    let range = |entry: &str| {
        let (first, last) = entry.split_once('-').unwrap_or((entry, entry));
        Some((first.trim().parse().ok()?, last.trim().parse().ok()?))
    };
    let allowed = text.split(',').map(range).collect::<Option<Vec<VlanRange>>>()?;
    let text = text.split(',').map(str::trim).collect::<Vec<_>>().join(", ");
    Some(VlanFilter { bridge: bridge.to_owned(), allowed, text, span })
}
