//! `pack.yaml`: what a pack is, and which versions it comes in.

use super::IDS;
use super::inherit;
use super::texts::{label_key, label_value, one_line};
use super::value_images::{self, ValueImages};
use crate::decode::{Decoder, Fields, Spanned};
use crate::diagnostic::Diagnostic;
use crate::profile::{API_VERSION, Minor, Name, parse_version};
use crate::yaml::Node;
use std::collections::BTreeMap;

/// One version of a pack's component.
#[derive(Clone, Debug)]
pub struct PackVersion {
    /// The component's version.
    pub version: Spanned<semver::Version>,
    /// The Kubernetes minors that it runs on.
    pub kubernetes: Window,
    /// Minors of other packs that it is made for.
    pub pairs: BTreeMap<Name, Minor>,
    /// Every image that can be pulled because of it.
    pub images: Vec<Image>,
    /// Default values of this version.
    pub values: Option<Node>,
    /// Data for the templates of this version.
    pub facts: Option<Node>,
}

/// A range of minor releases, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The lowest.
    pub min: Minor,
    /// The highest, when there is one.
    pub max: Option<Minor>,
    /// The one that a version is made for, when there is a version for each.
    pub best: Option<Minor>,
}

impl Window {
    /// Says whether a minor lies in the range.
    pub fn contains(self, minor: Minor) -> bool {
        self.min <= minor && self.max.is_none_or(|max| minor <= max)
    }
}

impl std::fmt::Display for Window {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.max {
            Some(max) => write!(out, "{} to {max}", self.min),
            None => write!(out, "{} and later", self.min),
        }
    }
}

/// A container image.
#[derive(Clone, Debug)]
pub struct Image {
    /// Its name in templates.
    pub key: String,
    /// Its reference, as upstream publishes it; `{version}` in it has been replaced.
    pub image: Spanned<String>,
    /// What it is needed for.
    pub reason: String,
    /// Dotted path of the value without which it is not needed.
    pub when: Option<Spanned<String>>,
}

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

fn text(decoder: &mut Decoder, fields: &Fields<'_>, key: &str) -> Option<String> {
    decoder.required(fields, key).and_then(|node| decoder.parsed(node, one_line)).map(|text| text.value)
}

fn optional_text(decoder: &mut Decoder, fields: &Fields<'_>, key: &str) -> String {
    fields.get(key).and_then(|node| decoder.parsed(node, one_line)).map(|text| text.value).unwrap_or_default()
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
    let shared = spec.get("images").map(|node| images(decoder, node)).unwrap_or_default();
    let facts = spec.get("facts").inspect(|node| _ = decoder.entries(node));
    let items = decoder.list(node);
    if items.is_empty() && node.as_sequence().is_some() {
        decoder.invalid(node.span, "a pack has at least one version");
    }
    let mut versions: Vec<PackVersion> = Vec::new();
    for item in items {
        let Some(mut found) = version(decoder, item) else { continue };
        if let Some(first) = versions.iter().find(|other| other.version.value == found.version.value) {
            let message = format!("version {} appears twice", found.version.value);
            let problem = Diagnostic::error(IDS.invalid_value, found.version.span, message);
            decoder.report(problem.label(first.version.span, "first here").help("remove one of the two"));
            continue;
        }
        inherit::inherit(&mut found, &shared, facts);
        versions.push(found);
    }
    versions.sort_by(|a, b| b.version.value.cmp(&a.version.value));
    versions
}

fn version(decoder: &mut Decoder, node: &Node) -> Option<PackVersion> {
    let fields = decoder.fields(node, &["version", "kubernetes", "pairs", "images", "values", "facts"]);
    let version = decoder.required(&fields, "version").and_then(|node| decoder.parsed(node, parse_version));
    let kubernetes = decoder.required(&fields, "kubernetes").and_then(|node| window(decoder, node));
    let images = fields.get("images").map(|node| images(decoder, node)).unwrap_or_default();
    let pairs = fields.get("pairs").map(|node| pairs(decoder, node)).unwrap_or_default();
    let mut map = |key| fields.get(key).inspect(|node| _ = decoder.entries(node)).cloned();
    let (values, facts) = (map("values"), map("facts"));
    Some(PackVersion { version: version?, kubernetes: kubernetes?, pairs, images, values, facts })
}

fn pairs(decoder: &mut Decoder, node: &Node) -> BTreeMap<Name, Minor> {
    let pairs = decoder.entries(node).iter().filter_map(|entry| {
        let minor = decoder.parsed(&entry.value, str::parse);
        let name = decoder.parsed(&Node::text(entry.key_span, entry.key.as_str()), str::parse);
        Some((name?.value, minor?.value))
    });
    pairs.collect()
}

fn window(decoder: &mut Decoder, node: &Node) -> Option<Window> {
    let fields = decoder.fields(node, &["min", "max", "best"]);
    let min = decoder.required(&fields, "min").and_then(|node| decoder.parsed(node, str::parse::<Minor>));
    let mut optional = |key| match fields.get(key) {
        Some(node) => decoder.parsed(node, str::parse::<Minor>).map(|minor| Some(minor.value)),
        None => Some(None),
    };
    let (max, best) = (optional("max"), optional("best"));
    Some(Window { min: min?.value, max: max?, best: best? })
}

fn images(decoder: &mut Decoder, node: &Node) -> Vec<Image> {
    let images = decoder.entries(node).iter().filter_map(|entry| {
        let fields = decoder.fields(&entry.value, &["image", "reason", "when"]);
        let image = decoder.required(&fields, "image").and_then(|node| decoder.parsed(node, reference));
        let reason = text(decoder, &fields, "reason");
        let when = fields.get("when").and_then(|node| decoder.text(node));
        Some(Image { key: entry.key.clone(), image: image?, reason: reason?, when })
    });
    let images: Vec<Image> = images.collect();
    inherit::check(decoder, &images);
    images
}

/// Takes what can be an image: a reference with a tag or a digest, since anything else is another image
/// tomorrow. Braces are judged by `inherit`.
fn reference(text: &str) -> Result<String, String> {
    let fine = |character: char| character.is_ascii_alphanumeric() || "._-/:@{}".contains(character);
    let name = text.rsplit('/').next().unwrap_or_default();
    if !text.chars().all(fine) || text.contains("//") || !name.contains([':', '@']) || name.ends_with([':', '@']) {
        return Err(format!("`{text}` is no image: write HOST/PATH:TAG or HOST/PATH@sha256:DIGEST"));
    }
    Ok(text.to_owned())
}
