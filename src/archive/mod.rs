//! Deterministic `.tar.gz` archives of packs.

mod write;

use crate::assess::Checked;
use crate::oci::Digest;
use crate::palette::ComposedPack;
use rayon::prelude::*;

/// The archive of one pack. The same pack gives the same bytes on every machine.
#[derive(Clone, Debug)]
#[non_exhaustive]
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
#[error("cannot archive pack {pack}")]
pub struct Error {
    /// The pack.
    pub pack: String,
    /// Why.
    pub source: std::io::Error,
}

/// Archives every pack of a profile that passed, in its order.
///
/// # Errors
/// Fails when a pack holds a file that an archive cannot hold.
pub fn archive(checked: &Checked) -> Result<Vec<Archive>, Error> {
    checked.packs().par_iter().map(archive_pack).collect()
}

fn archive_pack(pack: &ComposedPack) -> Result<Archive, Error> {
    let (name, version) = (pack.name.clone(), pack.version.clone());
    match write::tar_gz(&format!("{name}-{version}"), &pack.files) {
        Ok((bytes, tar_digest)) => Ok(Archive { digest: Digest::of(&bytes), name, version, bytes, tar_digest }),
        Err(source) => Err(Error { pack: name, source }),
    }
}
