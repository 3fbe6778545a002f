//! Files whose content is not compared in itself: whether they change is still told.

use super::{Change, FileChange};
use crate::cluster::{Layer, LayerFile};
use std::collections::BTreeMap;

type Files = BTreeMap<String, LayerFile>;

/// Returns the files that change, but for those that both sides hold as values or objects.
pub(super) fn compare(before: &Layer, after: &Layer, objects_known: bool) -> Vec<FileChange> {
    match (before.content().is_some(), after.content().is_some()) {
        (true, true) if objects_known => Vec::new(),
        (false, false) => changes(&files(before), &files(after)),
        _ => changes(&manifests(before), &manifests(after)),
    }
}

/// Returns the manifests by their names alone, as locks have them.
fn manifests(layer: &Layer) -> Files {
    let Some(content) = layer.content() else {
        let files = files(layer).into_iter();
        return files.filter_map(|(path, file)| Some((path.strip_prefix("manifests/")?.to_owned(), file))).collect();
    };
    let file = |digest: &String| LayerFile { digest: digest.clone(), is_read: layer.objects.is_whole() };
    content.manifests.iter().map(|(name, digest)| (name.clone(), file(digest))).collect()
}

fn files(layer: &Layer) -> Files {
    layer.files.get().cloned().unwrap_or_default()
}

fn changes(old: &Files, new: &Files) -> Vec<FileChange> {
    // One side may not be made of files at all.
    if old.is_empty() || new.is_empty() {
        return Vec::new();
    }
    let removed = old.iter().filter(|(name, file)| !new.contains_key(*name) && !file.is_read);
    let removed = removed.map(|(name, _)| (name, Change::Removed));
    let others = new.iter().filter_map(|(name, file)| match old.get(name) {
        None => (!file.is_read).then_some((name, Change::Added)),
        Some(before) => {
            let is_told = before.is_read && file.is_read;
            (before.digest != file.digest && !is_told).then_some((name, Change::Changed))
        }
    });
    removed.chain(others).map(|(name, change)| FileChange { name: name.clone(), change }).collect()
}
