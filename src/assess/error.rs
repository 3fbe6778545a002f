//! Why there is no verdict.

use crate::diagnostic::{Diagnostic, Report};
use crate::fs;
use crate::input::InputError;
use crate::palette;
use crate::source::{Sources, TextError};
use std::path::PathBuf;

/// Why there is no verdict.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AssessError {
    /// The profile, its lock or a value over it has mistakes that keep it from being read.
    #[error("the profile does not load")]
    Unloadable(Report),
    /// What was read has mistakes that keep it from being judged.
    #[error("the input has mistakes")]
    Findings(Report),
    /// An input cannot be read.
    #[error(transparent)]
    Input(InputError),
    /// A profile that shares the cluster cannot be read.
    #[error(transparent)]
    Context(InputError),
    /// The lock cannot be read.
    #[error(transparent)]
    Lock(TextError),
    /// A folder of packs cannot be read.
    #[error(transparent)]
    Packs(#[from] fs::ReadError),
    /// The files of a pack cannot be composed.
    #[error(transparent)]
    Palette(#[from] palette::Error),
    /// The command works on a profile, and this is something else.
    #[error("{} is not a profile", path.display())]
    NotAProfile {
        /// What was named.
        path: PathBuf,
    },
    /// Two profiles cannot be judged at once: each has a cluster of its own in mind.
    #[error("{} is a second profile: check them one by one", path.display())]
    SecondProfile {
        /// The second one.
        path: PathBuf,
    },
}

impl AssessError {
    pub(super) fn of_input(error: InputError, sources: &Sources) -> Self {
        match error {
            InputError::Invalid(problems) => Self::findings(problems, sources),
            error => Self::Input(error),
        }
    }

    pub(super) fn unloadable(problems: Vec<Diagnostic>, sources: &Sources) -> Self {
        Self::Unloadable(Report::new(problems, sources))
    }

    pub(super) fn findings(problems: Vec<Diagnostic>, sources: &Sources) -> Self {
        Self::Findings(Report::new(problems, sources))
    }
}
