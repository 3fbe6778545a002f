//! `KubeVirt`.

pub(super) mod inactive_feature_gate;
pub(super) mod kubernetes_window;
pub(super) mod unknown_feature_gate;
