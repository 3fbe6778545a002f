//! The pack sources that resolution may pick from.

use super::files::PackFiles;
use super::{Pack, embedded, load};
use crate::diagnostic::Diagnostic;
use crate::fs::{ReadError, entries};
use crate::profile::{Name, PackRef};
use crate::source::Sources;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The pack sources that come with vmopack, and those of folders that the user adds.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    folders: BTreeMap<String, PathBuf>,
}

/// Why a pack could not be taken from the catalog.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogError {
    /// No pack has this name.
    #[error("there is no pack `{name}`")]
    Unknown {
        /// The name.
        name: String,
        /// The names that exist.
        known: Vec<String>,
    },
    /// Its files cannot be read.
    #[error(transparent)]
    Files(#[from] ReadError),
    /// It has mistakes.
    #[error("the pack source has mistakes")]
    Invalid(Vec<Diagnostic>),
}

impl Catalog {
    /// Creates the catalog of the packs that come with vmopack.
    pub fn embedded() -> Self {
        Self::default()
    }

    /// Adds the packs of a folder, one folder each; they win over those that come with vmopack.
    ///
    /// # Errors
    /// Fails when the folder cannot be read.
    pub(crate) fn add_folder(&mut self, folder: &Path) -> Result<(), ReadError> {
        let packs = entries(folder)?.into_iter().filter(|path| path.join("pack.yaml").is_file());
        self.folders.extend(packs.filter_map(|path| Some((path.file_name()?.to_string_lossy().into_owned(), path))));
        Ok(())
    }

    /// Returns the names of all packs, sorted.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = embedded::names().map(str::to_owned).chain(self.folders.keys().cloned()).collect();
        names.sort();
        names.dedup();
        names
    }

    /// Opens a pack; a folder is relative to `base`.
    ///
    /// # Errors
    /// Fails when there is no such pack, its files cannot be read, or it has mistakes.
    pub fn open(&self, pack: &PackRef, base: &Path, sources: &mut Sources) -> Result<Pack, CatalogError> {
        let files = match pack {
            PackRef::Folder(folder) => PackFiles::read(&base.join(folder.strip_prefix("./").unwrap_or(folder)))?,
            PackRef::Named(name) => self.files(name)?,
        };
        load::load(&files, sources).map_err(CatalogError::Invalid)
    }

    fn files(&self, name: &Name) -> Result<PackFiles, CatalogError> {
        if let Some(folder) = self.folders.get(name.as_str()) {
            return Ok(PackFiles::read(folder)?);
        }
        if embedded::names().any(|known| known == name.as_str()) {
            return Ok(PackFiles::embedded(name.as_str()));
        }
        Err(CatalogError::Unknown { name: name.as_str().to_owned(), known: self.names() })
    }
}
