//! Why something could not be read or written.

use std::io;
use std::path::{Path, PathBuf};

/// Why a file or folder could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The operating system refused.
    #[error("cannot read {}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What it said.
        #[source]
        source: io::Error,
    },
    /// The file is a link or a device, and may not be one.
    #[error("{} is not a regular file: links and devices are not read", path.display())]
    NotRegular {
        /// The file.
        path: PathBuf,
    },
    /// The file is larger than any file of its kind.
    #[error("{} is larger than {} MiB", path.display(), limit >> 20)]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The limit in bytes.
        limit: u64,
    },
}

impl ReadError {
    /// Says whether the file or folder is simply not there.
    pub(crate) fn is_not_found(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }

    /// Names the file or folder that the operating system refused to read.
    pub(crate) fn io(path: &Path) -> impl Fn(io::Error) -> Self {
        move |source| Self::Io { path: path.to_owned(), source }
    }
}

/// Why a file or folder could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The operating system refused.
    #[error("cannot write {}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What it said.
        #[source]
        source: io::Error,
    },
    /// The place holds something that is not ours.
    #[error("{} exists and was not made by vmopack: it would be replaced", path.display())]
    NotOurs {
        /// The place.
        path: PathBuf,
    },
    /// The place is the folder that the command runs in, or one around it.
    #[error("{} would be replaced as a whole, and this command runs in it: name a folder of its own", path.display())]
    WorkingFolder {
        /// The place.
        path: PathBuf,
    },
    /// A name that could leave the folder.
    #[error("`{path}` is not a path inside a folder")]
    Unsafe {
        /// The name.
        path: String,
    },
}

impl WriteError {
    /// Names the file or folder that the operating system refused to write.
    pub(super) fn io(path: &Path) -> impl Fn(io::Error) -> Self {
        move |source| Self::Io { path: path.to_owned(), source }
    }
}
