//! Container images: their names, and the places where Kubernetes objects name them.

mod reference;
mod uses;

pub use reference::{as_path, canonical, check, image_path, is_below, is_host};
pub use uses::{ImageUse, Puller, uses};
