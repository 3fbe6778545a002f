//! Everything that can go wrong with registries. What to do next is in [`Error::hint`].

use std::io;
use std::path::PathBuf;

use super::{Corrupt, Digest, Host, LayoutProblem, NameError, RemoteProblem, Repository};

/// An operation on a registry that failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A name or digest is malformed.
    #[error(transparent)]
    Name(#[from] NameError),
    /// Content is not what its digest and size say.
    #[error("{what} is damaged or was tampered with")]
    Corrupt {
        /// Where the content came from.
        what: String,
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
    #[error("cannot {action} `{}`", full_name(host, repository.as_ref()))]
    Remote {
        /// What was tried.
        action: Action,
        /// The registry.
        host: Host,
        /// The repository, if it was about one.
        repository: Option<Repository>,
        /// The cause.
        #[source]
        problem: Box<RemoteProblem>,
    },
    /// A manifest or blob does not exist.
    #[error("{what} does not exist")]
    NotFound {
        /// The name of what is missing, with its registry.
        what: String,
    },
    /// A tag exists with other content and may not be overwritten.
    #[error("`{what}` exists already with other content ({found}, not {expected})")]
    TagTaken {
        /// The name of the tag, with its repository.
        what: String,
        /// What was to be pushed.
        expected: Digest,
        /// What is there.
        found: Digest,
    },
    /// A push went through, but its result is not there.
    #[error("the registry took `{what}` but does not give back what was pushed")]
    PushLost {
        /// The name of the tag, with its repository.
        what: String,
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

pub(super) fn full_name(host: &Host, repository: Option<&Repository>) -> String {
    repository.map_or_else(|| host.to_string(), |repository| format!("{host}/{repository}"))
}
