//! What is known of the components that share a cluster: their traces in layers, their releases, their settings.
//!
//! Every fact stands here once; rules, `diff` and `explain` ask for it.

pub mod cilium;
pub mod evictions;
pub mod gate_list;
pub(crate) mod gate_state;
pub mod gates;
pub mod kubevirt;
pub mod macros;
pub mod networks;
pub mod owners;
pub mod vendor;
pub mod vlan_filters;
