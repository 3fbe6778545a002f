//! Packs as Palette reads them.

pub(super) mod install_order;
pub(super) mod kubernetes_window;
pub(super) mod missing_dependency;
pub(super) mod missing_readiness;
pub(super) mod undeclared_image;
