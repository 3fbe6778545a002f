//! Container images: their names, the places where Kubernetes objects name them, and where they are pulled from.

mod mirror;
mod reference;
mod uses;

pub use mirror::{ImageSource, Redirect};
pub(crate) use uses::ImageUse;

pub(crate) use mirror::{host_and_base, pair};
pub(crate) use reference::{as_path, canonical, check, image_name, is_below, is_host};
pub(crate) use uses::{Puller, uses};
