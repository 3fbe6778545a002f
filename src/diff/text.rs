//! A comparison for people.

use super::{
    Change, Diff, Direction, FieldChange, GateList, GateState, ImageChange, KubeVirtChange, LayerChange, ObjectChange,
    Pair, PermissionChange, Removal,
};
use serde_json::Value;
use std::fmt::Write as _;

/// Fields of an object that are spelled out before the rest is only counted.
const MOST_FIELDS: usize = 8;
/// Letters of a value that are shown.
const MOST_LETTERS: usize = 60;

/// Renders a comparison as text: `+` for what comes, `-` for what goes, `~` for what changes.
pub fn render_text(diff: &Diff) -> String {
    let mut text = String::new();
    let variables = diff.variables.iter().flatten();
    let lines: Vec<String> = variables.map(field).collect();
    if !lines.is_empty() {
        let _ = writeln!(text, "~ variables of the profile");
        for line in lines {
            let _ = writeln!(text, "    {line}");
        }
    }
    for layer in &diff.layers {
        let _ = writeln!(text, "{}", heading(layer));
        body(layer, &mut text);
    }
    if let Some(kubevirt) = &diff.kubevirt {
        gates(kubevirt, &mut text);
    }
    if !diff.not_compared.is_empty() {
        let _ = writeln!(text, "Not compared, since one side cannot show them: {}", diff.not_compared.join(", "));
    }
    let _ = writeln!(text, "{}", summary(diff));
    text
}

fn sign(change: Change) -> char {
    match change {
        Change::Added => '+',
        Change::Removed => '-',
        Change::Changed => '~',
    }
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
    format!("{} {}{version}{direction}", sign(layer.change), layer.name)
}

fn body(layer: &LayerChange, text: &mut String) {
    if let Some(removal) = &layer.removal {
        section("goes for good", removal_lines(removal), text);
    }
    if let Some(namespace) = layer.namespace.as_ref().filter(|_| layer.change == Change::Changed) {
        let (old, new) = (namespace.old.as_deref(), namespace.new.as_deref());
        let line = format!("{} -> {}", old.unwrap_or_default(), new.unwrap_or_default());
        section("namespace", vec![line], text);
    }
    section("values", layer.values.iter().flatten().map(field).collect(), text);
    let objects = layer.objects.iter().flatten().flat_map(|change| object(change, &layer.images));
    let unknown = (layer.objects.is_some() && !layer.complete).then(|| "and some that are not known".to_owned());
    section("objects", objects.chain(unknown).collect(), text);
    if let Some(Pair { old: Some(old), new: Some(new) }) = &layer.priority {
        section("install priority", vec![format!("{old} -> {new}")], text);
    }
    section("waited for", layer.readiness.iter().map(image).collect(), text);
    section("files", layer.files.iter().map(|file| format!("{} {}", sign(file.change), file.name)).collect(), text);
    section("images", layer.images.iter().map(image).collect(), text);
    if let Some(Pair { old: Some(old), new: Some(new) }) = layer.content.as_ref().filter(|_| is_only_content(layer)) {
        section("content", vec![format!("~ {} -> {}", digest(old), digest(new))], text);
    }
    section("permissions", layer.permissions.iter().map(permission).collect(), text);
}

/// Says whether nothing but the digest tells that a layer changes.
fn is_only_content(layer: &LayerChange) -> bool {
    let is_same = |changes: Option<usize>| changes.unwrap_or_default() == 0;
    layer.version.is_same()
        && is_same(layer.values.as_ref().map(Vec::len))
        && is_same(layer.objects.as_ref().map(Vec::len))
        && layer.files.is_empty()
        && layer.images.is_empty()
        && layer.priority.is_none()
        && layer.readiness.is_empty()
}

/// Returns as much of a digest as tells two apart.
fn digest(digest: &str) -> String {
    digest.chars().take("sha256:".len() + 12).collect()
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

fn removal_lines(removal: &Removal) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(namespace) = &removal.namespace {
        lines.push(format!("namespace {namespace}, and everything in it"));
    }
    lines.extend(removal.definitions.iter().map(|name| format!("{name}, and every object of its kind")));
    lines.extend(removal.data.iter().map(|object| match object.kind.as_str() {
        "Namespace" => format!("{object}, and everything in it"),
        _ => format!("{object}, and the data in it"),
    }));
    for workloads in &removal.workloads {
        let lost = if workloads.object.kind == "CDI" { "DataVolumes" } else { "virtual machines" };
        lines.push(if workloads.blocks {
            format!("{}; it refuses while there are {lost}, so delete them before the layer", workloads.object)
        } else {
            format!("{}, and all {lost} with it", workloads.object)
        });
    }
    lines.extend(removal.kept.iter().map(|name| format!("not {name}: the definition is marked to stay")));
    if !removal.complete {
        let what = if lines.is_empty() { "what it holds" } else { "what else it holds" };
        lines.push(format!("{what} is not known"));
    }
    lines
}

fn field(field: &FieldChange) -> String {
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
fn object(change: &ObjectChange, images: &[ImageChange]) -> Vec<String> {
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

fn image(image: &ImageChange) -> String {
    match (&image.old, &image.new) {
        (Some(old), Some(new)) => format!("~ {old} -> {}", new.rsplit('/').next().unwrap_or(new)),
        (Some(old), None) => format!("- {old}"),
        (None, new) => format!("+ {}", new.as_deref().unwrap_or_default()),
    }
}

fn permission(change: &PermissionChange) -> String {
    let permission = &change.permission;
    let group = if permission.group.is_empty() { String::new() } else { format!(".{}", permission.group) };
    let name = if permission.name.is_empty() { String::new() } else { format!(" {}", permission.name) };
    let sign = if change.gained { '+' } else { '-' };
    format!("{sign} {}: {} {}{group}{name}", change.role, permission.verbs.join(","), permission.resource)
}

fn gates(kubevirt: &KubeVirtChange, text: &mut String) {
    let _ = writeln!(text, "Feature gates, KubeVirt {} -> {}", kubevirt.old, kubevirt.new);
    let Some(gates) = &kubevirt.gates else {
        let _ = writeln!(text, "    not compared: one side does not hold its KubeVirt resource");
        return;
    };
    if gates.is_empty() {
        let _ = writeln!(text, "    all mean the same");
    }
    let widest = gates.iter().map(|gate| gate.name.len()).max().unwrap_or_default();
    for gate in gates {
        let _ = writeln!(text, "    {:widest$}  {} -> {}", gate.name, state(gate.old), state(gate.new));
    }
}

fn state(gate: GateState) -> String {
    let on = if gate.on { "on" } else { "off" };
    let list = match gate.list {
        Some(GateList::FeatureGates) => ", listed",
        Some(GateList::DisabledFeatureGates) => ", disabled",
        None => "",
    };
    format!("{on} ({}{list})", gate.stage.unwrap_or("unknown"))
}

fn summary(diff: &Diff) -> String {
    let number = |change| diff.layers.iter().filter(|layer| layer.change == change).count();
    let parts = [
        (number(Change::Added), "added"),
        (number(Change::Changed), "changed"),
        (number(Change::Removed), "removed"),
        (diff.unchanged, "unchanged"),
    ];
    let parts: Vec<String> =
        parts.iter().filter(|(number, _)| *number > 0).map(|(number, word)| format!("{number} {word}")).collect();
    if parts.is_empty() { "Nothing to compare".to_owned() } else { format!("Layers: {}", parts.join(", ")) }
}
