//! A network uses a VLAN that the filter of its bridge stops.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::components::networks::attachments;
use crate::components::vlan_filters::vlan_filters;
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("network/vlan-not-allowed"),
    summary: "a network in a VLAN that the filter of its bridge stops",
    severity: Severity::Warning,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds attachments of the plugin bridge whose VLANs do not pass the VLAN filter of the same bridge: \
           that of our Multus pack (vlanFiltering.allowedVlans), or that of the vendor's pack \
           (vlanFiltering.env.allowedVlans).",
    why: "Machines on one node reach each other, and nobody else: their frames end at the uplink of the \
           bridge. Nothing reports an error; DHCP gets no answer.",
    example: include_str!("../../../../tests/rules/network/vlan-not-allowed/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/network/vlan-not-allowed/good/profile.yaml"),
    reference: "https://docs.spectrocloud.com/vm-management/vmo-pack/vmo-pack-parameters/",
    looks_at: Scope::Cluster(check),
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    let filters = vlan_filters(context.index);
    for attachment in attachments(context.index) {
        for filter in filters.iter().filter(|filter| attachment.bridge() == Some(&filter.bridge)) {
            let stopped = attachment.vlans().into_iter();
            let stopped = stopped.filter_map(|(key, range)| Some((key, filter.first_stopped(range)?)));
            for (key, vlan) in stopped {
                let message = format!("VLAN {vlan} of network `{}` does not pass {}", attachment.name(), filter.bridge);
                let finding = Finding::new(attachment.place(key), message);
                emit.push(
                    finding
                        .label(filter.place, format!("{} pass", filter.text))
                        .help("add the VLAN to the list, or move the network into one that is on it"),
                );
            }
        }
    }
}
