//! Kubernetes objects, and what the API server makes of them.

mod crd;
mod object;
pub(crate) mod quantity;
pub(crate) mod structural_schema;

pub(crate) use crd::Crd;
pub(crate) use object::read_manifests;
pub use object::{Manifest, ObjectId};

pub(crate) use object::from_documents;
