//! Files of this repository.

use std::path::{Path, PathBuf};

/// Returns the place of a file of this repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Lists the files below a folder, sorted.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in entries(folder) {
        if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

/// Lists what is in a folder, sorted.
pub(crate) fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> = fs_err::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
}

/// Returns the folder of every example.
pub(crate) fn examples() -> Vec<PathBuf> {
    let mut folders = entries(&repository("examples"));
    folders.retain(|folder| folder.join("profile.yaml").exists());
    assert!(!folders.is_empty(), "there are no examples");
    folders
}

/// Says whether expectations are to be rewritten.
pub(crate) fn is_blessing() -> bool {
    std::env::var_os("VMOPACK_BLESS").is_some()
}
