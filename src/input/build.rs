//! Proves that the folder of a build still holds what the build wrote.

use super::is_archive;
use crate::fs;
use crate::oci::{Digest, HashingWriter};
use crate::source::TextError;
use crate::tree::is_safe;
use std::collections::BTreeSet;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// The checksums of a build.
pub(crate) const BUILD_SUMS: &str = "SHA256SUMS";
/// More than any file of a build has; what comes after it makes the digest differ.
const FILE_LIMIT: u64 = 256 << 20;
/// The folder of the archives in a build.
pub(crate) const BUILD_PACKS: &str = "packs";

/// Why the folder of a build cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The folder was not written by a build.
    #[error("{} is no folder that `vmopack build` wrote", folder.display())]
    NotABuild {
        /// The folder.
        folder: PathBuf,
        /// What is missing in it.
        #[source]
        source: TextError,
    },
    /// A file, or the folder of the archives, cannot be read.
    #[error(transparent)]
    File(#[from] fs::ReadError),
    /// A line is not a checksum.
    #[error("line {line} of {} is no checksum", path.display())]
    Line {
        /// The file of the checksums.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// A file has changed since the build.
    #[error("{} is not the file that was built: it has {found}, not {expected}", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
        /// What the build wrote.
        expected: Digest,
        /// What is there.
        found: Digest,
    },
    /// An archive was added after the build.
    #[error("{} was not written by the build: {BUILD_SUMS} does not list it", path.display())]
    Unlisted {
        /// The archive.
        path: PathBuf,
    },
}

/// Checks the folder of a build against its checksums, and returns its archives, sorted.
///
/// # Errors
/// Fails when a listed file is missing or has changed, or an archive is not listed.
pub(super) fn verify(folder: &Path) -> Result<Vec<PathBuf>, VerifyError> {
    let path = folder.join(BUILD_SUMS);
    let text = crate::source::read_text(&path)
        .map_err(|source| VerifyError::NotABuild { folder: folder.to_owned(), source })?;
    let mut listed = BTreeSet::new();
    for (index, line) in text.lines().enumerate() {
        let (expected, file) = entry(line).ok_or_else(|| VerifyError::Line { path: path.clone(), line: index + 1 })?;
        let file = folder.join(file);
        compare(&file, expected)?;
        listed.insert(file);
    }
    for archive in archives(&folder.join(BUILD_PACKS))? {
        if !listed.contains(&archive) {
            return Err(VerifyError::Unlisted { path: archive });
        }
    }
    Ok(listed.into_iter().filter(|file| is_archive(file)).collect())
}

fn entry(line: &str) -> Option<(Digest, &str)> {
    let (hex, file) = line.split_once("  ")?;
    Some((Digest::from_hex(hex).ok()?, Some(file).filter(|file| is_safe(file))?))
}

fn compare(path: &Path, expected: Digest) -> Result<(), VerifyError> {
    let mut hash = HashingWriter::new(io::sink());
    let mut file = fs::open(path)?.take(FILE_LIMIT);
    io::copy(&mut file, &mut hash).map_err(fs::ReadError::io(path))?;
    let found = hash.finish().1;
    if found == expected { Ok(()) } else { Err(VerifyError::Changed { path: path.to_owned(), expected, found }) }
}

/// Returns the archives in a folder; a profile may have references and plain manifests alone, and so no folder.
fn archives(folder: &Path) -> Result<Vec<PathBuf>, VerifyError> {
    match fs::entries(folder) {
        Ok(mut entries) => {
            entries.retain(|path| is_archive(path));
            Ok(entries)
        }
        Err(error) if error.is_not_found() => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}
