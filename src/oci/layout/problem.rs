//! Why an image layout cannot be used.

use std::io;
use std::path::PathBuf;

use super::super::{Digest, ImageManifestProblem};

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
        problem: ImageManifestProblem,
    },
}

fn writer(process: Option<u32>) -> String {
    process.map_or_else(|| "another process".to_owned(), |process| format!("process {process}"))
}
