//! Rules of the family `network`.

pub(super) mod cilium_exclusive;
pub(super) mod cilium_socket_lb;
pub(super) mod exposed_dashboard;
pub(super) mod host_local_ipam;
pub(super) mod unfiltered_bridge;
pub(super) mod vlan_not_allowed;
