//! Reads archives that somebody else may have made: bounded, and without trusting a name or a size.

use super::{InputError, packed};
use crate::cluster::Layer;
use crate::fs;
use crate::oci::Digest;
use crate::profile::Name;
use crate::source::Sources;
use crate::tree::is_safe;
use flate2::read::MultiGzDecoder;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use tar::EntryType;

/// The largest archive file, in bytes.
const FILE_LIMIT: u64 = 64 << 20;
/// The most that an archive may unpack to, in bytes.
const CONTENT_LIMIT: u64 = 128 << 20;
/// The most entries of an archive.
const ENTRY_LIMIT: usize = 20_000;
/// The largest header with a long name or extended attributes, in bytes: the tar reader takes them into memory whole.
const HEADER_LIMIT: u64 = 64 << 10;
/// The largest `pack.json`, in bytes.
const PACK_JSON_LIMIT: u64 = 1 << 20;

/// A pack archive on disk whose whole content was read and found to be in order.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ArchiveFile {
    /// The file.
    pub path: PathBuf,
    /// Name of the pack.
    pub name: String,
    /// Version of the pack.
    pub version: String,
    /// SHA-256 of the file.
    pub digest: Digest,
    /// Size of the file in bytes.
    pub size: u64,
}

/// Contents of files, by their paths in a pack.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// Why a file is not the archive of a pack.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// The file cannot be read.
    #[error(transparent)]
    File(fs::ReadError),
    /// The content of the file ends early, or is no gzip or tar file.
    #[error("{} is damaged, or no archive", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        #[source]
        source: io::Error,
    },
    /// The file holds what no pack holds.
    #[error("{} is no pack archive: {reason}", path.display())]
    NotAPack {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

struct NameAndVersion {
    name: String,
    version: String,
}

impl NameAndVersion {
    fn read(bytes: &[u8]) -> Result<Self, String> {
        let root: serde_json::Value =
            serde_json::from_slice(bytes).map_err(|error| format!("pack.json cannot be read: {error}"))?;
        let text = |key: &str| {
            let text = root.get(key).and_then(serde_json::Value::as_str).map(str::to_owned);
            text.ok_or_else(|| format!("its pack.json has no text as `{key}`"))
        };
        Ok(Self { name: text("name")?, version: text("version")? })
    }
}

/// Reads an archive from end to end.
///
/// # Errors
/// Fails when the file is unreadable, too large, holds anything but files and folders below one top folder, or its
/// `pack.json` does not name the pack that the folder is called after.
pub(super) fn read(path: &Path) -> Result<ArchiveFile, ArchiveError> {
    read_files(path, |_| false).map(|(archive, _)| archive)
}

/// Reads an archive as [`read`] does, and keeps the files that are wanted, by their paths below the top folder.
///
/// # Errors
/// Fails as [`read`] does.
fn read_files(path: &Path, wanted: fn(&str) -> bool) -> Result<(ArchiveFile, Files), ArchiveError> {
    let not_a_pack = |reason: String| ArchiveError::NotAPack { path: path.to_owned(), reason };
    let bytes = fs::read_bounded(path, FILE_LIMIT).map_err(|error| match error {
        fs::ReadError::TooLarge { .. } => not_a_pack(format!("it is larger than {} MiB", FILE_LIMIT >> 20)),
        error => ArchiveError::File(error),
    })?;
    let Scan { top, pack_json, files } = match scan(&bytes, wanted) {
        Ok(found) => found,
        Err(Refused::Damage(source)) => return Err(ArchiveError::Damaged { path: path.to_owned(), source }),
        Err(Refused::NotAPack(reason)) => return Err(not_a_pack(reason)),
    };
    let pack = NameAndVersion::read(&pack_json).map_err(not_a_pack)?;
    pack.name.parse::<Name>().map_err(|error| not_a_pack(error.to_string()))?;
    crate::profile::parse_version(&pack.version).map_err(|error| not_a_pack(error.to_string()))?;
    let expected = format!("{}-{}", pack.name, pack.version);
    if top != expected {
        return Err(not_a_pack(format!("its folder is `{top}`, its pack.json says `{expected}`")));
    }
    let (digest, size) = (Digest::of(&bytes), bytes.len() as u64);
    Ok((ArchiveFile { path: path.to_owned(), name: pack.name, version: pack.version, digest, size }, files))
}

/// Reads the archive of a pack as a layer.
pub(super) fn layer(path: &Path, sources: &mut Sources) -> Result<Layer, InputError> {
    let (_, files) = read_files(path, |_| true)?;
    packed::layer(&path.to_string_lossy().replace('\\', "/"), &files, sources).map_err(InputError::Invalid)
}

/// What is in an archive, as far as it was asked for.
struct Scan {
    top: String,
    pack_json: Vec<u8>,
    files: Files,
}

enum Refused {
    Damage(io::Error),
    NotAPack(String),
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
        Self::Damage(error)
    }
}

/// Unpacks a gzip file of any number of members, up to the limit.
fn unpacked(bytes: &[u8]) -> tar::Archive<Limited<MultiGzDecoder<&[u8]>>> {
    tar::Archive::new(Limited { inner: MultiGzDecoder::new(bytes), left: CONTENT_LIMIT })
}

/// A reader that fails, instead of ending, where the limit is.
struct Limited<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        match self.left.checked_sub(count as u64) {
            Some(left) => self.left = left,
            None => return Err(io::Error::other(format!("it unpacks to more than {} MiB", CONTENT_LIMIT >> 20))),
        }
        Ok(count)
    }
}

/// Refuses headers that would fill the memory before anything can be said about their entry.
fn check_headers(bytes: &[u8]) -> Result<(), Refused> {
    for entry in unpacked(bytes).entries()?.raw(true) {
        let entry = entry?;
        let kind = entry.header().entry_type();
        let is_extension = kind.is_gnu_longname() || kind.is_gnu_longlink() || kind.is_pax_local_extensions();
        if (is_extension || kind.is_pax_global_extensions()) && entry.size() > HEADER_LIMIT {
            return Err(Refused::NotAPack(format!("it has a header of more than {} KiB", HEADER_LIMIT >> 10)));
        }
    }
    Ok(())
}

/// Walks all entries.
fn scan(bytes: &[u8], wanted: fn(&str) -> bool) -> Result<Scan, Refused> {
    check_headers(bytes)?;
    let mut archive = unpacked(bytes);
    let (mut top, mut pack_json, mut paths, mut files) = (None, None, Paths::default(), Files::new());
    for (count, entry) in archive.entries()?.enumerate() {
        let mut entry = entry?;
        if count >= ENTRY_LIMIT {
            return Err(Refused::NotAPack(format!("it has more than {ENTRY_LIMIT} entries")));
        }
        let path = check_entry(&entry)?;
        let (folder, inside) = path.split_once('/').unwrap_or((&path, ""));
        if *top.get_or_insert_with(|| folder.to_owned()) != folder {
            return Err(Refused::NotAPack("it has more than one top folder".to_owned()));
        }
        let is_folder = entry.header().entry_type() == EntryType::Directory;
        paths.add(&path, is_folder)?;
        if inside == "pack.json" {
            let mut content = Vec::new();
            entry.by_ref().take(PACK_JSON_LIMIT).read_to_end(&mut content)?;
            pack_json = Some(content);
        } else if !is_folder && wanted(inside) {
            // The limit of the whole content bounds this one, too.
            entry.read_to_end(files.entry(inside.to_owned()).or_default())?;
        }
        io::copy(&mut entry, &mut io::sink())?;
    }
    let mut rest = archive.into_inner();
    io::copy(&mut rest, &mut io::sink())?;
    match (top, pack_json) {
        (Some(top), Some(pack_json)) => {
            if wanted("pack.json") {
                files.insert("pack.json".to_owned(), pack_json.clone());
            }
            Ok(Scan { top, pack_json, files })
        }
        _ => Err(Refused::NotAPack("it has no pack.json in one top folder".to_owned())),
    }
}

/// The paths seen so far, in lower case: some file systems tell no difference.
#[derive(Default)]
struct Paths {
    files: BTreeSet<String>,
    folders: BTreeSet<String>,
    parents: BTreeSet<String>,
}

impl Paths {
    fn add(&mut self, path: &str, is_folder: bool) -> Result<(), Refused> {
        let lower = path.to_lowercase();
        if self.files.contains(&lower) || self.folders.contains(&lower) {
            return Err(Refused::NotAPack(format!("`{path}` is in it twice")));
        }
        let parents: Vec<&str> = lower.match_indices('/').map(|(at, _)| &lower[..at]).collect();
        if (!is_folder && self.parents.contains(&lower)) || parents.iter().any(|parent| self.files.contains(*parent)) {
            return Err(Refused::NotAPack(format!("`{path}` meets a path that is both file and folder")));
        }
        self.parents.extend(parents.into_iter().map(str::to_owned));
        if is_folder { &mut self.folders } else { &mut self.files }.insert(lower);
        Ok(())
    }
}

fn check_entry<R: Read>(entry: &tar::Entry<'_, R>) -> Result<String, Refused> {
    let path = entry.path_bytes();
    let path = std::str::from_utf8(&path).map_err(|_| Refused::NotAPack("a path is not UTF-8".to_owned()))?;
    let kind = entry.header().entry_type();
    let trimmed = if kind == EntryType::Directory { path.trim_end_matches('/') } else { path };
    if !is_safe(trimmed) {
        return Err(Refused::NotAPack(format!("`{}` leads out of it", path.escape_debug())));
    }
    if !matches!(kind, EntryType::Regular | EntryType::Directory) {
        return Err(Refused::NotAPack(format!("`{path}` is neither file nor folder")));
    }
    Ok(trimmed.to_owned())
}
