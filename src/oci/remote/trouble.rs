//! What can come out of an exchange: a failure of the registry, or something that only its caller can name.

use std::io;

use super::super::Corrupt;
use super::{CredentialProblem, Detail, Failure, RedirectProblem};

/// Why an exchange did not give what was asked for.
pub(super) enum Trouble {
    /// The registry failed.
    Failure(Failure),
    /// Content is not what its digest says: ours while we write, the registry's while we read.
    Corrupt(Corrupt),
    /// The content to be pushed cannot be read.
    Source(io::Error),
    /// The registry does not have what was asked for.
    Missing,
    /// The answer is one that no registry would give, so it may come from something else.
    Unrecognised { status: u16, detail: Detail },
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<RedirectProblem> for Trouble {
    fn from(problem: RedirectProblem) -> Self {
        Self::Failure(problem.into())
    }
}

impl From<CredentialProblem> for Trouble {
    fn from(problem: CredentialProblem) -> Self {
        Self::Failure(problem.into())
    }
}
