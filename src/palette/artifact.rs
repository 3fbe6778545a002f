//! A pack as Palette reads it from a registry.

use std::collections::BTreeMap;

use super::target::PACK_PATH;
use crate::oci::media_type::{CREATED, TITLE};
use crate::oci::{Artifact, Blob, DescribedBlob, MemoryBlob, NameError, Repository, Tag};

/// The configuration of every pack.
const CONFIG: &[u8] = b"{}";

/// The media type of that configuration.
///
/// ORAS 1.0.0, the version that Palette's documentation demands, writes this type for an artifact without a type of its
/// own: <https://github.com/oras-project/oras-go/blob/v2.0.0/pack.go>.
const CONFIG_TYPE: &str = "application/vnd.unknown.config.v1+json";

/// The media type of an archive. It is gzip all the same: ORAS does not look into the file, and Palette expects this
/// type: <https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md>.
const ARCHIVE_TYPE: &str = "application/vnd.oci.image.layer.v1.tar";

/// When every pack was made, as its image manifest says: the same archive always gets the same digest.
const CREATED_AT: &str = "1970-01-01T00:00:00Z";

/// Describes the archive of a pack below a base content path, ready to be pushed.
///
/// Palette reads OCI 1.0 image manifests as ORAS 1.0.0 writes them: no `artifactType`, a configuration of an unknown
/// type, and one layer with the file name of the archive as its title.
///
/// # Errors
/// Fails when the name or the version cannot be a part of a repository name or a tag.
pub fn pack_artifact(
    base: Option<&Repository>,
    name: &str,
    version: &str,
    archive: Box<dyn Blob>,
) -> Result<Artifact, NameError> {
    let repository = repository(base, name)?;
    let tag = Tag::new(version)?;
    let config = DescribedBlob::new(CONFIG_TYPE, Box::new(MemoryBlob::new(CONFIG)));
    let archive = DescribedBlob::new(ARCHIVE_TYPE, archive).annotated(TITLE, format!("{name}-{version}.tar.gz"));
    let annotations = BTreeMap::from([(CREATED.to_owned(), CREATED_AT.to_owned())]);
    Ok(Artifact::new(repository, tag, config, vec![archive], annotations))
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

    fn artifact(base: Option<&str>, name: &str, version: &str) -> Result<Artifact, NameError> {
        let base = base.map(|base| Repository::new(base).unwrap());
        pack_artifact(base.as_ref(), name, version, Box::new(MemoryBlob::new(*b"archive")))
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
