//! Everything that can go wrong with registries. What to do next is in [`Error::hint`].

use std::io;
use std::path::PathBuf;

use super::{Digest, Failure, Host, Repository};

/// An operation on a registry that failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A name or digest is malformed.
    #[error(transparent)]
    Name(#[from] NameError),
    /// Content is not what its digest and size say.
    #[error("{place} is damaged or was tampered with")]
    Corrupt {
        /// Where the content came from.
        place: String,
        /// What is different.
        #[source]
        corrupt: Corrupt,
    },
    /// A file that was to be pushed cannot be read.
    #[error(transparent)]
    Read {
        /// The cause, which names the file.
        source: io::Error,
    },
    /// An image-layout directory cannot be used.
    #[error("cannot use the image layout `{directory}`")]
    Layout {
        /// The directory.
        directory: PathBuf,
        /// The cause.
        #[source]
        problem: LayoutProblem,
    },
    /// A remote registry cannot be used.
    #[error("cannot {action} `{}`", place(host, repository.as_ref()))]
    Remote {
        /// What was tried.
        action: Action,
        /// The registry.
        host: Host,
        /// The repository, if it was about one.
        repository: Option<Repository>,
        /// The cause.
        #[source]
        failure: Box<Failure>,
    },
    /// A manifest or blob does not exist.
    #[error("{place} does not exist")]
    NotFound {
        /// The name of what is missing, with its registry.
        place: String,
    },
    /// A tag exists with other content and may not be overwritten.
    #[error("`{place}` exists already with other content ({found}, not {expected})")]
    TagTaken {
        /// The name of the tag, with its repository.
        place: String,
        /// What was to be pushed.
        expected: Digest,
        /// What is there.
        found: Digest,
    },
    /// A push went through, but its result is not there.
    #[error("the registry took `{place}` but does not give back what was pushed")]
    PushLost {
        /// The name of the tag, with its repository.
        place: String,
    },
}

/// What was tried with a remote registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Action {
    /// Setting up the connection.
    Connect,
    /// Reading tags, manifests or blobs.
    Read,
    /// Writing blobs.
    PushBlob,
    /// Writing manifests and tags.
    PushManifest,
}

impl std::fmt::Display for Action {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Connect => "connect to",
            Self::Read => "read from",
            Self::PushBlob => "push a blob to",
            Self::PushManifest => "push a manifest to",
        })
    }
}

pub(super) fn place(host: &Host, repository: Option<&Repository>) -> String {
    repository.map_or_else(|| host.to_string(), |repository| format!("{host}/{repository}"))
}

/// A name that breaks its grammar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are the parts of the text that was given")]
pub enum NameError {
    /// Not a SHA-256 digest.
    #[error("`{}` is not a digest: expected `sha256:` and 64 lower-case hexadecimal digits", text.escape_debug())]
    Digest { text: String },
    /// Not a repository name.
    #[error("`{}` is not a repository name: lower-case letters and digits, with single `.`, `_`, `__` or `-` between them, in parts separated by `/`", text.escape_debug())]
    Repository { text: String },
    /// Not a tag.
    #[error("`{}` is not a tag: at most 128 letters, digits, `.`, `_` or `-`, and the first is no `.` or `-`", text.escape_debug())]
    Tag { text: String },
    /// Not a host.
    #[error("`{}` is not a registry host: expected HOST or HOST:PORT in lower case", text.escape_debug())]
    Host { text: String },
}

/// How content differs from its description.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the variants say it")]
pub enum Corrupt {
    /// Other content of the right size.
    #[error("expected {expected}, found {found}")]
    Digest { expected: Digest, found: Digest },
    /// A registry that names another digest than its answer has.
    #[error("the registry announced {announced} and sent {found}")]
    Announced { announced: Digest, found: Digest },
    /// More bytes than described.
    #[error("{digest} goes on after its {expected} bytes")]
    TooLong { digest: Digest, expected: u64 },
    /// Fewer bytes than described.
    #[error("{digest} ends after {found} of its {expected} bytes")]
    TooShort { digest: Digest, expected: u64, found: u64 },
}

impl Corrupt {
    /// Finds out whether an IO error, for example from a [`Verified`](super::Verified) reader, is about wrong content.
    pub fn in_io(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }
}

impl From<Corrupt> for io::Error {
    fn from(corrupt: Corrupt) -> Self {
        Self::new(io::ErrorKind::InvalidData, corrupt)
    }
}

/// Why bytes are no image manifest or index.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the variants say it")]
pub enum ManifestProblem {
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
    #[error("the document is no image manifest: it has no media type")]
    Unknown,
}

/// Why an image-layout directory cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the variants say it")]
pub enum LayoutProblem {
    /// The file system refused.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The directory holds something else.
    #[error("the directory is not empty and has no `oci-layout` file")]
    Foreign,
    /// A version of the format that is not known.
    #[error("`oci-layout` has version `{}`; only 1.0.0 is known", found.escape_debug())]
    Version { found: String },
    /// A file that is no JSON of the right shape.
    #[error("`{file}` is malformed")]
    Json {
        file: &'static str,
        #[source]
        source: serde_json::Error,
    },
    /// Something else in the place of a file.
    #[error("`{path}` is not a file")]
    NotAFile { path: PathBuf },
    /// A lock that somebody else has.
    #[error("`{}` is locked by {}, still after {seconds} seconds", path.display(), writer(*holder))]
    Locked { path: PathBuf, seconds: u64, holder: Option<u32> },
    /// A file too large to be what it claims.
    #[error("`{path}` is larger than {limit} bytes")]
    TooLarge { path: PathBuf, limit: u64 },
    /// An image manifest that is none.
    #[error("`{digest}` cannot be used")]
    Manifest {
        digest: Digest,
        #[source]
        problem: ManifestProblem,
    },
}

fn writer(process: Option<u32>) -> String {
    process.map_or_else(|| "another process".to_owned(), |process| format!("process {process}"))
}
