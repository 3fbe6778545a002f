//! Reads files into the arena, with a limit.

use super::{SourceId, Sources};
use crate::fs;
use std::path::{Path, PathBuf};

/// The most that is read of one text file; Palette's own limit for a cluster profile is far below.
pub(crate) const TEXT_LIMIT: u64 = 16 * 1024 * 1024;

/// Why a text file could not be taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TextError {
    /// The file could not be read, or is larger than 16 MiB.
    #[error(transparent)]
    File(#[from] fs::ReadError),
    /// The file holds something else than text.
    #[error("{} is not UTF-8 text: byte {offset} starts no character", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
        /// Offset of the first bad byte.
        offset: usize,
    },
}

impl TextError {
    /// Says whether the file is simply not there.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::File(error) if error.is_not_found())
    }
}

impl Sources {
    /// Reads a text file under its path as given, without a byte order mark.
    ///
    /// # Errors
    /// Fails when the file cannot be read, is larger than [`TEXT_LIMIT`] or is not UTF-8.
    pub(crate) fn read(&mut self, path: &Path) -> Result<SourceId, TextError> {
        let text = read_text(path)?;
        Ok(self.add(path.to_string_lossy().replace('\\', "/"), text))
    }
}

/// Reads a text that is for no arena, with the same limits.
///
/// # Errors
/// Fails when the file cannot be read, is larger than [`TEXT_LIMIT`] or is not UTF-8.
pub(crate) fn read_text(path: &Path) -> Result<String, TextError> {
    let text = String::from_utf8(fs::read_bounded(path, TEXT_LIMIT)?).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        TextError::NotText { path: path.to_owned(), offset }
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
