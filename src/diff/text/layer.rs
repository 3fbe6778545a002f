//! One layer.

use super::{lines, removal};
use crate::diff::change::{Change, Direction, Pair};
use crate::diff::layer::LayerChange;
use std::fmt::Write as _;

pub(super) fn write(layer: &LayerChange, text: &mut String) {
    let _ = writeln!(text, "{}", heading(layer));
    body(layer, text);
}

fn heading(layer: &LayerChange) -> String {
    let (old, new) = (layer.version.old.as_deref(), layer.version.new.as_deref());
    let version = match (old, new) {
        (Some(old), Some(new)) if old != new => format!(" {old} -> {new}"),
        (_, Some(version)) | (Some(version), None) => format!(" {version}"),
        (None, None) => String::new(),
    };
    let direction = match layer.direction {
        Some(Direction::Upgrade) => " (upgrade)",
        Some(Direction::Downgrade) => " (downgrade)",
        None => "",
    };
    format!("{} {}{version}{direction}", lines::sign(layer.change), layer.name)
}

fn body(layer: &LayerChange, text: &mut String) {
    if let Some(removal) = &layer.removal {
        section("goes for good", removal::lines(removal), text);
    }
    if let Some(namespace) = layer.namespace.as_ref().filter(|_| layer.change == Change::Changed) {
        let (old, new) = (namespace.old.as_deref(), namespace.new.as_deref());
        let line = format!("{} -> {}", old.unwrap_or_default(), new.unwrap_or_default());
        section("namespace", vec![line], text);
    }
    section("values", layer.values.iter().flatten().map(lines::field).collect(), text);
    let objects = layer.objects.iter().flatten().flat_map(|change| lines::object(change, &layer.images));
    let unknown = (layer.objects.is_some() && !layer.complete).then(|| "and some that are not known".to_owned());
    section("objects", objects.chain(unknown).collect(), text);
    if let Some(Pair { old: Some(old), new: Some(new) }) = &layer.priority {
        section("install priority", vec![format!("{old} -> {new}")], text);
    }
    section("waited for", layer.readiness.iter().map(lines::image).collect(), text);
    section(
        "files",
        layer.files.iter().map(|file| format!("{} {}", lines::sign(file.change), file.name)).collect(),
        text,
    );
    section("images", layer.images.iter().map(lines::image).collect(), text);
    if let Some(Pair { old: Some(old), new: Some(new) }) = layer.content.as_ref().filter(|_| layer.is_only_content()) {
        section("content", vec![format!("~ {} -> {}", lines::digest(old), lines::digest(new))], text);
    }
    section("permissions", layer.permissions.iter().map(lines::permission).collect(), text);
}

fn section(title: &str, lines: Vec<String>, text: &mut String) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(text, "    {title}");
    for line in lines {
        let _ = writeln!(text, "      {line}");
    }
}
