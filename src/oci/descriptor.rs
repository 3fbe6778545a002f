//! Descriptors.
//!
//! They and image manifests are types of our own and not those of `oci-spec`: that crate keeps annotations in a
//! `HashMap`, so the same image manifest gets another digest on every run, and it drops the fields that it does not know.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Digest;

/// Names content by media type, digest and size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    /// What the content is.
    pub media_type: String,
    /// The digest of the content.
    pub digest: Digest,
    /// The size of the content in bytes.
    pub size: u64,
    /// Further facts, sorted by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
}

impl Descriptor {
    /// Makes a descriptor without annotations.
    pub fn new(media_type: impl Into<String>, digest: Digest, size: u64) -> Self {
        Self { media_type: media_type.into(), digest, size, annotations: BTreeMap::new() }
    }
}
