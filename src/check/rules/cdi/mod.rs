//! CDI.

pub(super) mod kubevirt_pair;
