//! Who filters the VLANs of a bridge: our Multus pack, or the vendor's.

use super::networks::VlanRange;
use super::vendor::Vendor;
use crate::cluster::{Index, Layer, Place};
use crate::yaml::{Node, holds_template};

/// The vendor's default for `env.bridgeIF` (<https://docs.spectrocloud.com/vm-management/vmo-pack/vmo-pack-parameters/>).
const VMO_BRIDGE: &str = "br0";

/// What passes the uplinks of a bridge.
#[derive(Clone, Debug)]
pub(crate) struct VlanFilter {
    /// The bridge.
    pub bridge: String,
    /// VLANs that pass.
    pub allowed: Vec<VlanRange>,
    /// The same as it is written.
    pub text: String,
    /// Where that stands.
    pub place: Place,
}

impl VlanFilter {
    /// Returns the first VLAN of a range that does not pass.
    pub(crate) fn first_stopped(&self, (first, last): VlanRange) -> Option<u64> {
        let passes = |vlan: u64| self.allowed.iter().any(|(low, high)| (*low..=*high).contains(&vlan));
        (first..=last.min(4094)).find(|vlan| !passes(*vlan))
    }
}

/// What a layer says of its filter.
#[derive(Clone, Copy)]
struct Section<'a> {
    layer: &'a Layer,
    enabled: Option<&'a Node>,
    bridge: &'a str,
    list: Option<&'a Node>,
}

/// Returns the filters that the layers switch on and whose lists can be read.
pub(crate) fn vlan_filters(index: &Index<'_>) -> Vec<VlanFilter> {
    let sections = index.layers().filter_map(section);
    sections.filter(|section| section.enabled.and_then(Node::as_bool) == Some(true)).filter_map(filter).collect()
}

/// Says whether a layer filters a bridge, or may do so: what a macro of Palette decides, or a pack whose values are not known.
pub(crate) fn may_be_filtered(index: &Index<'_>, bridge: &str) -> bool {
    index.layers().any(|layer| match section(layer) {
        Some(Section { enabled: Some(enabled), bridge: own, .. }) => {
            let is_on = enabled.as_bool() == Some(true) || enabled.as_str().is_some_and(holds_template);
            is_on && (own == bridge || holds_template(own))
        }
        _ => Vendor::of(layer).is_some() && layer.values.get().is_none(),
    })
}

fn section(layer: &Layer) -> Option<Section<'_>> {
    if layer.own_pack_named("multus").is_some() {
        let values = layer.values.get()?.get("vlanFiltering")?;
        let (enabled, list) = (values.get("enabled"), values.get("allowedVlans"));
        return Some(Section { layer, enabled, bridge: values.get("bridge")?.as_str()?, list });
    }
    let values = Vendor::of(layer)?.value("vlanFiltering")?;
    let bridge = values.at(["env", "bridgeIF"]).and_then(Node::as_str).unwrap_or(VMO_BRIDGE);
    Some(Section { layer, enabled: values.get("enabled"), bridge, list: values.at(["env", "allowedVlans"]) })
}

/// Reads the numbers and ranges that pass; `None` where something else is written, such as a macro of Palette.
fn filter(section: Section<'_>) -> Option<VlanFilter> {
    let passing = section.list?;
    let written = match passing.as_sequence() {
        Some(entries) => entries.iter().filter_map(Node::written_text).collect::<Vec<_>>().join(","),
        None => passing.written_text()?.to_owned(),
    };
    let range = |entry: &str| {
        let (first, last) = entry.split_once('-').unwrap_or((entry, entry));
        Some((first.trim().parse().ok()?, last.trim().parse().ok()?))
    };
    let allowed = written.split(',').map(range).collect::<Option<Vec<VlanRange>>>()?;
    let text = written.split(',').map(str::trim).collect::<Vec<_>>().join(", ");
    let place = section.layer.at(passing.span);
    Some(VlanFilter { bridge: section.bridge.to_owned(), allowed, text, place })
}
