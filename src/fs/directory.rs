//! Folders: the one that something stands in, permissions, and what keeps their entries through a power cut.

use fs_err::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Returns the folder that a path stands in.
pub(super) fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes a folder and those above it so that they are there after a power cut. Returns what was synced for that.
pub(crate) fn create_durable(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let is_missing = |path: &&Path| !path.as_os_str().is_empty() && !path.exists();
    let missing: Vec<&Path> = folder.ancestors().take_while(is_missing).collect();
    fs_err::create_dir_all(folder)?;
    let parents: Vec<PathBuf> = missing.into_iter().map(|path| parent(path).to_owned()).collect();
    for parent in &parents {
        match sync(parent) {
            // Where we may make folders but not list them, the system decides when they last.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {}
            synced => synced?,
        }
    }
    Ok(parents)
}

/// Adds a file, and the folders above it, to a folder that nobody sees yet.
pub(super) fn add(folder: &Path, path: &str, bytes: &[u8]) -> io::Result<()> {
    let path = folder.join(path);
    std::fs::create_dir_all(parent(&path))?;
    let mut file = std::fs::File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes a folder that was filled ready to be moved to its place: for everybody whom the umask admits, and synced.
pub(super) fn seal(folder: &Path) -> io::Result<()> {
    open_to_umask(folder)?;
    sync_tree(folder)
}

/// Temporary folders are private; results are for everybody whom the umask admits.
#[cfg(unix)]
fn open_to_umask(folder: &Path) -> io::Result<()> {
    use std::fs::{Permissions, create_dir, metadata, remove_dir, set_permissions};
    use std::os::unix::fs::PermissionsExt as _;
    let probe = folder.join(".vmopack-probe");
    create_dir(&probe)?;
    let mode = metadata(&probe)?.permissions().mode();
    remove_dir(&probe)?;
    set_permissions(folder, Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn open_to_umask(_: &Path) -> io::Result<()> {
    Ok(())
}

fn sync_tree(folder: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_tree(&entry.path())?;
        }
    }
    sync(folder)
}

/// Makes the names of a folder last.
#[cfg(unix)]
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Other systems do not open folders.
#[cfg(not(unix))]
pub(super) fn sync(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_new_folders_is_synced() {
        let root = tempfile::tempdir().unwrap();
        let below = |path: &str| root.path().join(path);
        assert_eq!(create_durable(&below("layout/blobs/sha256")).unwrap(), ["layout/blobs", "layout", ""].map(below));
        assert_eq!(create_durable(&below("layout/blobs/sha256")).unwrap(), [] as [PathBuf; 0]);
        assert_eq!(parent(Path::new("layout")), Path::new("."));
    }

    #[test]
    #[cfg(unix)]
    fn a_sealed_folder_has_the_permissions_of_any_new_one() {
        use std::os::unix::fs::PermissionsExt as _;
        let root = tempfile::tempdir().unwrap();
        let mode = |path: &Path| fs_err::metadata(path).unwrap().permissions().mode();
        let (private, usual) = (tempfile::tempdir_in(root.path()).unwrap(), root.path().join("usual"));
        fs_err::create_dir(&usual).unwrap();
        add(private.path(), "a/b", b"1").unwrap();
        seal(private.path()).unwrap();
        assert_eq!(mode(private.path()), mode(&usual));
        assert_eq!(fs_err::read_dir(private.path()).unwrap().count(), 1, "the probe is gone");
    }
}
