//! Every media type and annotation key that this crate writes or accepts.

/// An OCI image manifest: <https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md>.
pub(crate) const IMAGE_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

/// An OCI image index: <https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md>.
pub(crate) const IMAGE_INDEX: &str = "application/vnd.oci.image.index.v1+json";

/// A Docker image manifest: <https://distribution.github.io/distribution/spec/manifest-v2-2/>.
pub(crate) const DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";

/// A Docker manifest list: <https://distribution.github.io/distribution/spec/manifest-v2-2/#manifest-list>.
pub(crate) const DOCKER_MANIFEST_LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";

/// What a manifest request accepts; registries answer with what they have or with 404 if it is not listed.
pub(crate) const ACCEPTED_MANIFESTS: [&str; 4] = [IMAGE_MANIFEST, IMAGE_INDEX, DOCKER_MANIFEST, DOCKER_MANIFEST_LIST];

/// The file name of a layer: <https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md>.
pub(crate) const TITLE: &str = "org.opencontainers.image.title";

/// When an image was made, as RFC 3339: <https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md>.
pub(crate) const CREATED: &str = "org.opencontainers.image.created";

/// The name of an entry in an image layout: <https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md>.
pub(crate) const REF_NAME: &str = "org.opencontainers.image.ref.name";
