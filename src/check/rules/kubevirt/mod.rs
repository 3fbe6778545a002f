//! `KubeVirt`.

pub(super) mod data_source_pointer;
pub(super) mod inactive_feature_gate;
pub(super) mod uninstall_deletes_vms;
pub(super) mod unknown_feature_gate;
