//! Everything that can go wrong with registries. What to do next is in [`Error::hint`].

use std::io;
use std::path::PathBuf;

use super::{Corrupt, Digest, Host, LayoutProblem, NameError, RemoteProblem};

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
    #[error("cannot {attempt}")]
    Remote {
        /// What was tried, with the registry.
        attempt: String,
        /// The registry.
        host: Host,
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
