//! What a revision of a pack holds, for the lock.

use super::{Error, needed_images, pack_files};
use crate::lock::Content;
use crate::oci::Digest;
use crate::render::RenderedPack;
use crate::yaml::{Node, Path, Value};
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
    let mut values = BTreeMap::new();
    flatten(&pack.resolved.values, &Path::default(), &mut values);
    Ok(Content { digest: Digest::of(&sums).to_string(), values, manifests, images: needed_images(pack) })
}

fn flatten(node: &Node, path: &Path, into: &mut BTreeMap<String, String>) {
    match &node.value {
        Value::Mapping(mapping) if !mapping.entries.is_empty() => {
            mapping.entries.iter().for_each(|entry| flatten(&entry.value, &path.key(&entry.key), into));
        }
        // A pack without values has no path to name.
        Value::Mapping(_) if path.steps().is_empty() => {}
        _ => _ = into.insert(path.to_string(), node.to_json().to_string()),
    }
}
