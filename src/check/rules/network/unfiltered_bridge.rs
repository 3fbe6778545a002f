//! A network with VLANs is on a bridge that no filter prepares.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::components::networks::{Attachment, attachments};
use crate::components::vlan_filters::{VlanFilter, may_be_filtered, vlan_filters};
use crate::diagnostic::{Id, Severity};
use std::collections::BTreeMap;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("network/unfiltered-bridge"),
    summary: "a network with VLANs on a bridge that no filter prepares",
    severity: Severity::Note,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds attachments of the plugin bridge with vlan or vlanTrunk on a bridge that no layer filters: neither our \
           Multus pack (vlanFiltering) nor the vendor's pack. What the nodes do themselves is not known here.",
    why: "The plugin sets VLANs on the machine's port, and switches filtering on only where it makes the bridge itself. On \
           a bridge of the node without vlan_filtering 1 the kernel takes no notice of VLANs: the machine is in the \
           untagged network, and nothing reports it. With filtering, the uplink must carry the VLANs. Beside filters for \
           other bridges, the name of the bridge is often a slip.",
    example: include_str!("../../../../tests/rules/network/unfiltered-bridge/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/network/unfiltered-bridge/good/profile.yaml"),
    reference: "https://www.cni.dev/plugins/current/main/bridge/",
    looks_at: Scope::Cluster(check),
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    let filters = vlan_filters(context.index);
    let attachments = attachments(context.index);
    let mut bridges: BTreeMap<&str, Vec<&Attachment<'_>>> = BTreeMap::new();
    for attachment in attachments.iter().filter(|attachment| !attachment.vlans().is_empty()) {
        if let Some(bridge) = attachment.bridge().filter(|bridge| !may_be_filtered(context.index, bridge)) {
            bridges.entry(bridge).or_default().push(attachment);
        }
    }
    for (bridge, attachments) in bridges {
        if let [first, others @ ..] = &attachments[..] {
            emit.push(finding(bridge, first, others.len(), filters.first()));
        }
    }
}

fn finding(bridge: &str, attachment: &Attachment<'_>, more: usize, filter: Option<&VlanFilter>) -> Finding {
    let message = format!("network `{}` has VLANs on {bridge}, which no layer filters", attachment.name());
    let mut finding = Finding::new(attachment.place("bridge"), message);
    if more > 0 {
        finding = finding.note(format!("more attachments with VLANs on this bridge: {more}"));
    }
    match filter {
        Some(filter) => finding
            .label(filter.place, format!("this is for {}", filter.bridge))
            .help("correct the name of the bridge, or see to filtering and uplinks on the nodes"),
        None => finding.help("switch `vlanFiltering` of pack `multus` on, unless the nodes filter the bridge already"),
    }
}
