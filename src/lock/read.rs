//! Reads the lock.

use super::{Content, Lock, LockedPack};
use crate::decode::{Decoder, Fields};
use crate::diagnostic::{Diagnostic, Id, Severity};
use crate::profile::{API_VERSION, IDS};
use crate::source::{SourceId, Sources, Span};
use crate::yaml::{self, Node};
use std::collections::BTreeMap;

const INVALID_YAML: Id = Id::new("profile/invalid-yaml");
const KEYS: &[&str] = &["version", "revision", "digest", "values", "manifests", "images", "stored", "used"];

/// Reads a lock from a text.
///
/// # Errors
/// Returns every mistake that was found.
pub fn read(source: SourceId, sources: &Sources) -> Result<Lock, Vec<Diagnostic>> {
    let parsed = yaml::parse(sources, source, INVALID_YAML);
    if !parsed.problems.is_empty() {
        return Err(parsed.problems);
    }
    let root = match &parsed.documents[..] {
        [root] => root,
        // An empty lock would let every pack change in silence.
        [] => {
            return Err(vec![
                Diagnostic::error(INVALID_YAML, Span::start_of(source), "the lock is empty")
                    .help("delete it, then run `vmopack lock`"),
            ]);
        }
        [_, second, ..] => return Err(vec![Diagnostic::error(INVALID_YAML, second.span, "a lock is one document")]),
    };
    let mut decoder = Decoder::new(&IDS);
    let lock = decode(&mut decoder, root);
    let problems = decoder.finish();
    if problems.iter().any(|problem| problem.severity == Severity::Error) { Err(problems) } else { Ok(lock) }
}

fn decode(decoder: &mut Decoder, root: &Node) -> Lock {
    let fields = decoder.fields(root, &["apiVersion", "kind", "packs"]);
    for (key, expected) in [("apiVersion", API_VERSION), ("kind", "Lock")] {
        let found = decoder.required(&fields, key).and_then(|node| decoder.text(node));
        if let Some(text) = found.filter(|text| text.value != expected) {
            decoder.invalid(text.span, format!("`{key}` is `{expected}` for a lock"));
        }
    }
    let mut lock = Lock::default();
    let Some(packs) = decoder.required(&fields, "packs") else { return lock };
    for entry in decoder.entries(packs) {
        if let Some(pack) = locked_pack(decoder, &entry.value) {
            lock.packs.insert(entry.key.clone(), pack);
            lock.spans.insert(entry.key.clone(), entry.key_span);
        }
    }
    lock
}

fn locked_pack(decoder: &mut Decoder, node: &Node) -> Option<LockedPack> {
    let fields = decoder.fields(node, KEYS);
    let version = decoder.required(&fields, "version").and_then(|node| decoder.text(node));
    let revision = decoder.required(&fields, "revision").and_then(|node| number(decoder, node));
    let digest = decoder.required(&fields, "digest").and_then(|node| decoder.text(node));
    let values = texts(decoder, &fields, "values");
    let manifests = texts(decoder, &fields, "manifests");
    let images = fields.get("images").map(|node| decoder.texts(node)).unwrap_or_default();
    let stored = texts(decoder, &fields, "stored");
    let used = fields.get("used").map(|node| decoder.entries(node)).unwrap_or_default();
    let used = used.iter().filter_map(|entry| Some((entry.key.clone(), number(decoder, &entry.value)?)));
    let mut used: BTreeMap<String, u32> = used.collect();
    let images = images.into_iter().map(|image| image.value).collect();
    let content = Content { digest: digest?.value, values, manifests, images, stored };
    let (version, revision) = (version?.value, revision?);
    // The revision was handed out, whatever a merge of two branches made of the list.
    used.entry(version.clone()).and_modify(|highest| *highest = revision.max(*highest)).or_insert(revision);
    Some(LockedPack { version, revision, content, used })
}

/// Reads a revision; the limit leaves room for as many more as anybody can lock.
fn number(decoder: &mut Decoder, node: &Node) -> Option<u32> {
    let number = decoder.integer(node)?;
    let valid = u32::try_from(number).ok().filter(|number| (1..=1_000_000_000).contains(number));
    if valid.is_none() {
        decoder.invalid(node.span, "a revision is a number from 1 to 1000000000");
    }
    valid
}

fn texts(decoder: &mut Decoder, fields: &Fields<'_>, key: &str) -> BTreeMap<String, String> {
    let entries = fields.get(key).map(|node| decoder.entries(node)).unwrap_or_default();
    entries.iter().filter_map(|entry| Some((entry.key.clone(), decoder.text(&entry.value)?.value))).collect()
}
