//! The files of an image layout: where they are, and what makes a directory one.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::time::Duration;

use fs_err::File;
use serde::{Deserialize, Serialize};

use super::super::{Digest, LayoutProblem};
use super::lock::Lock;
use crate::fs::{create_durable, read_at_most, replace, sweep};

const MARKER: &str = "oci-layout";
const INDEX: &str = "index.json";
const LOCK: &str = ".vmopack.lock";
/// Files of ours that may lie in a directory which is no layout yet begin like this.
const OWN_PREFIX: &str = ".vmopack";
const VERSION: &str = "1.0.0";
const EMPTY_INDEX: &str =
    concat!(r#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}"#, "\n");
/// How long another writer is waited for: it holds the lock for as long as a small file takes to be written.
const PATIENCE: Duration = Duration::from_mins(1);
/// Largest `oci-layout` file that is read.
const MAX_MARKER: u64 = 64 << 10;

/// The directory of an image layout.
#[derive(Debug)]
pub(super) struct Directory {
    path: PathBuf,
    patience: Duration,
    swept: Once,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Marker {
    image_layout_version: String,
}

impl Directory {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, patience: PATIENCE, swept: Once::new() }
    }

    pub(super) fn set_patience(&mut self, patience: Duration) {
        self.patience = patience;
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn index(&self) -> PathBuf {
        self.path.join(INDEX)
    }

    pub(super) fn blob(&self, digest: &Digest) -> PathBuf {
        self.blobs().join(digest.hex())
    }

    fn blobs(&self) -> PathBuf {
        self.path.join("blobs").join("sha256")
    }

    /// Refuses a directory that holds something else, and tells whether it is a layout already.
    pub(super) fn check(&self) -> Result<bool, LayoutProblem> {
        if self.is_marked()? {
            return Ok(true);
        }
        // Another writer may be making the layout: its marker comes before its other files.
        if self.holds_foreign_files()? && !self.is_marked()? {
            return Err(LayoutProblem::Foreign);
        }
        self.is_marked()
    }

    fn is_marked(&self) -> Result<bool, LayoutProblem> {
        read(&self.path.join(MARKER), MAX_MARKER)?.map_or(Ok(false), |bytes| check_marker(&bytes).map(|()| true))
    }

    fn holds_foreign_files(&self) -> io::Result<bool> {
        let entries = match fs_err::read_dir(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            entries => entries?,
        };
        for entry in entries {
            if !entry?.file_name().to_string_lossy().starts_with(OWN_PREFIX) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Makes the directory a layout if it is none, and locks it.
    pub(super) fn prepare(&self) -> Result<Lock, LayoutProblem> {
        create_durable(&self.path)?;
        // The lock is a file of its own, since the index is replaced and a replaced file cannot be locked.
        let lock = Lock::take(&self.path.join(LOCK), self.patience)?;
        if !self.check()? {
            let marker = Marker { image_layout_version: VERSION.to_owned() };
            let json = serde_json::to_vec(&marker).map_err(|source| LayoutProblem::Json { file: MARKER, source })?;
            replace(&self.path.join(MARKER), &mut json.as_slice())?;
        }
        if !self.index().exists() {
            replace(&self.index(), &mut EMPTY_INDEX.as_bytes())?;
        }
        create_durable(&self.blobs())?;
        self.swept.call_once(|| sweep(&self.blobs()));
        Ok(lock)
    }
}

fn check_marker(bytes: &[u8]) -> Result<(), LayoutProblem> {
    let marker: Marker =
        serde_json::from_slice(bytes).map_err(|source| LayoutProblem::Json { file: MARKER, source })?;
    if marker.image_layout_version == VERSION {
        Ok(())
    } else {
        Err(LayoutProblem::Version { found: marker.image_layout_version })
    }
}

/// Reads a small file, if it exists.
pub(super) fn read(path: &Path, limit: u64) -> Result<Option<Vec<u8>>, LayoutProblem> {
    match fs_err::metadata(path) {
        Ok(metadata) if metadata.is_file() => {}
        // A pipe would block for ever.
        Ok(_) => return Err(LayoutProblem::NotAFile { path: path.to_owned() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    }
    let bytes = read_at_most(File::open(path)?, limit)?;
    bytes.map(Some).ok_or_else(|| LayoutProblem::TooLarge { path: path.to_owned(), limit })
}
