//! Reads the lock.

use super::{Content, Lock, LockedPack};
use crate::decode::{Decoder, Fields};
use crate::diagnostic::{Diagnostic, Id, Severity};
use crate::profile::IDS;
use crate::source::{SourceId, Sources};
use crate::yaml::{self, Node};
use std::collections::BTreeMap;

const INVALID_YAML: Id = Id::new("profile/invalid-yaml");

/// Reads a lock from a text.
///
/// # Errors
/// Returns every mistake that was found.
pub fn read(source: SourceId, sources: &Sources) -> Result<Lock, Vec<Diagnostic>> {
    let parsed = yaml::parse(sources, source, INVALID_YAML);
    if !parsed.problems.is_empty() {
        return Err(parsed.problems);
    }
    let Some(root) = parsed.documents.first() else { return Ok(Lock::default()) };
    let mut decoder = Decoder::new(&IDS);
    let lock = decode(&mut decoder, root);
    let problems = decoder.finish();
    if problems.iter().any(|problem| problem.severity == Severity::Error) { Err(problems) } else { Ok(lock) }
}

fn decode(decoder: &mut Decoder, root: &Node) -> Lock {
    let fields = decoder.fields(root, &["apiVersion", "kind", "packs"]);
    let mut lock = Lock::default();
    let Some(packs) = decoder.required(&fields, "packs").and_then(Node::as_mapping) else { return lock };
    for entry in &packs.entries {
        if let Some(pack) = locked_pack(decoder, &entry.value) {
            lock.packs.insert(entry.key.clone(), pack);
            lock.spans.insert(entry.key.clone(), entry.key_span);
        }
    }
    lock
}

fn locked_pack(decoder: &mut Decoder, node: &Node) -> Option<LockedPack> {
    let fields = decoder.fields(node, &["version", "revision", "digest", "values", "manifests", "images", "used"]);
    let version = decoder.required(&fields, "version").and_then(|node| decoder.text(node));
    let revision = decoder.required(&fields, "revision").and_then(|node| number(decoder, node));
    let digest = decoder.required(&fields, "digest").and_then(|node| decoder.text(node));
    let values = texts(decoder, &fields, "values");
    let manifests = texts(decoder, &fields, "manifests");
    let images = fields.get("images").map(|node| decoder.texts(node)).unwrap_or_default();
    let used = fields.get("used").and_then(Node::as_mapping).map(|mapping| &mapping.entries[..]).unwrap_or_default();
    let used = used.iter().filter_map(|entry| Some((entry.key.clone(), number(decoder, &entry.value)?)));
    let used = used.collect();
    let images = images.into_iter().map(|image| image.value).collect();
    let content = Content { digest: digest?.value, values, manifests, images };
    Some(LockedPack { version: version?.value, revision: revision?, content, used })
}

fn number(decoder: &mut Decoder, node: &Node) -> Option<u32> {
    let number = decoder.integer(node)?;
    let valid = u32::try_from(number).ok().filter(|number| *number > 0);
    if valid.is_none() {
        decoder.invalid(node.span, "a revision is a number from 1");
    }
    valid
}

fn texts(decoder: &mut Decoder, fields: &Fields<'_>, key: &str) -> BTreeMap<String, String> {
    let entries = fields.get(key).and_then(Node::as_mapping).map(|mapping| &mapping.entries[..]).unwrap_or_default();
    entries.iter().filter_map(|entry| Some((entry.key.clone(), decoder.text(&entry.value)?.value))).collect()
}
