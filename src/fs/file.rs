//! Single files that appear whole.

use super::directory::parent;
use super::error::WriteError;
use super::temporary::Temporary;
use std::io::{self, Read, Write as _};
use std::path::Path;

/// Writes a file, in place of an earlier one. A link is followed, and what is not a file, such as a pipe, is written to.
///
/// # Errors
/// Fails when the operating system refuses; an earlier file is still there then.
pub fn write_file(path: &Path, mut bytes: &[u8]) -> Result<(), WriteError> {
    let written = match path.canonicalize() {
        Ok(real) if real.is_file() => check_folder(&real).and_then(|()| replace(&real, &mut bytes)),
        // The standard output has a path, too, which is not resolved when it is a pipe.
        _ if path.exists() => write_to(path, bytes),
        _ => check_folder(path).and_then(|()| replace(path, &mut bytes)),
    };
    written.map_err(WriteError::io(path))
}

/// Writes a file where there is none yet.
///
/// # Errors
/// Fails when there is one, or the operating system refuses.
pub fn write_new_file(path: &Path, mut bytes: &[u8]) -> Result<(), WriteError> {
    let place = |temporary: Temporary| temporary.fill(&mut bytes)?.put_new(path);
    check_folder(path).and_then(|()| Temporary::beside(path)).and_then(place).map_err(WriteError::io(path))
}

/// Writes a file from a reader of any size, so that at any moment its old or its new content is there, also after a power
/// cut.
pub(crate) fn replace(path: &Path, content: &mut dyn Read) -> io::Result<()> {
    Temporary::beside(path)?.fill(content)?.replace(path)
}

/// Writes to what is there: a device or a pipe.
fn write_to(path: &Path, bytes: &[u8]) -> io::Result<()> {
    std::fs::OpenOptions::new().write(true).open(path)?.write_all(bytes)
}

/// Without this an error would name the temporary file, which nobody has heard of.
fn check_folder(path: &Path) -> io::Result<()> {
    std::fs::read_dir(parent(path)).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn place() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("a");
        (folder, place)
    }

    fn count(folder: &tempfile::TempDir) -> usize {
        std::fs::read_dir(folder.path()).expect("folder").count()
    }

    #[test]
    fn an_earlier_file_is_replaced_only_when_that_is_meant() {
        let (folder, path) = place();
        write_new_file(&path, b"one").expect("new");
        assert!(write_new_file(&path, b"two").is_err());
        assert_eq!(std::fs::read(&path).expect("there"), b"one");
        write_file(&path, b"three").expect("replaced");
        assert_eq!(std::fs::read(&path).expect("there"), b"three");
        assert_eq!(count(&folder), 1, "nothing is left behind");
    }

    #[test]
    fn an_error_names_the_file_that_was_asked_for() {
        let (folder, _) = place();
        let path = folder.path().join("missing/a");
        for error in [write_file(&path, b"x").unwrap_err(), write_new_file(&path, b"x").unwrap_err()] {
            let cause = std::error::Error::source(&error).expect("a cause").to_string();
            assert_eq!(error.to_string(), format!("cannot write {}", path.display()));
            assert!(!cause.contains("vmopack"), "{cause}");
        }
        write_file(folder.path(), b"x").expect_err("a folder is in the way");
        assert_eq!(count(&folder), 0, "nothing is left behind");
    }

    #[test]
    #[cfg(unix)]
    fn a_link_is_followed() {
        let (folder, path) = place();
        std::fs::write(&path, "one").expect("a file");
        let link = folder.path().join("link");
        std::os::unix::fs::symlink("a", &link).expect("a link");
        write_file(&link, b"two").expect("through the link");
        assert_eq!(std::fs::read(&path).expect("there"), b"two");
        assert!(link.is_symlink(), "the link is still one");
        assert_eq!(count(&folder), 2, "nothing is left behind");
    }

    #[test]
    #[cfg(unix)]
    fn a_device_is_written_to() {
        write_file(Path::new("/dev/null"), b"x").expect("into the device");
        assert!(!Path::new("/dev/null").is_file(), "the device is still one");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_pipe_is_written_to() {
        use std::os::fd::AsRawFd as _;
        let (mut reader, writer) = io::pipe().expect("a pipe");
        // What `/dev/stdout` is in a pipeline.
        let path = format!("/proc/self/fd/{}", writer.as_raw_fd());
        write_file(Path::new(&path), b"x").expect("into the pipe");
        drop(writer);
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).expect("out of the pipe");
        assert_eq!(bytes, b"x");
    }
}
