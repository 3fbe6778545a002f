//! A pack as Palette reads it from a registry.

use super::media_type::{CREATED, IMAGE_MANIFEST, PACK_CONFIG, PACK_LAYER, TITLE};
use super::{
    Blob, Created, Descriptor, EncodedManifest, ImageManifest, MemoryBlob, NameError, PACK_PATH, Repository, Tag,
};

/// The configuration of every pack.
const CONFIG: &[u8] = b"{}";

/// A pack archive with its configuration and image manifest, ready to be pushed.
///
/// Palette reads OCI 1.0 image manifests as ORAS 1.0.0 writes them: no `artifactType`, a configuration of an unknown
/// type, and one layer with the file name of the archive as its title. The same archive always gives the same bytes.
pub struct PackArtifact {
    repository: Repository,
    tag: Tag,
    config: MemoryBlob,
    archive: Box<dyn Blob>,
    manifest: EncodedManifest,
}

impl PackArtifact {
    /// Describes the archive of a pack below a base content path.
    pub fn new(
        base: Option<&Repository>,
        name: &str,
        version: &str,
        archive: Box<dyn Blob>,
        created: Created,
    ) -> Result<Self, NameError> {
        let repository = repository(base, name)?;
        let tag = Tag::new(version)?;
        let config = MemoryBlob::new(CONFIG);
        let title = format!("{name}-{version}.tar.gz");
        let manifest = ImageManifest {
            schema_version: 2,
            media_type: Some(IMAGE_MANIFEST.to_owned()),
            config: config.describe(PACK_CONFIG),
            layers: vec![archive.describe(PACK_LAYER).annotated(TITLE, title)],
            annotations: [(CREATED.to_owned(), created.to_string())].into(),
        };
        Ok(Self { repository, tag, config, archive, manifest: manifest.encode() })
    }

    /// Returns where the pack goes: one repository for each name.
    pub fn repository(&self) -> &Repository {
        &self.repository
    }

    /// Returns the tag, which is the version of the pack.
    pub fn tag(&self) -> &Tag {
        &self.tag
    }

    /// Returns the image manifest, whose digest is the pack's.
    pub fn manifest(&self) -> &EncodedManifest {
        &self.manifest
    }

    /// Returns everything that the image manifest refers to.
    pub(super) fn blobs(&self) -> [(Descriptor, &dyn Blob); 2] {
        [(self.config.describe(PACK_CONFIG), &self.config), (self.archive.describe(PACK_LAYER), &*self.archive)]
    }
}

fn repository(base: Option<&Repository>, name: &str) -> Result<Repository, NameError> {
    if name.contains('/') {
        return Err(NameError::Repository { text: name.to_owned() });
    }
    let path = format!("{PACK_PATH}/{name}");
    base.map_or_else(|| Repository::new(&path), |base| base.join(&path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn artifact(base: Option<&str>, name: &str, version: &str) -> Result<PackArtifact, NameError> {
        let base = base.map(|base| Repository::new(base).unwrap());
        let archive = Box::new(MemoryBlob::new(*b"archive"));
        PackArtifact::new(base.as_ref(), name, version, archive, Created::default())
    }

    #[test]
    fn image_manifest_is_the_one_of_oras_1_0() {
        let artifact = artifact(Some("team"), "vmo-kubevirt", "1.8.4-1").unwrap();
        assert_eq!(artifact.repository().as_str(), "team/spectro-packs/archive/vmo-kubevirt");
        assert_eq!(artifact.tag().as_str(), "1.8.4-1");
        let text = String::from_utf8(artifact.manifest().bytes().to_vec()).unwrap();
        insta::assert_snapshot!(text.replace(",\"", ",\n\""), @r#"
        {"schemaVersion":2,
        "mediaType":"application/vnd.oci.image.manifest.v1+json",
        "config":{"mediaType":"application/vnd.unknown.config.v1+json",
        "digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
        "size":2},
        "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar",
        "digest":"sha256:0eb3e36bfb24dcd9bb1d1bece1531216b59539a8fde17ee80224af0653c92aa3",
        "size":7,
        "annotations":{"org.opencontainers.image.title":"vmo-kubevirt-1.8.4-1.tar.gz"}}],
        "annotations":{"org.opencontainers.image.created":"1970-01-01T00:00:00Z"}}
        "#);
    }

    #[test]
    fn names_and_versions_are_checked() {
        assert_eq!(artifact(None, "cdi", "1.0.0").unwrap().repository().as_str(), "spectro-packs/archive/cdi");
        assert!(artifact(None, "a/b", "1.0.0").is_err());
        assert!(artifact(None, "", "1.0.0").is_err());
        assert!(artifact(None, "..", "1.0.0").is_err());
        assert!(artifact(None, "cdi", "1.0.0+1").is_err());
    }
}
