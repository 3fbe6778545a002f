//! Single files that appear whole: written beside their place, synced, renamed.

use super::folder::{Error, parent, sync_folder};
use std::io::Write as _;
use std::path::Path;

/// Writes a file, in place of an earlier one. A link is followed, and what is no file, such as a pipe, is written to.
///
/// # Errors
/// Fails when the operating system refuses; an earlier file is still there then.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let Ok(real) = path.canonicalize() else {
        return write(path, bytes, |file| file.persist(path).map(drop));
    };
    if std::fs::metadata(&real).is_ok_and(|metadata| metadata.is_file()) {
        return write(&real, bytes, |file| file.persist(&real).map(drop));
    }
    let io = |source| Error::Io { path: path.to_owned(), source };
    std::fs::OpenOptions::new().write(true).open(path).and_then(|mut file| file.write_all(bytes)).map_err(io)
}

/// Writes a file where there is none yet.
///
/// # Errors
/// Fails when there is one, or the operating system refuses.
pub fn write_new_file(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    write(path, bytes, |file| file.persist_noclobber(path).map(drop))
}

fn write(
    path: &Path,
    bytes: &[u8],
    place: impl FnOnce(tempfile::NamedTempFile) -> Result<(), tempfile::PersistError>,
) -> Result<(), Error> {
    let io = |source| Error::Io { path: path.to_owned(), source };
    let folder = parent(path);
    // The temporary file would be named in the error, which nobody has heard of.
    std::fs::read_dir(&folder).map_err(io)?;
    let mut file = builder().tempfile_in(&folder).map_err(io)?;
    file.write_all(bytes).map_err(io)?;
    file.as_file().sync_all().map_err(io)?;
    place(file).map_err(|error| io(error.error))?;
    sync_folder(&folder).map_err(io)
}

/// Temporary files are private unless told otherwise; results are for everybody whom the umask admits.
fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".vmopack-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_earlier_file_is_replaced_only_when_that_is_meant() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        write_new_file(&path, b"one").expect("new");
        assert!(write_new_file(&path, b"two").is_err());
        assert_eq!(std::fs::read(&path).expect("there"), b"one");
        write_file(&path, b"three").expect("replaced");
        assert_eq!(std::fs::read(&path).expect("there"), b"three");
        #[cfg(unix)]
        {
            let link = folder.path().join("link");
            std::os::unix::fs::symlink("a", &link).expect("a link");
            write_file(&link, b"four").expect("through the link");
            assert_eq!(std::fs::read(&path).expect("there"), b"four");
            assert!(link.is_symlink(), "the link is still one");
            std::fs::remove_file(link).expect("removed");
            write_file(Path::new("/dev/null"), b"five").expect("into the device");
            assert!(!Path::new("/dev/null").is_file(), "the device is still one");
        }
        assert_eq!(std::fs::read_dir(folder.path()).expect("folder").count(), 1, "nothing is left behind");
    }
}
