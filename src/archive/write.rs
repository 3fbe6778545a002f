//! Everything that the bytes of an archive depend on is decided here.
//!
//! Tar: ustar headers, entries sorted by the bytes of their path with folders before their content, mode 0644 or 0755,
//! owner 0 without names, time 0. Gzip: no name, no time, OS "unknown", level 6 of zlib-rs.

use crate::oci::Digest;
use crate::tree::FileTree;
use flate2::{Compression, GzBuilder};
use std::collections::BTreeSet;
use std::io::{self, Write};
use tar::{EntryType, Header};

/// The compressor sees blocks of this size only: its output depends on how its input is cut.
const BLOCK: usize = 64 * 1024;
/// The byte of the gzip header that means "unknown" (RFC 1952, section 2.3.1).
const UNKNOWN_SYSTEM: u8 = 255;

/// Writes a tree below one top folder; returns the gzip file and the digest of the tar inside.
pub(super) fn tar_gz(top: &str, files: &FileTree) -> io::Result<(Vec<u8>, Digest)> {
    let tar = tar(top, files)?;
    let mut gzip = GzBuilder::new()
        .mtime(0)
        .operating_system(UNKNOWN_SYSTEM)
        .write(Vec::with_capacity(tar.len() / 4), Compression::new(6));
    tar.chunks(BLOCK).try_for_each(|block| gzip.write_all(block))?;
    Ok((gzip.finish()?, Digest::of(&tar)))
}

fn tar(top: &str, files: &FileTree) -> io::Result<Vec<u8>> {
    let mut builder = tar::Builder::new(Vec::new());
    let mut entries: Vec<(String, Option<&[u8]>)> = folders(files).into_iter().map(|folder| (folder, None)).collect();
    entries.extend(files.iter().map(|(path, bytes)| (path.to_owned(), Some(bytes))));
    entries.sort();
    for (path, bytes) in entries {
        let path = format!("{top}/{path}");
        match bytes {
            Some(bytes) => append(&mut builder, &path, EntryType::Regular, bytes)?,
            None => append(&mut builder, &path, EntryType::Directory, &[])?,
        }
    }
    builder.into_inner()
}

/// Returns every folder of a tree with a slash at its end; the empty text is the top one.
fn folders(files: &FileTree) -> BTreeSet<String> {
    let inner = files.iter().flat_map(|(path, _)| path.match_indices('/').map(|(at, _)| path[..=at].to_owned()));
    inner.chain([String::new()]).collect()
}

fn append(builder: &mut tar::Builder<Vec<u8>>, path: &str, kind: EntryType, bytes: &[u8]) -> io::Result<()> {
    let mut header = Header::new_ustar();
    header.set_entry_type(kind);
    header.set_path(path)?;
    header.set_size(bytes.len() as u64);
    header.set_mode(if kind == EntryType::Directory { 0o755 } else { 0o644 });
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header.set_cksum();
    builder.append(&header, bytes)
}
