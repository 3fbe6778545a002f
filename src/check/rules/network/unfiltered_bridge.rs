//! A network with VLANs is on a bridge that no filter prepares.

use crate::check::networks::attachments;
use crate::check::rule::Rule;
use crate::check::vlan_filters::vlan_filters;
use crate::check::{Context, Emit};
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("network/unfiltered-bridge"),
    summary: "a network with VLANs on a bridge that no filter prepares",
    severity: Severity::Note,
    scope: "",
    what: "Finds attachments of the plugin bridge with vlan or vlanTrunk when the cluster has VLAN filters, \
           but none for their bridge.",
    why: "The plugin sets VLANs on the machine's port; that the bridge filters at all, and that its uplink \
           carries the VLANs, is left to the nodes. Often the name of the bridge is a slip.",
    example: include_str!("../../../../tests/rules/network/unfiltered-bridge/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/network/unfiltered-bridge/good/profile.yaml"),
    reference: "https://www.cni.dev/plugins/current/main/bridge/",
    check,
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    let filters = vlan_filters(context.cluster);
    let Some(first) = filters.first() else { return };
    for attachment in attachments(context.cluster) {
        let Some(bridge) = attachment.bridge().filter(|_| !attachment.vlans().is_empty()) else { continue };
        if filters.iter().any(|filter| filter.bridge == bridge) {
            continue;
        }
        let message = format!("network `{}` has VLANs on {bridge}, which no filter prepares", attachment.name());
        let diagnostic = RULE.finding(attachment.place("bridge"), message);
        emit.push(
            diagnostic
                .label(first.span, format!("this is for {}", first.bridge))
                .help("correct the name of the bridge, or see to its uplinks on the nodes"),
        );
    }
}
