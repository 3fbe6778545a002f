//! The files of a pack, composed once: what rules, the lock, the archive and the pack folder are about.

use super::pack_json;
use super::{Error, needed_images, pack_files};
use crate::kubernetes::Crd;
use crate::lock::Content;
use crate::oci::Digest;
use crate::render::{Rendered, RenderedPack};
use crate::tree::FileTree;
use crate::yaml;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A pack as it is published.
#[derive(Clone, Debug)]
pub struct ComposedPack {
    /// Its published name: `<profile>-<pack>`.
    pub name: String,
    /// The version of the component.
    pub component: String,
    /// Its published version: `<component>-<revision>`.
    pub version: String,
    /// Its files.
    pub files: FileTree,
    /// SHA-256 of each file; of `pack.json`, without the revision.
    pub digests: BTreeMap<String, String>,
    /// What a lock says of it.
    pub content: Content,
}

/// Composes the files of every pack of a profile, in its order.
///
/// # Errors
/// Fails when a template has a name that cannot be a file in a pack.
pub fn compose(rendered: &Rendered) -> Result<Vec<ComposedPack>, Error> {
    let clouds = &rendered.profile.target.clouds;
    let packs: Vec<&RenderedPack> = rendered.packs().collect();
    packs.into_par_iter().map(|pack| compose_pack(pack, clouds)).collect()
}

fn compose_pack(pack: &RenderedPack, clouds: &[String]) -> Result<ComposedPack, Error> {
    let resolved = &pack.resolved;
    let (component, version) = (resolved.version.version.value.to_string(), resolved.published_version());
    let files = pack_files(pack, &version, clouds)?;
    let mut digests: BTreeMap<String, String> =
        files.iter().map(|(path, bytes)| (path.to_owned(), Digest::of(bytes).hex())).collect();
    // The revision follows from the content, so it is not a part of it.
    let description = pack_json::render(pack, &component, clouds)?;
    digests.insert(pack_json::NAME.to_owned(), Digest::of(description).hex());
    let content = content(pack, &digests);
    Ok(ComposedPack { name: resolved.name.clone(), component, version, files, digests, content })
}

fn content(pack: &RenderedPack, digests: &BTreeMap<String, String>) -> Content {
    let mut sums = String::new();
    for (path, digest) in digests {
        let _ = writeln!(sums, "{digest}  {path}");
    }
    let manifests = digests.iter();
    let manifests = manifests.filter_map(|(path, digest)| Some((path.strip_prefix("manifests/")?, digest)));
    let crds = pack.files.iter().flat_map(|file| &file.documents).filter_map(Crd::of);
    let stored = crds.filter_map(|crd| Some((crd.name()?.to_owned(), crd.storage_version()?.to_owned())));
    Content {
        digest: Digest::of(&sums).to_string(),
        values: yaml::flatten(&pack.resolved.values),
        manifests: manifests.map(|(name, digest)| (name.to_owned(), digest.clone())).collect(),
        images: needed_images(pack),
        stored: stored.collect(),
    }
}
