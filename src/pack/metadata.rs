//! `pack.yaml`: what a pack is, and which versions it comes in.

use super::IDS;
use super::image;
use super::inherit::inherit;
use super::texts::{label_key, label_value, optional_text, text};
use super::value_images::{self, ValueImages};
use super::version::{self, PackVersion};
use crate::decode::{Decoder, Fields, Spanned};
use crate::diagnostic::Diagnostic;
use crate::profile::{API_VERSION, Name};
use crate::yaml::Node;
use std::collections::BTreeMap;

/// A pack of Palette that must not share a cluster with this one.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// Its name in Palette's registries.
    pub pack: String,
    /// Why.
    pub because: String,
}

/// A custom resource that must be ready before later layers start.
#[derive(Clone, Debug)]
pub struct Readiness {
    /// API group.
    pub group: String,
    /// API version.
    pub version: String,
    /// Kind.
    pub kind: String,
    /// Name of the object.
    pub name: String,
    /// Path of the field to look at.
    pub path: String,
    /// The value that means ready.
    pub equals: String,
}

/// Everything that `pack.yaml` says.
pub(super) struct Descriptor {
    pub(super) name: Spanned<Name>,
    pub(super) display_name: String,
    pub(super) description: String,
    pub(super) upstream: String,
    pub(super) license: String,
    pub(super) addon_type: String,
    pub(super) install_priority: i64,
    pub(super) namespace: Name,
    pub(super) namespace_labels: BTreeMap<String, String>,
    pub(super) after: Vec<Name>,
    pub(super) conflicts: Vec<Conflict>,
    pub(super) readiness: Vec<Readiness>,
    pub(super) images_in_values: Vec<ValueImages>,
    pub(super) provides: Vec<String>,
    pub(super) versions: Vec<PackVersion>,
}

const METADATA_KEYS: &[&str] = &["name", "displayName", "description", "upstream", "license"];
const SPEC_KEYS: &[&str] = &[
    "addonType",
    "installPriority",
    "namespace",
    "namespaceLabels",
    "after",
    "conflicts",
    "readiness",
    "images",
    "facts",
    "imagesInValues",
    "provides",
    "versions",
];

pub(super) fn decode(decoder: &mut Decoder, root: &Node) -> Option<Descriptor> {
    let fields = decoder.fields(root, &["apiVersion", "kind", "metadata", "spec"]);
    for (key, expected) in [("apiVersion", API_VERSION), ("kind", "Pack")] {
        let found = decoder.required(&fields, key).and_then(|node| decoder.text(node));
        if let Some(text) = found.filter(|text| text.value != expected) {
            decoder.invalid(text.span, format!("`{key}` is `{expected}` for a pack"));
        }
    }
    let metadata = decoder.required(&fields, "metadata")?;
    let spec = decoder.required(&fields, "spec")?;
    let metadata = decoder.fields(metadata, METADATA_KEYS);
    let spec = decoder.fields(spec, SPEC_KEYS);
    let name = decoder.required(&metadata, "name").and_then(|node| decoder.parsed(node, str::parse));
    let display_name = text(decoder, &metadata, "displayName");
    let description = text(decoder, &metadata, "description");
    let namespace = decoder.required(&spec, "namespace").and_then(|node| decoder.parsed(node, str::parse::<Name>));
    let addon_type = text(decoder, &spec, "addonType");
    let install_priority = decoder.required(&spec, "installPriority").and_then(|node| decoder.integer(node));
    let versions = decoder.required(&spec, "versions").map(|node| versions(decoder, node, &spec));
    Some(Descriptor {
        name: name?,
        display_name: display_name?,
        description: description?,
        upstream: optional_text(decoder, &metadata, "upstream"),
        license: optional_text(decoder, &metadata, "license"),
        addon_type: addon_type?,
        install_priority: install_priority?,
        namespace: namespace?.value,
        namespace_labels: spec.get("namespaceLabels").map(|node| labels(decoder, node)).unwrap_or_default(),
        after: spec.get("after").map(|node| names(decoder, node)).unwrap_or_default(),
        conflicts: decoder.list_of(&spec, "conflicts", conflict),
        readiness: decoder.list_of(&spec, "readiness", readiness),
        images_in_values: decoder.list_of(&spec, "imagesInValues", value_images::decode),
        provides: decoder.list_of(&spec, "provides", |decoder, node| Some(decoder.text(node)?.value)),
        versions: versions?,
    })
}

fn names(decoder: &mut Decoder, node: &Node) -> Vec<Name> {
    decoder.list(node).iter().filter_map(|item| decoder.parsed(item, str::parse)).map(|name| name.value).collect()
}

fn labels(decoder: &mut Decoder, node: &Node) -> BTreeMap<String, String> {
    let labels = decoder.entries(node).iter().filter_map(|entry| {
        let key = decoder.parsed(&Node::text(entry.key_span, entry.key.as_str()), label_key);
        let value = decoder.parsed(&entry.value, label_value);
        Some((key?.value, value?.value))
    });
    labels.collect()
}

fn conflict(decoder: &mut Decoder, node: &Node) -> Option<Conflict> {
    let fields = decoder.fields(node, &["pack", "because"]);
    let (pack, because) = (text(decoder, &fields, "pack"), text(decoder, &fields, "because"));
    Some(Conflict { pack: pack?, because: because? })
}

fn readiness(decoder: &mut Decoder, node: &Node) -> Option<Readiness> {
    let fields = decoder.fields(node, &["group", "version", "kind", "name", "path", "equals"]);
    let mut get = |key| text(decoder, &fields, key);
    let (group, version, kind) = (get("group"), get("version"), get("kind"));
    let (name, path, equals) = (get("name"), get("path"), get("equals"));
    Some(Readiness { group: group?, version: version?, kind: kind?, name: name?, path: path?, equals: equals? })
}

fn versions(decoder: &mut Decoder, node: &Node, spec: &Fields<'_>) -> Vec<PackVersion> {
    let shared = spec.get("images").map(|node| image::decode(decoder, node)).unwrap_or_default();
    let facts = spec.get("facts").inspect(|node| _ = decoder.entries(node));
    let items = decoder.list(node);
    if items.is_empty() && node.as_sequence().is_some() {
        decoder.invalid(node.span, "a pack has at least one version");
    }
    let mut versions: Vec<PackVersion> = Vec::new();
    for item in items {
        let Some(mut found) = version::decode(decoder, item) else { continue };
        if let Some(first) = versions.iter().find(|other| other.version.value == found.version.value) {
            let message = format!("version {} appears twice", found.version.value);
            let problem = Diagnostic::error(IDS.invalid_value, found.version.span, message);
            decoder.report(problem.label(first.version.span, "first here").help("remove one of the two"));
            continue;
        }
        inherit(&mut found, &shared, facts);
        versions.push(found);
    }
    versions.sort_by(|a, b| b.version.value.cmp(&a.version.value));
    versions
}
