//! Container images: their names, and the places where Kubernetes objects name them.

mod reference;
mod uses;

pub use reference::{canonical, image_path, is_below};
pub use uses::{ImageUse, Puller, uses};
