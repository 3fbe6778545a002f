//! Folders beside the place, in which results are collected, and what killed runs left of them.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file that marks folders of ours, so that nothing else is ever replaced.
pub(super) const MARK: &str = ".vmopack";
const PREFIX: &str = ".vmopack-staging-";
/// A run that finds leftovers may take a folder for one that another run has just made; that one tries again.
const TRIES: usize = 16;
const TEXT: &[u8] = b"This folder was written by vmopack and is replaced as a whole.\n";

/// A folder of this run alone, which goes away with all that it holds by then.
#[derive(Debug)]
pub(super) struct Staging {
    pub(super) path: PathBuf,
    /// The mark; its lock tells other runs that the folder is in use.
    _mark: File,
}

impl Staging {
    /// Makes a folder below `parent`, and removes those of runs that were killed.
    pub(super) fn create(parent: &Path) -> io::Result<Self> {
        remove_leftovers(parent);
        let mut last = io::Error::from(io::ErrorKind::NotFound);
        for _ in 0..TRIES {
            match Self::try_create(parent) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => last = error,
                result => return result,
            }
        }
        Err(last)
    }

    fn try_create(parent: &Path) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent)?;
        let mut mark = File::create_new(folder.path().join(MARK))?;
        // Where files cannot be locked, no run can take this folder for a leftover either.
        let _ = mark.lock();
        // Between making and locking the mark, the folder could be taken for a leftover.
        fs::metadata(folder.path().join(MARK))?;
        mark.write_all(TEXT)?;
        mark.sync_all()?;
        Ok(Self { path: folder.keep(), _mark: mark })
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// Removes folders whose run is gone. What cannot be removed stays: it is in nobody's way.
fn remove_leftovers(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let is_staging = entry.file_name().to_string_lossy().starts_with(PREFIX);
        if is_staging && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            remove_leftover(&entry.path());
        }
    }
}

fn remove_leftover(folder: &Path) {
    match File::open(folder.join(MARK)) {
        Ok(mark) if mark.try_lock().is_ok() => _ = fs::remove_dir_all(folder),
        Ok(_) => {}
        // Without a mark it is empty, or not ours: only an empty one goes.
        Err(_) => _ = fs::remove_dir(folder),
    }
}
