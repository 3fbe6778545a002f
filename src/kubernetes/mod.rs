//! Kubernetes objects, and what the API server makes of them.

mod crd;
mod object;
pub(crate) mod quantity;
pub(crate) mod structural_schema;

pub use crd::Crd;
pub use object::{Manifest, ObjectId, read_manifests};

pub(crate) use object::from_documents;
