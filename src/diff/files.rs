//! Files whose content is not compared in itself: whether they change is still told.

use super::change::Change;
use super::view::{Files, View};

/// A file that is compared by its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FileChange {
    /// Its name.
    pub(super) name: String,
    /// What happens to it.
    pub(super) change: Change,
}

/// Returns the files that change, but for those that both sides hold as values or objects.
pub(super) fn compare(before: View<'_>, after: View<'_>, objects_known: bool) -> Vec<FileChange> {
    match (before.is_source(), after.is_source()) {
        (true, true) if objects_known => Vec::new(),
        (false, false) => changes(&before.files(), &after.files()),
        _ => changes(&before.manifest_files(), &after.manifest_files()),
    }
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
