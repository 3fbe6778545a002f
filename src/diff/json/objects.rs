//! Objects, what roles may do, and what is lost.

use super::change::{JsonField, word};
use crate::diff::objects::ObjectChange;
use crate::diff::permissions::PermissionChange;
use crate::diff::removal::Removal;
use crate::kubernetes::ObjectId;
use serde::Serialize;

/// An object by its names; group and namespace can be empty.
#[derive(Serialize)]
struct JsonObject<'a> {
    group: &'a str,
    kind: &'a str,
    namespace: &'a str,
    name: &'a str,
}

/// An object that changes.
#[derive(Serialize)]
pub(super) struct JsonObjectChange<'a> {
    #[serde(flatten)]
    object: JsonObject<'a>,
    change: &'static str,
    fields: Vec<JsonField<'a>>,
}

/// What a role gains or loses on one resource.
#[derive(Serialize)]
pub(super) struct JsonPermissionChange<'a> {
    role: JsonObject<'a>,
    gained: bool,
    /// Empty for the core group and for paths.
    group: &'a str,
    /// A resource, or a path such as `/metrics`.
    resource: &'a str,
    /// Empty for all objects.
    name: &'a str,
    verbs: &'a [String],
}

/// What is deleted with a layer, or with the objects that it no longer has.
#[derive(Serialize)]
pub(super) struct JsonRemoval<'a> {
    namespace: Option<&'a str>,
    definitions: &'a [String],
    kept: &'a [String],
    data: Vec<JsonObject<'a>>,
    workloads: Vec<JsonWorkloads<'a>>,
    complete: bool,
}

#[derive(Serialize)]
struct JsonWorkloads<'a> {
    #[serde(flatten)]
    object: JsonObject<'a>,
    blocks: bool,
}

impl<'a> From<&'a ObjectId> for JsonObject<'a> {
    fn from(id: &'a ObjectId) -> Self {
        Self { group: &id.group, kind: &id.kind, namespace: &id.namespace, name: &id.name }
    }
}

impl<'a> From<&'a ObjectChange> for JsonObjectChange<'a> {
    fn from(change: &'a ObjectChange) -> Self {
        let fields = JsonField::all(&change.fields);
        Self { object: (&change.object).into(), change: word(change.change), fields }
    }
}

impl<'a> From<&'a PermissionChange> for JsonPermissionChange<'a> {
    fn from(change: &'a PermissionChange) -> Self {
        let permission = &change.permission;
        Self {
            role: (&change.role).into(),
            gained: change.gained,
            group: &permission.group,
            resource: &permission.resource,
            name: &permission.name,
            verbs: &permission.verbs,
        }
    }
}

impl<'a> From<&'a Removal> for JsonRemoval<'a> {
    fn from(removal: &'a Removal) -> Self {
        let workloads = removal.workloads.iter();
        let workloads = workloads.map(|found| JsonWorkloads { object: (&found.object).into(), blocks: found.blocks });
        Self {
            namespace: removal.namespace.as_deref(),
            definitions: &removal.definitions,
            kept: &removal.kept,
            data: removal.data.iter().map(JsonObject::from).collect(),
            workloads: workloads.collect(),
            complete: removal.complete,
        }
    }
}
