//! The files of an image layout: where they are, how they come into being whole, and who may change the index.

use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::time::Duration;

use fs_err::{DirEntry, File, OpenOptions};
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::super::{Digest, LayoutProblem};
use super::lock::{Lock, open_own};

const MARKER: &str = "oci-layout";
const INDEX: &str = "index.json";
const LOCK: &str = ".vmopack.lock";
/// Files of ours that may lie in a directory which is no layout yet begin like this.
const OWN_PREFIX: &str = ".vmopack";
const VERSION: &str = "1.0.0";
const EMPTY_INDEX: &str =
    concat!(r#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}"#, "\n");
const BUFFER: usize = 256 << 10;
/// A writer has locked its temporary file long before it is this old.
const LOCKED_BY_THEN: Duration = Duration::from_mins(1);
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
        read_bounded(&self.path.join(MARKER), MAX_MARKER)?
            .map_or(Ok(false), |bytes| check_marker(&bytes).map(|()| true))
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
        create(&self.path)?;
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
        create(&self.blobs())?;
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
pub(super) fn read_bounded(path: &Path, limit: u64) -> Result<Option<Vec<u8>>, LayoutProblem> {
    match fs_err::metadata(path) {
        Ok(metadata) if metadata.is_file() => {}
        // A pipe would block for ever.
        Ok(_) => return Err(LayoutProblem::NotAFile { path: path.to_owned() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(LayoutProblem::TooLarge { path: path.to_owned(), limit });
    }
    Ok(Some(bytes))
}

/// Makes a directory and those above it so that they are there after a power cut. Returns what was synced for that.
fn create(path: &Path) -> io::Result<Vec<PathBuf>> {
    let is_missing = |path: &&Path| !path.as_os_str().is_empty() && !path.exists();
    let missing: Vec<&Path> = path.ancestors().take_while(is_missing).collect();
    fs_err::create_dir_all(path)?;
    let parents: Vec<PathBuf> = missing.into_iter().map(parent).collect();
    for parent in &parents {
        match sync(parent) {
            // Where we may make directories but not list them, the system decides when they last.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {}
            synced => synced?,
        }
    }
    Ok(parents)
}

fn parent(path: &Path) -> PathBuf {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    parent.unwrap_or(Path::new(".")).to_owned()
}

/// Writes a file so that at any moment its old or its new content is there, also after a power cut.
pub(super) fn replace(path: &Path, content: &mut dyn Read) -> io::Result<()> {
    let parent = parent(path);
    let mut writer = BufWriter::with_capacity(BUFFER, temporary(&parent)?);
    io::copy(content, &mut writer)?;
    writer.flush()?;
    let temporary = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
    temporary.as_file().sync_all()?;
    temporary.persist(path).map_err(|error| error.error)?;
    sync(&parent)
}

/// Removes what writers left behind that were killed. It is not worth an error if that cannot be done.
fn sweep(directory: &Path) {
    let Ok(entries) = fs_err::read_dir(directory) else {
        return;
    };
    let is_own = |entry: &DirEntry| entry.file_name().to_string_lossy().starts_with(OWN_PREFIX);
    for entry in entries.flatten().filter(is_own) {
        if is_abandoned(&entry.path()).unwrap_or(false) {
            let _ = fs_err::remove_file(entry.path());
        }
    }
}

/// A writer locks its file, and the system lets go of the lock when the writer dies.
fn is_abandoned(path: &Path) -> Result<bool, LayoutProblem> {
    let file = open_own(path, &mut OpenOptions::new())?;
    let age = file.metadata()?.modified()?.elapsed().unwrap_or_default();
    Ok(age > LOCKED_BY_THEN && file.try_lock().is_ok())
}

fn temporary(parent: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".vmopack-");
    // Temporary files are private by default; these become part of a directory that others read. The umask applies.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = builder.tempfile_in(parent)?;
    // Where files cannot be locked, nothing is ever taken for abandoned.
    let _ = file.as_file().lock();
    Ok(file)
}

#[cfg(unix)]
fn sync(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

/// Other systems do not open directories.
#[cfg(not(unix))]
fn sync(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_new_directories_is_synced() {
        let root = tempfile::tempdir().unwrap();
        let below = |path: &str| root.path().join(path);
        assert_eq!(create(&below("layout/blobs/sha256")).unwrap(), ["layout/blobs", "layout", ""].map(below));
        assert_eq!(create(&below("layout/blobs/sha256")).unwrap(), [] as [PathBuf; 0]);
        assert_eq!(parent(Path::new("layout")), Path::new("."));
    }
}
