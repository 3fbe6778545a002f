//! Reads files into memory, with a limit, and the names in a folder.

use super::error::ReadError;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Opens a file or pipe, to read it piece by piece.
pub(crate) fn open(path: &Path) -> Result<File, ReadError> {
    File::open(path).map_err(ReadError::io(path))
}

/// Reads a file that the user names, or a pipe such as `<(command)` makes.
pub(crate) fn read_bounded(path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    let bytes = read_at_most(open(path)?, limit).map_err(ReadError::io(path))?;
    bytes.ok_or_else(|| ReadError::TooLarge { path: path.to_owned(), limit })
}

/// Reads a file that somebody put into a folder: a link could lead out of it, and a pipe would block for ever.
pub(crate) fn read_regular(path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    if !std::fs::symlink_metadata(path).map_err(ReadError::io(path))?.is_file() {
        return Err(ReadError::NotRegular { path: path.to_owned() });
    }
    read_bounded(path, limit)
}

/// Reads to the end, or returns nothing when there is more than the limit.
pub(crate) fn read_at_most(reader: impl Read, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    reader.take(limit + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

/// Returns the paths of what is in a folder, sorted.
pub(crate) fn entries(folder: &Path) -> Result<Vec<PathBuf>, ReadError> {
    let entries = std::fs::read_dir(folder).map_err(ReadError::io(folder))?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<PathBuf>>>();
    let mut paths = paths.map_err(ReadError::io(folder))?;
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, "12345").unwrap();
        for read in [read_bounded, read_regular] {
            assert_eq!(read(&path, 5).unwrap(), b"12345");
            let error = read(&path, 4).unwrap_err();
            assert!(matches!(error, ReadError::TooLarge { limit: 4, .. }), "{error}");
            let error = read(&folder.path().join("missing"), 5).unwrap_err();
            assert!(error.is_not_found() && error.to_string().starts_with("cannot read "), "{error}");
            read(folder.path(), 5).unwrap_err();
        }
    }

    #[test]
    #[cfg(unix)]
    fn only_what_the_user_names_may_be_a_link_or_a_device() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("file"), folder.path().join("link"));
        std::fs::write(&path, "12345").unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert_eq!(read_bounded(&link, 5).unwrap(), b"12345");
        let endless = Path::new("/dev/zero");
        assert!(matches!(read_bounded(endless, 5), Err(ReadError::TooLarge { .. })));
        for path in [&link, endless] {
            assert!(matches!(read_regular(path, 5), Err(ReadError::NotRegular { .. })), "{}", path.display());
        }
    }

    #[test]
    fn a_folder_is_listed_in_order() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b", "a", "c"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        assert_eq!(entries(folder.path()).unwrap(), ["a", "b", "c"].map(|name| folder.path().join(name)));
        assert!(entries(&folder.path().join("missing")).unwrap_err().is_not_found());
    }
}
