//! Layers that get in each other's way.

pub(super) mod duplicate_component;
pub(super) mod duplicate_crd;
pub(super) mod duplicate_image_target;
pub(super) mod duplicate_layer;
pub(super) mod duplicate_object;
pub(super) mod duplicate_release;
pub(super) mod duplicate_snapshot_controller;
pub(super) mod duplicate_vm_roles;
pub(super) mod shared_namespace;
