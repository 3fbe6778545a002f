//! Anything that can be pushed: an image manifest with a tag, and the blobs that it refers to.

use std::collections::BTreeMap;

use super::media_type::IMAGE_MANIFEST;
use super::{Blob, Descriptor, EncodedImageManifest, ImageManifest, Repository, Tag};

/// A blob with the descriptor that an image manifest names it by.
pub(crate) struct DescribedBlob {
    pub(super) descriptor: Descriptor,
    pub(super) blob: Box<dyn Blob>,
}

impl DescribedBlob {
    /// Describes a blob as content of a media type.
    pub(crate) fn new(media_type: &str, blob: Box<dyn Blob>) -> Self {
        Self { descriptor: blob.describe(media_type), blob }
    }

    /// Adds an annotation to the descriptor.
    pub(crate) fn annotated(mut self, key: &str, value: impl Into<String>) -> Self {
        self.descriptor.annotations.insert(key.to_owned(), value.into());
        self
    }
}

/// An image manifest, its blobs, and where they go, ready to be pushed.
pub struct Artifact {
    repository: Repository,
    tag: Tag,
    blobs: Vec<DescribedBlob>,
    manifest: EncodedImageManifest,
}

impl Artifact {
    /// Makes the image manifest of a configuration and layers. The same content always gives the same bytes.
    pub(crate) fn new(
        repository: Repository,
        tag: Tag,
        config: DescribedBlob,
        layers: Vec<DescribedBlob>,
        annotations: BTreeMap<String, String>,
    ) -> Self {
        let manifest = ImageManifest {
            schema_version: 2,
            media_type: Some(IMAGE_MANIFEST.to_owned()),
            config: config.descriptor.clone(),
            layers: layers.iter().map(|layer| layer.descriptor.clone()).collect(),
            annotations,
        };
        let blobs = std::iter::once(config).chain(layers).collect();
        Self { repository, tag, blobs: without_repetitions(blobs), manifest: manifest.encode() }
    }

    /// Returns the repository that it goes to.
    pub fn repository(&self) -> &Repository {
        &self.repository
    }

    /// Returns the tag that it gets.
    pub fn tag(&self) -> &Tag {
        &self.tag
    }

    /// Returns the image manifest, whose digest is the artifact's.
    pub fn manifest(&self) -> &EncodedImageManifest {
        &self.manifest
    }

    /// Returns what the image manifest refers to, each blob once.
    pub(super) fn blobs(&self) -> &[DescribedBlob] {
        &self.blobs
    }
}

/// Keeps one of several equal blobs: an image may use the same layer twice.
fn without_repetitions(blobs: Vec<DescribedBlob>) -> Vec<DescribedBlob> {
    let mut kept: Vec<DescribedBlob> = Vec::new();
    for content in blobs {
        if !kept.iter().any(|other| other.descriptor.digest == content.descriptor.digest) {
            kept.push(content);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::super::{Layout, MemoryBlob, PushOptions, PushOutcome, Registry, push};
    use super::*;

    fn content(bytes: &'static [u8]) -> DescribedBlob {
        DescribedBlob::new("application/vnd.example", Box::new(MemoryBlob::new(bytes)))
    }

    #[test]
    fn an_artifact_of_any_number_of_layers_is_pushed() {
        let directory = tempfile::tempdir().unwrap();
        let layout = Layout::new(directory.path()).unwrap();
        let (repository, tag) = (Repository::new("team/image").unwrap(), Tag::new("1").unwrap());
        let layers = vec![content(b"first").annotated("key", "value"), content(b"second"), content(b"first")];
        let artifact = Artifact::new(repository.clone(), tag.clone(), content(b"{}"), layers, BTreeMap::new());

        let outcome = push(&layout, &artifact, PushOptions::default(), &()).unwrap();
        assert_eq!(outcome, PushOutcome::Pushed { bytes: 2 + 5 + 6 });
        let found = layout.get_manifest(&repository, &tag.into()).unwrap();
        let manifest: ImageManifest = serde_json::from_slice(found.bytes()).unwrap();
        assert_eq!(manifest.layers.len(), 3);
        assert_eq!(manifest.layers[0].annotations["key"], "value");
        assert_eq!(push(&layout, &artifact, PushOptions::default(), &()).unwrap(), PushOutcome::AlreadyThere);
    }
}
