//! Kubernetes objects.

use super::change::Change;
use super::fields::{self, FieldChange};
use super::keyed::by_id;
use super::permissions::{is_role, of_role};
use super::secrets;
use crate::kubernetes::{Manifest, ObjectId};

/// An object that changes.
#[derive(Clone, Debug)]
pub(super) struct ObjectChange {
    /// The object.
    pub(super) object: ObjectId,
    /// What happens to it.
    pub(super) change: Change,
    /// The fields that change, when it stays; those of roles are told as permissions.
    pub(super) fields: Vec<FieldChange>,
}

/// Compares the objects of a layer, by what they are.
pub(super) fn compare(old: &[Manifest], new: &[Manifest]) -> Vec<ObjectChange> {
    let (old, new) = (by_id(old), by_id(new));
    let removed = old.keys().filter(|key| !new.contains_key(*key));
    let removed = removed.map(|(id, _)| change(id, Change::Removed, Vec::new()));
    let others = new.iter().filter_map(|(key, after)| match old.get(key) {
        None => Some(change(key.0, Change::Added, Vec::new())),
        Some(before) => differs(before, after).map(|fields| change(key.0, Change::Changed, fields)),
    });
    removed.chain(others).collect()
}

fn change(id: &ObjectId, change: Change, fields: Vec<FieldChange>) -> ObjectChange {
    ObjectChange { object: id.clone(), change, fields }
}

fn differs(before: &Manifest, after: &Manifest) -> Option<Vec<FieldChange>> {
    let (old, new) = (before.node.to_json(), after.node.to_json());
    if old == new {
        return None;
    }
    let mut fields = fields::compare(&old, &new);
    if is_role(before) {
        fields.retain(|field| !field.path.starts_with("rules"));
        // The same rules in other words.
        if fields.is_empty() && of_role(before, after).is_empty() {
            return None;
        }
    }
    let is_secret = before.is("", "Secret");
    Some(fields.into_iter().map(|field| secrets::hide(field, is_secret)).collect())
}
