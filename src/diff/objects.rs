//! Kubernetes objects.

use super::Change;
use super::fields::{self, FieldChange};
use super::permissions::{is_role, of_role};
use super::secrets;
use crate::kubernetes::{Manifest, ObjectId};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// An object by its names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Object {
    /// API group; empty for the core group.
    pub group: String,
    /// Kind.
    pub kind: String,
    /// Namespace; empty for cluster-scoped objects and where none is given.
    pub namespace: String,
    /// Name.
    pub name: String,
}

/// An object that changes.
#[derive(Clone, Debug, Serialize)]
pub struct ObjectChange {
    /// The object.
    #[serde(flatten)]
    pub object: Object,
    /// What happens to it.
    pub change: Change,
    /// The fields that change, when it stays; those of roles are told as permissions.
    pub fields: Vec<FieldChange>,
}

impl From<&ObjectId> for Object {
    fn from(id: &ObjectId) -> Self {
        let ObjectId { group, kind, namespace, name } = id.clone();
        Self { group, kind, namespace, name }
    }
}

impl fmt::Display for Object {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { group, kind, namespace, name } = self.clone();
        ObjectId { group, kind, namespace, name }.fmt(out)
    }
}

/// An object, and how many of the same id stand before it.
pub(super) type Key<'a> = (&'a ObjectId, usize);

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

pub(super) fn by_id(manifests: &[Manifest]) -> BTreeMap<Key<'_>, &Manifest> {
    let mut seen: BTreeMap<&ObjectId, usize> = BTreeMap::new();
    let keyed = manifests.iter().map(|manifest| {
        let count = seen.entry(&manifest.id).or_default();
        let key = (&manifest.id, *count);
        *count += 1;
        (key, manifest)
    });
    keyed.collect()
}

fn change(id: &ObjectId, change: Change, fields: Vec<FieldChange>) -> ObjectChange {
    ObjectChange { object: id.into(), change, fields }
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
