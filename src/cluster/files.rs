//! The files of layers that are read as they are: what is in them may not be known, but whether it changes is.

use crate::oci::Digest;
use crate::yaml::Node;
use serde_json::Value;

/// A file of a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerFile {
    /// SHA-256 of its bytes; of a `pack.json`, of all that it says but its version.
    pub digest: String,
    /// Whether the layer's values or objects hold all that it says.
    pub is_read: bool,
}

impl LayerFile {
    /// Hashes the bytes of a file.
    pub(crate) fn of(bytes: impl AsRef<[u8]>, is_read: bool) -> Self {
        Self { digest: Digest::of(bytes).hex(), is_read }
    }

    /// Takes a file of which nothing is known but its digest.
    pub(crate) fn unread(digest: String) -> Self {
        Self { digest, is_read: false }
    }

    /// Hashes the description of a pack. Versions are compared by themselves, and differ where nothing else does.
    pub(crate) fn of_description(root: &Node) -> Self {
        let mut said = root.to_json();
        if let Some(root) = said.as_object_mut() {
            root.remove("version");
        }
        if let Some(annotations) = said.get_mut("annotations").and_then(Value::as_object_mut) {
            annotations.remove("upstreamVersion");
        }
        Self::of(said.to_string(), false)
    }
}
