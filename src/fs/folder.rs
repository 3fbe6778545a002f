//! A folder that appears whole: it is filled beside its place and swapped in.

use super::directory::{add, parent, seal, sync};
use super::error::WriteError;
use super::staging::{MARK, Staging};
use super::swap;
use crate::tree::is_safe;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A folder that is being filled.
#[derive(Debug)]
pub struct Folder {
    place: PathBuf,
    staging: Staging,
}

impl Folder {
    /// Starts a folder that will stand at `place`, in place of an earlier one of ours.
    ///
    /// # Errors
    /// Fails when the place holds something that is not ours, or nothing can be written beside it.
    pub fn stage(place: &Path) -> Result<Self, WriteError> {
        if holds_working_folder(place) {
            return Err(WriteError::WorkingFolder { path: place.to_owned() });
        }
        if !is_replaceable(place)? {
            return Err(WriteError::NotOurs { path: place.to_owned() });
        }
        let parent = parent(place);
        let staging = fs::create_dir_all(parent).and_then(|()| Staging::create(parent));
        let staging = staging.map_err(WriteError::io(parent))?;
        Ok(Self { place: place.to_owned(), staging })
    }

    /// Adds a file.
    ///
    /// # Errors
    /// Fails when the name could leave the folder, or the file cannot be written.
    pub fn add(&mut self, path: &str, bytes: &[u8]) -> Result<(), WriteError> {
        if !is_safe(path) {
            return Err(WriteError::Unsafe { path: path.to_owned() });
        }
        add(&self.staging.path, path, bytes).map_err(WriteError::io(&self.place.join(path)))
    }

    /// Swaps the folder in. An earlier one goes away only after the new one stands in its place.
    ///
    /// # Errors
    /// Fails when the operating system refuses, or something that is not ours stands there by now; what was there before
    /// is still there then.
    pub fn finish(self) -> Result<(), WriteError> {
        if !is_replaceable(&self.place)? {
            return Err(WriteError::NotOurs { path: self.place });
        }
        let io = WriteError::io(&self.place);
        seal(&self.staging.path).map_err(&io)?;
        swap::put(&self.staging.path, &self.place).map_err(&io)?;
        // The staging folder is gone now, or holds the earlier content, which goes with it.
        drop(self.staging);
        sync(parent(&self.place)).map_err(io)
    }
}

fn holds_working_folder(place: &Path) -> bool {
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    matches!((here, place.canonicalize()), (Ok(here), Ok(place)) if here.starts_with(&place))
}

fn is_replaceable(place: &Path) -> Result<bool, WriteError> {
    match fs::symlink_metadata(place) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(WriteError::io(place)(error)),
        Ok(metadata) if !metadata.is_dir() => Ok(false),
        Ok(_) if place.join(MARK).is_file() => Ok(true),
        Ok(_) => {
            let mut entries = fs::read_dir(place).map_err(WriteError::io(place))?;
            Ok(entries.next().is_none())
        }
    }
}
