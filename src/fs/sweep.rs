//! Removes temporary files whose writers were killed.

use super::own_file::open_own;
use super::temporary::PREFIX;
use fs_err::{DirEntry, OpenOptions};
use std::io;
use std::path::Path;
use std::time::Duration;

/// A writer has locked its temporary file long before it is this old.
const LOCKED_BY_THEN: Duration = Duration::from_mins(1);

/// Removes what writers left in a folder that were killed. It is not worth an error if that cannot be done.
pub(crate) fn sweep(folder: &Path) {
    let Ok(entries) = fs_err::read_dir(folder) else {
        return;
    };
    let is_own = |entry: &DirEntry| entry.file_name().to_string_lossy().starts_with(PREFIX);
    for entry in entries.flatten().filter(is_own) {
        if is_abandoned(&entry.path()).unwrap_or(false) {
            let _ = fs_err::remove_file(entry.path());
        }
    }
}

/// A writer locks its file, and the system lets go of the lock when the writer dies.
fn is_abandoned(path: &Path) -> io::Result<bool> {
    let Some(file) = open_own(path, &mut OpenOptions::new())? else { return Ok(false) };
    let age = file.metadata()?.modified()?.elapsed().unwrap_or_default();
    Ok(age > LOCKED_BY_THEN && file.try_lock().is_ok())
}

#[cfg(test)]
mod tests {
    use super::super::temporary::Temporary;
    use super::*;
    use std::time::SystemTime;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs_err::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Makes all files in a folder look as if they had been written long ago.
    fn age(folder: &Path) {
        for name in names(folder) {
            let file = fs_err::OpenOptions::new().write(true).open(folder.join(name)).unwrap();
            file.file().set_modified(SystemTime::UNIX_EPOCH).unwrap();
        }
    }

    #[test]
    fn abandoned_files_go_and_those_in_use_stay() {
        let folder = tempfile::tempdir().unwrap();
        fs_err::write(folder.path().join(".vmopack-abandoned"), "x").unwrap();
        fs_err::write(folder.path().join(".vmopack.lock"), "x").unwrap();
        fs_err::write(folder.path().join("file"), "x").unwrap();
        let place = folder.path().join("place");
        let in_use = Temporary::beside(&place).unwrap();
        age(folder.path());
        fs_err::write(folder.path().join(".vmopack-fresh"), "x").unwrap();
        assert_eq!(names(folder.path()).len(), 5);
        sweep(folder.path());
        in_use.replace(&place).unwrap();
        assert_eq!(names(folder.path()), [".vmopack-fresh", ".vmopack.lock", "file", "place"]);
    }

    #[test]
    #[cfg(unix)]
    fn pipes_and_links_are_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        fs_err::write(folder.path().join("file"), "x").unwrap();
        age(folder.path());
        fs_err::os::unix::fs::symlink("file", folder.path().join(".vmopack-link")).unwrap();
        let pipe = folder.path().join(".vmopack-pipe");
        assert!(std::process::Command::new("mkfifo").arg(pipe).status().unwrap().success());
        sweep(folder.path());
        assert_eq!(names(folder.path()), [".vmopack-link", ".vmopack-pipe", "file"]);
    }
}
