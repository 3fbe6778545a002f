//! Image manifests and their exact bytes.

use std::collections::BTreeMap;
use std::io::{self, Read};

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use super::media_type::{DOCKER_MANIFEST, DOCKER_MANIFEST_LIST, IMAGE_INDEX, IMAGE_MANIFEST};
use super::{Blob, Descriptor, Digest};

/// Largest image manifest or index that is read: what the distribution specification asks every registry to take.
pub(super) const MAX_IMAGE_MANIFEST: u64 = 4 << 20;

/// An OCI image manifest, with the fields that this crate writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImageManifest {
    /// Always 2.
    pub(crate) schema_version: u32,
    /// The media type of the image manifest itself; old versions of Nexus insist on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) media_type: Option<String>,
    /// The configuration.
    pub(crate) config: Descriptor,
    /// The content, in order.
    pub(crate) layers: Vec<Descriptor>,
    /// Further facts, sorted by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) annotations: BTreeMap<String, String>,
}

impl ImageManifest {
    /// Writes compact JSON in a fixed order: the same image manifest always has the same digest.
    pub(crate) fn encode(&self) -> EncodedImageManifest {
        let bytes = serde_json::to_vec(self).expect("strings, numbers and maps of strings have a JSON form");
        EncodedImageManifest::new(IMAGE_MANIFEST, bytes)
    }
}

/// Why bytes are not an image manifest or index.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the variants say it")]
pub enum ImageManifestProblem {
    /// Not a JSON object.
    #[error("the image manifest is not valid JSON")]
    Json {
        #[source]
        source: serde_json::Error,
    },
    /// JSON that is something else.
    #[error("a member of the image manifest has another type than it should, or is there twice")]
    Shape,
    /// Two contradicting media types.
    #[error("the image manifest came as `{}` but says that it is `{}`", declared.escape_debug(), found.escape_debug())]
    MediaTypes { declared: String, found: String },
    /// An image manifest and an index in one.
    #[error("the document can be read as an image manifest and as an index")]
    Ambiguous,
    /// Neither a media type nor a known shape.
    #[error("the document is not an image manifest: it has no media type")]
    Unknown,
}

/// The exact bytes of an image manifest or index, with the descriptor that follows from them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodedImageManifest {
    descriptor: Descriptor,
    bytes: Vec<u8>,
}

impl EncodedImageManifest {
    /// Takes bytes that this program made or has checked.
    pub(super) fn new(media_type: impl Into<String>, bytes: Vec<u8>) -> Self {
        let descriptor = Descriptor::new(media_type, Digest::of(&bytes), bytes.len() as u64);
        Self { descriptor, bytes }
    }

    /// Takes bytes of unknown origin, with the media type that came along with them.
    ///
    /// Bytes that two readers could take for two different things are refused ([CVE-2021-41190]).
    ///
    /// [CVE-2021-41190]: https://github.com/opencontainers/distribution-spec/security/advisories/GHSA-mc8v-mgrf-8f4m
    pub fn identify(bytes: Vec<u8>, declared: Option<&str>) -> Result<Self, ImageManifestProblem> {
        let outline: Outline = serde_json::from_slice(&bytes).map_err(|source| match source.classify() {
            // It would quote the bytes.
            serde_json::error::Category::Data => ImageManifestProblem::Shape,
            _ => ImageManifestProblem::Json { source },
        })?;
        let media_type = outline.media_type(declared.and_then(specific))?;
        Ok(Self::new(media_type, bytes))
    }

    /// Returns the descriptor.
    pub fn descriptor(&self) -> &Descriptor {
        &self.descriptor
    }

    /// Returns the bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// A manifest is content like any other, which is how an image layout stores it.
impl Blob for EncodedImageManifest {
    fn digest(&self) -> Digest {
        self.descriptor.digest
    }

    fn size(&self) -> u64 {
        self.descriptor.size
    }

    fn open(&self) -> io::Result<Box<dyn Read + Send + '_>> {
        Ok(Box::new(self.bytes.as_slice()))
    }
}

/// Drops parameters, and media types that say nothing.
fn specific(declared: &str) -> Option<&str> {
    let declared = declared.split(';').next().unwrap_or_default().trim();
    let is_vague = matches!(declared, "" | "application/json" | "application/octet-stream" | "text/plain");
    (!is_vague).then_some(declared)
}

/// The members of a JSON object that tell an image manifest from an index.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Outline {
    media_type: Option<String>,
    manifests: Option<IgnoredAny>,
    config: Option<IgnoredAny>,
    layers: Option<IgnoredAny>,
}

impl Outline {
    fn media_type(self, declared: Option<&str>) -> Result<String, ImageManifestProblem> {
        let is_image = self.config.is_some() || self.layers.is_some();
        if self.manifests.is_some() && is_image {
            return Err(ImageManifestProblem::Ambiguous);
        }
        let implied = match (self.manifests.is_some(), is_image) {
            (true, _) => Some(IMAGE_INDEX),
            (_, true) => Some(IMAGE_MANIFEST),
            _ => None,
        };
        let found = self.media_type.as_deref().or(declared).or(implied).ok_or(ImageManifestProblem::Unknown)?;
        if let Some(declared) = declared.filter(|declared| *declared != found) {
            return Err(ImageManifestProblem::MediaTypes { declared: declared.to_owned(), found: found.to_owned() });
        }
        let contradicts = match found {
            IMAGE_MANIFEST | DOCKER_MANIFEST => implied == Some(IMAGE_INDEX),
            IMAGE_INDEX | DOCKER_MANIFEST_LIST => implied == Some(IMAGE_MANIFEST),
            _ => false,
        };
        if contradicts { Err(ImageManifestProblem::Ambiguous) } else { Ok(found.to_owned()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identify(json: &str, declared: Option<&str>) -> Result<String, ImageManifestProblem> {
        EncodedImageManifest::identify(json.into(), declared).map(|manifest| manifest.descriptor.media_type)
    }

    #[test]
    fn media_type_comes_from_body_header_or_shape() {
        let typed = format!(r#"{{"mediaType":"{IMAGE_MANIFEST}","layers":[]}}"#);
        assert_eq!(identify(&typed, None).unwrap(), IMAGE_MANIFEST);
        assert_eq!(identify(&typed, Some(&format!("{IMAGE_MANIFEST}; charset=utf-8"))).unwrap(), IMAGE_MANIFEST);
        assert_eq!(identify(&typed, Some("application/json")).unwrap(), IMAGE_MANIFEST);
        assert_eq!(identify(r#"{"layers":[]}"#, Some(DOCKER_MANIFEST)).unwrap(), DOCKER_MANIFEST);
        assert_eq!(identify(r#"{"manifests":[]}"#, None).unwrap(), IMAGE_INDEX);
        assert_eq!(identify("{}", Some("application/x-new")).unwrap(), "application/x-new");
    }

    #[test]
    fn confusing_bytes_are_refused() {
        let index = format!(r#"{{"mediaType":"{IMAGE_INDEX}","manifests":[]}}"#);
        assert!(matches!(identify(&index, Some(IMAGE_MANIFEST)), Err(ImageManifestProblem::MediaTypes { .. })));
        assert!(matches!(identify(r#"{"manifests":[],"layers":[]}"#, None), Err(ImageManifestProblem::Ambiguous)));
        assert!(matches!(identify(r#"{"manifests":[]}"#, Some(IMAGE_MANIFEST)), Err(ImageManifestProblem::Ambiguous)));
        assert!(matches!(identify(r#"{"layers":[]}"#, Some(IMAGE_INDEX)), Err(ImageManifestProblem::Ambiguous)));
        assert!(matches!(identify("{}", None), Err(ImageManifestProblem::Unknown)));
        assert!(matches!(identify("<html>", None), Err(ImageManifestProblem::Json { .. })));
        let twice = r#"{"mediaType":"a","mediaType":"b"}"#;
        assert!(matches!(identify(twice, None), Err(ImageManifestProblem::Shape)));
    }
}
