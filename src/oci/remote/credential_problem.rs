//! Why stored credentials cannot be used.

use std::io;
use std::path::PathBuf;

/// Largest configuration file that is read.
pub(super) const MAX_FILE: u64 = 4 << 20;

/// Why the stored credentials cannot be used. None of the texts holds anything out of a file or from a helper.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the variants say it")]
pub enum CredentialProblem {
    /// The file cannot be read.
    #[error(transparent)]
    Io { source: io::Error },
    /// The file is too large.
    #[error("`{}` is larger than {MAX_FILE} bytes", path.display())]
    TooLarge { path: PathBuf },
    /// The file is malformed.
    #[error("`{}` is not a docker configuration file", path.display())]
    Malformed { path: PathBuf },
    /// The entry for the host is malformed.
    #[error("the entry for this registry in `{}` cannot be decoded", path.display())]
    Entry { path: PathBuf },
    /// The name of a helper could run something else.
    #[error("`{}` names a credential helper with other characters than letters, digits, `-`, `_` and `.`", path.display())]
    HelperName { path: PathBuf },
    /// The helper is not installed, or broke off.
    #[error("the credential helper that `{}` names cannot be run", path.display())]
    HelperMissing { path: PathBuf },
    /// The helper failed.
    #[error("the credential helper that `{}` names failed", path.display())]
    HelperFailed { path: PathBuf },
    /// The helper does not answer.
    #[error("the credential helper that `{}` names did not answer within 30 seconds", path.display())]
    HelperHangs { path: PathBuf },
}
