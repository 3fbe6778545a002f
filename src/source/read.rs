//! Reads files into the arena, with a limit.

use super::{SourceId, Sources};
use std::io::Read;
use std::path::{Path, PathBuf};

/// The most that is read of one text file; Palette's own limit for a cluster profile is far below.
pub const TEXT_LIMIT: u64 = 16 * 1024 * 1024;

/// Why a text file could not be taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The operating system refused.
    #[error("cannot read {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        #[source]
        source: std::io::Error,
    },
    /// The file is larger than any text of this kind.
    #[error("{} is larger than {} MiB", path.display(), limit / (1024 * 1024))]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The limit in bytes.
        limit: u64,
    },
    /// The file holds something else than text.
    #[error("{} is not UTF-8 text: byte {offset} starts no character", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
        /// Offset of the first bad byte.
        offset: usize,
    },
}

impl ReadError {
    /// Says whether the file is simply not there.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == std::io::ErrorKind::NotFound)
    }
}

impl Sources {
    /// Reads a text file under its path as given, without a byte order mark.
    ///
    /// # Errors
    /// Fails when the file cannot be read, is larger than [`TEXT_LIMIT`] or is not UTF-8.
    pub fn read(&mut self, path: &Path) -> Result<SourceId, ReadError> {
        let text = read_text(path)?;
        Ok(self.add(path.to_string_lossy().replace('\\', "/"), text))
    }
}

/// Reads a text that is for no arena, with the same limits.
///
/// # Errors
/// Fails when the file cannot be read, is larger than [`TEXT_LIMIT`] or is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, ReadError> {
    read_limited(path, TEXT_LIMIT)
}

fn read_limited(path: &Path, limit: u64) -> Result<String, ReadError> {
    let io = |source| ReadError::Io { path: path.to_owned(), source };
    let file = std::fs::File::open(path).map_err(io)?;
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > limit {
        return Err(ReadError::TooLarge { path: path.to_owned(), limit });
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        ReadError::NotText { path: path.to_owned(), offset }
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
