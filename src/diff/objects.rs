//! Kubernetes objects.

use super::Change;
use super::fields::{self, FieldChange};
use super::permissions::is_role;
use crate::cluster::{Manifest, ObjectId};
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

/// Compares the objects of a layer, by what they are.
pub(super) fn compare(old: &[Manifest], new: &[Manifest]) -> Vec<ObjectChange> {
    let (old, new) = (by_id(old), by_id(new));
    let removed = old.iter().filter(|(id, _)| !new.contains_key(*id));
    let removed = removed.map(|(id, _)| change(id, Change::Removed, Vec::new()));
    let others = new.iter().filter_map(|(id, after)| match old.get(id) {
        None => Some(change(id, Change::Added, Vec::new())),
        Some(before) => differs(before, after).map(|fields| change(id, Change::Changed, fields)),
    });
    removed.chain(others).collect()
}

pub(super) fn by_id(manifests: &[Manifest]) -> BTreeMap<&ObjectId, &Manifest> {
    manifests.iter().map(|manifest| (&manifest.id, manifest)).collect()
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
    }
    Some(fields)
}
