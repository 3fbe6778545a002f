//! What a revision of a pack holds, for the lock.

use super::{Error, needed_images, pack_files};
use crate::kubernetes::Crd;
use crate::lock::Content;
use crate::oci::Digest;
use crate::render::RenderedPack;
use crate::yaml;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Records what a pack holds. The revision is left out: it follows from the content.
///
/// # Errors
/// Fails when the pack's files cannot be written.
pub fn content(pack: &RenderedPack, clouds: &[String]) -> Result<Content, Error> {
    let component = pack.resolved.version.version.value.to_string();
    let files = pack_files(pack, &component, clouds)?;
    let mut sums = String::new();
    let mut manifests = BTreeMap::new();
    for (path, bytes) in files.iter() {
        let digest = Digest::of(bytes).hex();
        let _ = writeln!(sums, "{digest}  {path}");
        if let Some(name) = path.strip_prefix("manifests/") {
            manifests.insert(name.to_owned(), digest);
        }
    }
    let crds = pack.files.iter().flat_map(|file| &file.documents).filter_map(Crd::of);
    let stored = crds.filter_map(|crd| Some((crd.name()?.to_owned(), crd.storage_version()?.to_owned())));
    Ok(Content {
        digest: Digest::of(&sums).to_string(),
        values: yaml::flatten(&pack.resolved.values),
        manifests,
        images: needed_images(pack),
        stored: stored.collect(),
    })
}
