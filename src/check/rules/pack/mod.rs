//! Packs as Palette reads them.

pub(super) mod kubernetes_window;
pub(super) mod undeclared_image;
