//! Deterministic `.tar.gz` archives of packs.

mod read;
mod write;

pub use read::{ArchiveFile, Files, ReadError, read, read_files};

use crate::check::Checked;
use crate::oci::Digest;
use crate::palette;
use crate::tree::FileTree;
use rayon::prelude::*;

/// The archive of one pack. The same pack gives the same bytes on every machine.
#[derive(Clone, Debug)]
pub struct Archive {
    /// Name of the pack.
    pub name: String,
    /// Version of the pack: `<component>-<revision>`.
    pub version: String,
    /// The gzip file.
    pub bytes: Vec<u8>,
    /// SHA-256 of the gzip file.
    pub digest: Digest,
    /// SHA-256 of the tar inside, which does not depend on the compressor.
    pub tar_digest: Digest,
}

impl Archive {
    /// Returns the name of the file: `<name>-<version>.tar.gz`.
    pub fn file_name(&self) -> String {
        format!("{}-{}.tar.gz", self.name, self.version)
    }
}

/// Why an archive could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The files of the pack could not be written.
    #[error("cannot write the files of pack {pack}")]
    Files {
        /// The pack.
        pack: String,
        /// Why.
        #[source]
        source: palette::Error,
    },
    /// The archive could not be written.
    #[error("cannot archive pack {pack}")]
    Write {
        /// The pack.
        pack: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

/// Archives every pack that will be built, in the profile's order.
///
/// # Errors
/// Fails when a pack holds a file that an archive cannot hold.
pub fn archive(checked: &Checked) -> Result<Vec<Archive>, Error> {
    let rendered = checked.rendered();
    let clouds = &rendered.profile.target.clouds;
    let packs: Vec<_> = rendered.packs().collect();
    let archives = packs.into_par_iter().map(|pack| {
        let (name, version) = (pack.resolved.name.clone(), pack.resolved.published_version());
        let files = palette::pack_files(pack, &version, clouds)
            .map_err(|source| Error::Files { pack: name.clone(), source })?;
        build(name, version, &files)
    });
    archives.collect()
}

fn build(name: String, version: String, files: &FileTree) -> Result<Archive, Error> {
    match write::tar_gz(&format!("{name}-{version}"), files) {
        Ok((bytes, tar_digest)) => Ok(Archive { digest: Digest::of(&bytes), name, version, bytes, tar_digest }),
        Err(source) => Err(Error::Write { pack: name, source }),
    }
}
