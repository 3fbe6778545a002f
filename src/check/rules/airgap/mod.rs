//! Rules of the family `airgap`.

pub(super) mod image_not_mirrored;
pub(super) mod outside_source;
