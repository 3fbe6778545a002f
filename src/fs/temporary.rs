//! The one way in which a file gets its content: written under another name beside its place, synced, and renamed.

use super::directory::{parent, sync};
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;
use tempfile::{NamedTempFile, PersistError};

/// Names of temporary files begin like this.
pub(super) const PREFIX: &str = ".vmopack-";
const BUFFER: usize = 256 << 10;

/// A file that is being filled; it goes away when it is dropped before it got its place.
///
/// It is locked, so that a [sweep](super::sweep()) can tell it from one whose writer was killed.
pub(super) struct Temporary {
    writer: BufWriter<NamedTempFile>,
}

impl Temporary {
    /// Makes a file in the folder that `place` stands in.
    pub(super) fn beside(place: &Path) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX);
        // Temporary files are private unless told otherwise; results are for everybody whom the umask admits.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.tempfile_in(parent(place))?;
        // Where files cannot be locked, nothing is ever taken for abandoned.
        let _ = file.as_file().lock();
        Ok(Self { writer: BufWriter::with_capacity(BUFFER, file) })
    }

    /// Adds content of any size.
    pub(super) fn fill(mut self, content: &mut dyn Read) -> io::Result<Self> {
        io::copy(content, &mut self.writer)?;
        Ok(self)
    }

    /// Moves the file to its place; an earlier one is there until then, also after a power cut.
    pub(super) fn replace(self, place: &Path) -> io::Result<()> {
        self.put(place, |file| file.persist(place).map(drop))
    }

    /// Moves the file to its place if nothing is there.
    pub(super) fn put_new(self, place: &Path) -> io::Result<()> {
        self.put(place, |file| file.persist_noclobber(place).map(drop))
    }

    fn put(mut self, place: &Path, rename: impl FnOnce(NamedTempFile) -> Result<(), PersistError>) -> io::Result<()> {
        self.writer.flush()?;
        let file = self.writer.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.as_file().sync_all()?;
        rename(file).map_err(|error| error.error)?;
        sync(parent(place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    /// Gives some content, and then fails as a connection does.
    struct Broken(io::Repeat, usize);

    impl Read for Broken {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.1 = self.1.checked_sub(1).ok_or_else(|| io::Error::other("the reader broke"))?;
            self.0.read(buffer)
        }
    }

    fn write(place: &Path, content: &mut dyn Read) -> io::Result<()> {
        Temporary::beside(place)?.fill(content)?.replace(place)
    }

    fn place() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("place");
        (folder, place)
    }

    fn count(folder: &tempfile::TempDir) -> usize {
        fs_err::read_dir(folder.path()).unwrap().count()
    }

    #[test]
    fn an_earlier_file_stays_when_the_content_ends_in_an_error() {
        let (folder, place) = place();
        write(&place, &mut b"earlier".as_slice()).unwrap();
        let error = write(&place, &mut Broken(io::repeat(b'x'), 9)).unwrap_err();
        assert_eq!(error.to_string(), "the reader broke");
        assert_eq!(fs_err::read(&place).unwrap(), b"earlier");
        assert_eq!(count(&folder), 1, "nothing is left behind");
    }

    #[test]
    fn what_has_a_place_is_kept_when_the_new_file_cannot_go_there() {
        let (folder, place) = place();
        fs_err::create_dir(&place).unwrap();
        write(&place, &mut b"new".as_slice()).unwrap_err();
        Temporary::beside(&place).unwrap().put_new(&place).unwrap_err();
        assert!(place.is_dir());
        assert_eq!(count(&folder), 1, "nothing is left behind");
    }

    #[test]
    fn content_of_any_size_arrives_whole() {
        let (folder, place) = place();
        let size = 3 * BUFFER as u64 + 1;
        write(&place, &mut io::repeat(b'x').take(size)).unwrap();
        assert_eq!(fs_err::metadata(&place).unwrap().len(), size);
        assert_eq!(count(&folder), 1, "nothing is left behind");
    }

    #[test]
    fn a_file_without_a_place_goes_away() {
        let (folder, place) = place();
        drop(Temporary::beside(&place).unwrap().fill(&mut b"x".as_slice()).unwrap());
        assert_eq!(count(&folder), 0);
    }

    #[test]
    #[cfg(unix)]
    fn permissions_are_those_of_any_new_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let (folder, place) = place();
        let mode = |path: &Path| fs_err::metadata(path).unwrap().permissions().mode();
        let usual = folder.path().join("usual");
        fs_err::write(&usual, "").unwrap();
        write(&place, &mut b"".as_slice()).unwrap();
        assert_eq!(mode(&place), mode(&usual));
    }
}
