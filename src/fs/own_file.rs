//! Files of ours in folders that others write to, too.

use fs_err::{File, OpenOptions};
use std::io;
use std::path::Path;

/// Opens a file of ours for reading and writing. Returns nothing when something else is in its place: a pipe would block
/// for ever, and a link would redirect elsewhere.
pub(crate) fn open_own(path: &Path, options: &mut OpenOptions) -> io::Result<Option<File>> {
    match fs_err::symlink_metadata(path) {
        Ok(metadata) if !metadata.is_file() => return Ok(None),
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    careful(options);
    let file = options.read(true).write(true).open(path)?;
    Ok(file.metadata()?.is_file().then_some(file))
}

/// Keeps what was put in the place of the file since we looked from doing harm.
#[cfg(target_os = "linux")]
fn careful(options: &mut OpenOptions) {
    use fs_err::os::unix::fs::OpenOptionsExt as _;
    use rustix::fs::OFlags;
    options.custom_flags((OFlags::NONBLOCK | OFlags::NOFOLLOW).bits().cast_signed());
}

#[cfg(not(target_os = "linux"))]
fn careful(_: &mut OpenOptions) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_are_opened() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let open = |name: &str| open_own(&at(name), OpenOptions::new().create(true).truncate(false));
        assert!(open("new").unwrap().is_some());
        fs_err::create_dir(at("folder")).unwrap();
        assert!(open("folder").unwrap().is_none());
        #[cfg(unix)]
        {
            fs_err::os::unix::fs::symlink("nowhere", at("link")).unwrap();
            assert!(open("link").unwrap().is_none());
            assert!(!at("nowhere").exists(), "nothing is made through the link");
        }
        assert_eq!(open("folder/x/y").unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
