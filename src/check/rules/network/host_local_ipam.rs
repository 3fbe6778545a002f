//! A network whose addresses each node hands out on its own.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::Object;
use crate::components::networks::{DEFINITION, attachments_of};
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("network/host-local-ipam"),
    summary: "addresses that each node hands out on its own",
    severity: Severity::Warning,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds attachments whose address management is host-local.",
    why: "The plugin host-local keeps its addresses in a file of the node, so that two nodes give the same \
           one to two pods or machines of one network. In a network that spans nodes they take traffic from \
           each other; a machine that migrates keeps its address, which its new node gives away again.",
    example: include_str!("../../../../tests/rules/network/host-local-ipam/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/network/host-local-ipam/good/profile.yaml"),
    reference: "https://www.cni.dev/plugins/current/ipam/host-local/",
    looks_at: Scope::Objects(&[DEFINITION], check),
};

fn check(_: &Context<'_>, object: Object<'_>, emit: &mut Emit) {
    for attachment in attachments_of(object) {
        if attachment.address_management() == Some("host-local") {
            let message = format!("every node hands out the same addresses in network `{}`", attachment.name());
            emit.push(
                Finding::new(attachment.place("ipam"), message)
                    .help("leave `ipam` out for machines, which get addresses in the guest, or use `whereabouts`"),
            );
        }
    }
}
