//! One layer.

use super::change::{JsonField, JsonPair, direction, word};
use super::objects::{JsonObjectChange, JsonPermissionChange, JsonRemoval};
use crate::diff::layer::LayerChange;
use serde::Serialize;

/// What changes in one layer.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct JsonLayer<'a> {
    name: &'a str,
    /// `added`, `removed` or `changed`.
    change: &'static str,
    version: JsonPair<&'a str>,
    /// `upgrade` or `downgrade`.
    direction: Option<&'static str>,
    namespace: Option<JsonPair<&'a str>>,
    /// Null when the sides hold different kinds of values, or one holds none.
    values: Option<Vec<JsonField<'a>>>,
    /// Null when one side does not know its objects.
    objects: Option<Vec<JsonObjectChange<'a>>>,
    /// Whether every object of both sides is known.
    complete: bool,
    files: Vec<JsonFile<'a>>,
    content: Option<JsonPair<&'a str>>,
    priority: Option<JsonPair<i64>>,
    readiness: Vec<JsonPair<&'a str>>,
    images: Vec<JsonPair<&'a str>>,
    permissions: Vec<JsonPermissionChange<'a>>,
    removal: Option<JsonRemoval<'a>>,
}

#[derive(Serialize)]
struct JsonFile<'a> {
    name: &'a str,
    change: &'static str,
}

impl<'a> From<&'a LayerChange> for JsonLayer<'a> {
    fn from(layer: &'a LayerChange) -> Self {
        let objects = layer.objects.as_ref().map(|objects| objects.iter().map(JsonObjectChange::from).collect());
        let files = layer.files.iter().map(|file| JsonFile { name: &file.name, change: word(file.change) });
        Self {
            name: &layer.name,
            change: word(layer.change),
            version: (&layer.version).into(),
            direction: layer.direction.map(direction),
            namespace: layer.namespace.as_ref().map(JsonPair::from),
            values: layer.values.as_deref().map(JsonField::all),
            objects,
            complete: layer.complete,
            files: files.collect(),
            content: layer.content.as_ref().map(JsonPair::from),
            priority: layer.priority.as_ref().map(JsonPair::from),
            readiness: layer.readiness.iter().map(JsonPair::from).collect(),
            images: layer.images.iter().map(JsonPair::from).collect(),
            permissions: layer.permissions.iter().map(JsonPermissionChange::from).collect(),
            removal: layer.removal.as_ref().map(JsonRemoval::from),
        }
    }
}
