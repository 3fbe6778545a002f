//! A folder that appears whole: it is filled beside its place and swapped in.

use super::staging::Staging;
use super::swap;
use crate::tree::is_safe;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file that marks folders of ours, so that nothing else is ever replaced.
pub(super) const MARK: &str = ".vmopack";

/// A folder that is being filled.
#[derive(Debug)]
pub struct Folder {
    place: PathBuf,
    staging: Staging,
}

/// Why a folder could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operating system refused.
    #[error("cannot write {}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What it said.
        #[source]
        source: io::Error,
    },
    /// The place holds something that is not ours.
    #[error("{} exists and was not made by vmopack: it would be replaced", path.display())]
    NotOurs {
        /// The place.
        path: PathBuf,
    },
    /// The place is the folder that the command runs in, or one around it.
    #[error("{} would be replaced as a whole, and this command runs in it: name a folder of its own", path.display())]
    WorkingFolder {
        /// The place.
        path: PathBuf,
    },
    /// A name that could leave the folder.
    #[error("`{path}` is no path inside a folder")]
    Unsafe {
        /// The name.
        path: String,
    },
}

impl Folder {
    /// Starts a folder that will stand at `place`, in place of an earlier one of ours.
    ///
    /// # Errors
    /// Fails when the place holds something that is not ours, or nothing can be written beside it.
    pub fn stage(place: &Path) -> Result<Self, Error> {
        if holds_working_folder(place) {
            return Err(Error::WorkingFolder { path: place.to_owned() });
        }
        if !is_replaceable(place)? {
            return Err(Error::NotOurs { path: place.to_owned() });
        }
        let parent = parent(place);
        fs::create_dir_all(&parent).map_err(|source| Error::Io { path: parent.clone(), source })?;
        let staging = Staging::create(&parent).map_err(|source| Error::Io { path: parent, source })?;
        Ok(Self { place: place.to_owned(), staging })
    }

    /// Adds a file.
    ///
    /// # Errors
    /// Fails when the name could leave the folder, or the file cannot be written.
    pub fn add(&mut self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        if !is_safe(path) {
            return Err(Error::Unsafe { path: path.to_owned() });
        }
        let file = self.staging.path.join(path);
        let parent = parent(&file);
        fs::create_dir_all(&parent).map_err(|source| Error::Io { path: parent, source })?;
        write(&file, bytes)
    }

    /// Swaps the folder in. An earlier one goes away only after the new one stands in its place.
    ///
    /// # Errors
    /// Fails when the operating system refuses, or something that is not ours stands there by now; what was there before
    /// is still there then.
    pub fn finish(self) -> Result<(), Error> {
        if !is_replaceable(&self.place)? {
            return Err(Error::NotOurs { path: self.place });
        }
        let io = |source| Error::Io { path: self.place.clone(), source };
        readable(&self.staging.path).map_err(io)?;
        sync_tree(&self.staging.path).map_err(io)?;
        swap::put(&self.staging.path, &self.place).map_err(io)?;
        // The staging folder is gone now, or holds the earlier content, which goes with it.
        drop(self.staging);
        sync_folder(&parent(&self.place)).map_err(|source| Error::Io { path: self.place.clone(), source })
    }
}

/// Temporary folders are private; results are for everybody whom the umask admits.
#[cfg(unix)]
pub(super) fn readable(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let probe = folder.join(".vmopack-probe");
    fs::create_dir(&probe)?;
    let mode = fs::metadata(&probe)?.permissions().mode();
    fs::remove_dir(&probe)?;
    fs::set_permissions(folder, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
pub(super) fn readable(_: &Path) -> io::Result<()> {
    Ok(())
}

fn holds_working_folder(place: &Path) -> bool {
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    matches!((here, place.canonicalize()), (Ok(here), Ok(place)) if here.starts_with(&place))
}

fn is_replaceable(place: &Path) -> Result<bool, Error> {
    match fs::symlink_metadata(place) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(source) => Err(Error::Io { path: place.to_owned(), source }),
        Ok(metadata) if !metadata.is_dir() => Ok(false),
        Ok(_) if place.join(MARK).is_file() => Ok(true),
        Ok(_) => {
            let mut entries = fs::read_dir(place).map_err(|source| Error::Io { path: place.to_owned(), source })?;
            Ok(entries.next().is_none())
        }
    }
}

pub(super) fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let io = |source| Error::Io { path: path.to_owned(), source };
    let mut file = File::create_new(path).map_err(io)?;
    file.write_all(bytes).map_err(io)?;
    file.sync_all().map_err(io)
}

fn sync_tree(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_tree(&entry.path())?;
        }
    }
    sync_folder(folder)
}

pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
