//! Packs as Palette reads them.

pub(super) mod undeclared_image;
