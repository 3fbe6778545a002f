//! Kubernetes objects by themselves.

pub(super) mod crd_near_apply_limit;
pub(super) mod crd_without_keep;
pub(super) mod custom_resource_schema;
pub(super) mod requests_above_limits;
