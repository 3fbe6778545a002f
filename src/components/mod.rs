//! What is known of the components that share a cluster: their traces in layers, their releases, their settings.
//!
//! Every fact stands here once; rules, `diff` and `explain` ask for it.

pub(crate) mod cilium;
pub(crate) mod evictions;
pub(crate) mod gate_list;
pub(crate) mod gate_state;
pub mod gates;
pub(crate) mod kubevirt;
pub(crate) mod networks;
pub(crate) mod owners;
pub(crate) mod vendor;
pub(crate) mod vendor_keys;
pub(crate) mod vlan_filters;
