//! A line for each thing that changes.

use crate::diff::change::Change;
use crate::diff::fields::FieldChange;
use crate::diff::images::ImageChange;
use crate::diff::objects::ObjectChange;
use crate::diff::permissions::PermissionChange;
use serde_json::Value;

/// Fields of an object that are spelled out before the rest is only counted.
const MOST_FIELDS: usize = 8;
/// Letters of a value that are shown.
const MOST_LETTERS: usize = 60;

pub(super) fn sign(change: Change) -> char {
    match change {
        Change::Added => '+',
        Change::Removed => '-',
        Change::Changed => '~',
    }
}

pub(super) fn field(field: &FieldChange) -> String {
    match (&field.old, &field.new) {
        (None, Some(new)) => format!("+ {}: {}", field.path, short(new)),
        (Some(old), None) => format!("- {}: {}", field.path, short(old)),
        (old, new) => format!("~ {}: {} -> {}", field.path, side(old.as_ref()), side(new.as_ref())),
    }
}

fn side(value: Option<&Value>) -> String {
    value.map(short).unwrap_or_default()
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(MOST_LETTERS) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

/// Spells out an object; images have a list of their own.
pub(super) fn object(change: &ObjectChange, images: &[ImageChange]) -> Vec<String> {
    let mut lines = vec![format!("{} {}", sign(change.change), change.object)];
    let is_image = |field: &FieldChange| {
        let (old, new) = (field.old.as_ref().and_then(Value::as_str), field.new.as_ref().and_then(Value::as_str));
        images.iter().any(|image| image.old.as_deref() == old && image.new.as_deref() == new)
    };
    let fields: Vec<&FieldChange> = change.fields.iter().filter(|field| !is_image(field)).collect();
    lines.extend(fields.iter().take(MOST_FIELDS).map(|changed| format!("    {}", schema_path(field(changed)))));
    match fields.len().saturating_sub(MOST_FIELDS) {
        0 => {}
        1 => lines.push("    1 more field".to_owned()),
        more => lines.push(format!("    {more} more fields")),
    }
    lines
}

/// Paths in the schema of a definition name the fields that it describes; what lies between them says nothing.
fn schema_path(line: String) -> String {
    match line.split_once(".schema.openAPIV3Schema.properties.") {
        Some((version, path)) => format!("{version} {}", path.replace(".properties.", ".")),
        None => line,
    }
}

pub(super) fn image(image: &ImageChange) -> String {
    match (&image.old, &image.new) {
        (Some(old), Some(new)) => format!("~ {old} -> {}", new.rsplit('/').next().unwrap_or(new)),
        (Some(old), None) => format!("- {old}"),
        (None, new) => format!("+ {}", new.as_deref().unwrap_or_default()),
    }
}

pub(super) fn permission(change: &PermissionChange) -> String {
    let permission = &change.permission;
    let group = if permission.group.is_empty() { String::new() } else { format!(".{}", permission.group) };
    let name = if permission.name.is_empty() { String::new() } else { format!(" {}", permission.name) };
    let sign = if change.gained { '+' } else { '-' };
    format!("{sign} {}: {} {}{group}{name}", change.role, permission.verbs.join(","), permission.resource)
}

/// Returns as much of a digest as tells two apart.
pub(super) fn digest(digest: &str) -> String {
    digest.chars().take("sha256:".len() + 12).collect()
}
