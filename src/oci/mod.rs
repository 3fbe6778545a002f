//! OCI registries: where artifacts of any kind are pushed to and read from.
//!
//! [`Registry`] has two implementations, [`Layout`] (a directory) and [`Remote`] (an HTTP server), which behave alike:
//! what they give back was checked against its digest, and a tag is written after everything that it leads to.

mod artifact;
mod blob;
mod descriptor;
mod digest;
mod error;
mod events;
mod hint;
mod host;
mod image_manifest;
mod layout;
pub(crate) mod media_type;
mod name_error;
mod push;
mod reference;
mod remote;
mod verified;

use std::io::Read;

pub use artifact::Artifact;
pub(crate) use artifact::DescribedBlob;
pub use blob::{Blob, FileBlob, MemoryBlob};
pub use descriptor::Descriptor;
pub use digest::Digest;
pub(crate) use digest::HashingWriter;
pub use error::Error;
pub use events::Events;
pub use hint::Hint;
pub use host::Host;
pub use image_manifest::{EncodedImageManifest, ImageManifestProblem};
use image_manifest::{ImageManifest, MAX_IMAGE_MANIFEST};
pub use layout::{Layout, LayoutProblem};
pub use name_error::NameError;
pub use push::{PushOptions, PushOutcome, is_tagged, push};
pub use reference::{Reference, Repository, Tag, TagUpdate};
pub use remote::{
    AnswerProblem, ConnectionProblem, Credential, CredentialFiles, CredentialProblem, Credentials, Detail,
    LoginProblem, RedirectProblem, Refusal, Remote, RemoteOptions, RemoteProblem, Secret, Timeouts, Transport,
};
pub use verified::{Corrupt, Verified};

/// The content of a blob, checked while it is read.
pub(crate) type BlobReader<'a> = Verified<Box<dyn Read + Send + 'a>>;

/// Anything that keeps blobs and manifests in repositories under tags.
///
/// Shared by threads: blobs of one push can be sent at the same time.
pub trait Registry: Send + Sync {
    /// Tells whether a blob is there; one of another size is not, and neither is one that is known to be damaged.
    fn has_blob(&self, repository: &Repository, blob: &Descriptor) -> Result<bool, Error>;

    /// Stores a blob; to store what is there already is no error.
    fn put_blob(&self, repository: &Repository, blob: &dyn Blob) -> Result<(), Error>;

    /// Opens a blob.
    fn get_blob(&self, repository: &Repository, blob: &Descriptor) -> Result<BlobReader<'_>, Error>;

    /// Fetches an image manifest or index with its exact bytes.
    ///
    /// The bytes are at most 4 MiB long, have the digest that was asked for, and cannot be taken for two
    /// different things.
    fn get_manifest(&self, repository: &Repository, reference: &Reference) -> Result<EncodedImageManifest, Error>;

    /// Stores an image manifest or index, and points the tag to it if there is one.
    fn put_manifest(
        &self,
        repository: &Repository,
        manifest: &EncodedImageManifest,
        tag: Option<TagUpdate<'_>>,
    ) -> Result<(), Error>;

    /// Lists the tags of a repository, sorted.
    fn tags(&self, repository: &Repository) -> Result<Vec<Tag>, Error>;

    /// Names a repository for messages.
    fn describe(&self, repository: &Repository) -> String;

    /// Finds out what a tag points to, if it exists.
    fn resolve(&self, repository: &Repository, tag: &Tag) -> Result<Option<Descriptor>, Error> {
        match self.get_manifest(repository, &tag.clone().into()) {
            Ok(manifest) => Ok(Some(manifest.descriptor().clone())),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads a blob back and tells whether it is there; one with other content is an error.
    fn confirm_blob(&self, repository: &Repository, blob: &Descriptor) -> Result<bool, Error>;
}
