//! Kubernetes objects by themselves.

pub(super) mod crd_near_apply_limit;
pub(super) mod crd_without_keep;
