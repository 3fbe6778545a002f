//! What the layers take the place of.

pub(super) mod downgrade;
pub(super) mod kubevirt_skips_minor;
pub(super) mod stored_crd_version_dropped;
