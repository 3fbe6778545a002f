//! A folder of the user's own: it appears whole, and never in the place of anything.

use super::directory::{add, parent, seal, sync};
use super::error::WriteError;
use std::fs;
use std::path::Path;

/// Writes a folder where there is none yet, or an empty one.
///
/// # Errors
/// Fails when something else is there, or the operating system refuses; nothing is left behind then.
pub fn write_new_folder(place: &Path, files: &[(&str, Vec<u8>)]) -> Result<(), WriteError> {
    let parent = parent(place);
    fs::create_dir_all(parent).map_err(WriteError::io(parent))?;
    let io = WriteError::io(place);
    let staging = tempfile::Builder::new().prefix(".vmopack-new-").tempdir_in(parent).map_err(&io)?;
    for (path, bytes) in files {
        add(staging.path(), path, bytes).map_err(WriteError::io(&place.join(path)))?;
    }
    seal(staging.path()).map_err(&io)?;
    // The operating system refuses to put a folder in the place of a file, or of a folder that is not empty.
    fs::rename(staging.path(), place).map_err(&io)?;
    // There is nothing to clean up any more.
    let _ = staging.keep();
    sync(parent).map_err(io)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_overwritten() {
        let root = tempfile::tempdir().expect("a folder");
        let files = [("a", b"1".to_vec()), ("b/c", b"2".to_vec())];
        let place = root.path().join("x/new");
        write_new_folder(&place, &files).expect("new");
        assert_eq!(fs::read(place.join("b/c")).expect("there"), b"2");
        assert!(write_new_folder(&place, &[("a", b"3".to_vec())]).is_err());
        assert_eq!(fs::read(place.join("a")).expect("there"), b"1");
        assert!(write_new_folder(&place.join("a"), &files).is_err(), "a file is in the way");
        fs::create_dir(root.path().join("empty")).expect("a folder");
        write_new_folder(&root.path().join("empty"), &files).expect("an empty folder takes it");
        let mut names: Vec<_> =
            fs::read_dir(root.path()).expect("list").map(|entry| entry.expect("entry").file_name()).collect();
        names.sort();
        assert_eq!(names, ["empty", "x"], "nothing is left behind");
    }
}
