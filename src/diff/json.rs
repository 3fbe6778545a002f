//! The machine-readable form, version 1.

use super::Diff;
use serde::Serialize;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    #[serde(flatten)]
    diff: &'a Diff,
}

/// Renders a comparison as one JSON document with a newline at its end: `version`, which is 1, and the keys of [`Diff`].
///
/// # Errors
/// Never in practice: the types hold only strings, numbers and JSON values.
pub fn render_json(diff: &Diff) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(&Document { version: 1, diff })?;
    text.push('\n');
    Ok(text)
}
