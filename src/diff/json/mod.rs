//! The machine-readable form, version 1.
//!
//! The types here are the wire format and nothing else: keys may be added, never removed or retyped, whatever happens to
//! [`Diff`] inside.

mod change;
mod gates;
mod layer;
mod objects;

use super::sides::Diff;
use change::JsonField;
use gates::JsonKubeVirt;
use layer::JsonLayer;
use serde::Serialize;

/// A comparison.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonDiff<'a> {
    version: u32,
    /// Null when a side is not a profile.
    variables: Option<Vec<JsonField<'a>>>,
    layers: Vec<JsonLayer<'a>>,
    /// Null when a side does not bring KubeVirt, and when nothing changes about it.
    kubevirt: Option<JsonKubeVirt<'a>>,
    unchanged: usize,
    not_compared: &'a [String],
}

impl<'a> From<&'a Diff> for JsonDiff<'a> {
    fn from(diff: &'a Diff) -> Self {
        Self {
            version: 1,
            variables: diff.variables.as_deref().map(JsonField::all),
            layers: diff.layers.iter().map(JsonLayer::from).collect(),
            kubevirt: diff.kubevirt.as_ref().map(JsonKubeVirt::from),
            unchanged: diff.unchanged,
            not_compared: &diff.not_compared,
        }
    }
}

/// Renders a comparison as one JSON document, version 1, with a newline at its end.
///
/// # Errors
/// Never in practice: the types hold only strings, numbers and JSON values.
pub fn render_json(diff: &Diff) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(&JsonDiff::from(diff))?;
    text.push('\n');
    Ok(text)
}
