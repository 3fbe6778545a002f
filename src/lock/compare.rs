//! Says what changed under a locked version.

use super::{Content, Lock};
use crate::diagnostic::{Diagnostic, Id};
use crate::source::Span;
use std::collections::BTreeMap;

const LOCK_MISMATCH: Id = Id::new("profile/lock-mismatch");
/// Changes of one kind that are spelled out before the rest is only counted.
const SHOWN: usize = 8;

/// Compares a pack that was built now with what the lock says of it; `None` when they agree.
///
/// `layer` is the place of the layer in the profile.
pub fn compare(lock: &Lock, name: &str, version: &str, content: &Content, layer: Span) -> Option<Diagnostic> {
    let Some(locked) = lock.packs.get(name) else {
        let message = format!("`{name}` is not in vmopack.lock");
        return Some(Diagnostic::error(LOCK_MISMATCH, layer, message).help("run `vmopack lock`, and commit the lock"));
    };
    if locked.version == version && locked.content.digest == content.digest {
        return None;
    }
    let message = format!("`{name}` differs from what vmopack.lock holds as {}-{}", locked.version, locked.revision);
    let mut diagnostic = Diagnostic::error(LOCK_MISMATCH, layer, message)
        .help("run `vmopack lock` to give the new content its next revision, and commit the lock");
    if let Some(span) = lock.spans.get(name) {
        diagnostic = diagnostic.label(*span, "locked here");
    }
    if locked.version != version {
        diagnostic = diagnostic.note(format!("version: {} is now {version}", locked.version));
    }
    for line in changes(&locked.content, content) {
        diagnostic = diagnostic.note(line);
    }
    Some(diagnostic)
}

fn changes(old: &Content, new: &Content) -> Vec<String> {
    let mut lines = Vec::new();
    push(&mut lines, "value", &old.values, &new.values, |old, new| format!("{old} is now {new}"));
    push(&mut lines, "manifest", &old.manifests, &new.manifests, |_, _| "changed".to_owned());
    let images = |content: &Content| content.images.iter().map(|image| (image.clone(), String::new())).collect();
    push(&mut lines, "image", &images(old), &images(new), |_, _| String::new());
    if lines.is_empty() {
        lines.push("metadata, README or logo of the pack changed".to_owned());
    }
    lines
}

fn push(
    lines: &mut Vec<String>,
    kind: &str,
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
    describe: fn(&str, &str) -> String,
) {
    let removed = old.keys().filter(|key| !new.contains_key(*key)).map(|key| format!("{kind} {key}: removed"));
    let changed = new.iter().filter_map(|(key, value)| match old.get(key) {
        None => Some(format!("{kind} {key}: new")),
        Some(before) if before != value => Some(format!("{kind} {key}: {}", describe(before, value))),
        Some(_) => None,
    });
    let all: Vec<String> = removed.chain(changed).collect();
    lines.extend(all.iter().take(SHOWN).cloned());
    if all.len() > SHOWN {
        lines.push(format!("{} more {kind} changes", all.len() - SHOWN));
    }
}
