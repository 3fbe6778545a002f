//! The layers of a profile.

use super::IDS;
use super::name::{Name, parse_version};
use crate::decode::{Decoder, Spanned};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::yaml::Node;

/// One entry of a profile.
#[derive(Clone, Debug)]
pub struct DeclaredLayer {
    /// Where it stands.
    pub span: Span,
    /// What it brings.
    pub content: LayerContent,
}

/// What a layer brings.
#[derive(Clone, Debug)]
pub enum LayerContent {
    /// A pack that is built from the catalog or from a folder of the user's.
    Pack(PackLayer),
    /// A pack that exists in a registry of Palette already.
    Reference(ReferenceLayer),
    /// Plain manifests.
    Manifests(ManifestLayer),
}

/// A pack that is built.
#[derive(Clone, Debug)]
pub struct PackLayer {
    /// Which pack.
    pub pack: Spanned<PackRef>,
    /// The component's version, when pinned.
    pub version: Option<Spanned<semver::Version>>,
    /// Names of presets of the pack, applied in order.
    pub presets: Vec<Spanned<String>>,
    /// Values over the defaults.
    pub values: Option<Node>,
    /// Dotted paths of the values that stay changeable in Palette.
    pub expose: Vec<Spanned<String>>,
}

/// Where a pack source comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PackRef {
    /// A pack of the catalog.
    Named(Name),
    /// A folder, relative to the profile; the text as given.
    Folder(String),
}

/// A pack that exists already.
#[derive(Clone, Debug)]
pub struct ReferenceLayer {
    /// The pack's name in the registry.
    pub name: Spanned<String>,
    /// The pack's version in the registry.
    pub version: Spanned<String>,
    /// The registry's name in Palette.
    pub registry: Option<Spanned<String>>,
    /// Kind of the registry.
    pub kind: RegistryKind,
    /// Where the layer says so.
    pub kind_span: Option<Span>,
    /// A file with the complete values of the pack, relative to the profile.
    pub values_from: Option<Spanned<String>>,
    /// Values over those of the file.
    pub values: Option<Node>,
}

/// Kind of a pack registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistryKind {
    /// A legacy Spectro registry.
    Pack,
    /// An OCI registry.
    Oci,
    /// A Helm registry.
    Helm,
}

impl RegistryKind {
    /// Every kind under its name in a profile.
    pub(crate) const NAMES: &'static [(&'static str, Self)] =
        &[("pack", Self::Pack), ("oci", Self::Oci), ("helm", Self::Helm)];

    /// Returns its name in a profile, which is Palette's own.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pack => "pack",
            Self::Oci => "oci",
            Self::Helm => "helm",
        }
    }
}

/// Plain manifests as a layer.
#[derive(Clone, Debug)]
pub struct ManifestLayer {
    /// The layer's name.
    pub name: Spanned<Name>,
    /// Files, relative to the profile; `*` stands for any file name part.
    pub files: Vec<Spanned<String>>,
    /// Install priority in Palette; layers with a lower one are installed first.
    pub install_priority: i64,
}

pub(super) const KEYS: &[&str] = &["pack", "ref", "manifests", "version", "presets", "values", "expose"];
pub(super) const REFERENCE_KEYS: &[&str] = &["name", "version", "registry", "kind", "valuesFrom"];
pub(super) const MANIFEST_KEYS: &[&str] = &["name", "files", "installPriority"];

pub(super) fn decode(decoder: &mut Decoder, node: &Node) -> Option<DeclaredLayer> {
    let fields = decoder.fields(node, KEYS);
    let kinds: Vec<&str> = ["pack", "ref", "manifests"].into_iter().filter(|key| fields.get(key).is_some()).collect();
    let content = match kinds[..] {
        ["pack"] => LayerContent::Pack(pack(decoder, node)?),
        ["ref"] => LayerContent::Reference(reference(decoder, node)?),
        ["manifests"] => LayerContent::Manifests(manifests(decoder, node)?),
        _ if !fields.is_map() => return None,
        _ => {
            let message = "a layer has exactly one of `pack`, `ref` and `manifests`";
            let id = if kinds.is_empty() { IDS.missing_key } else { IDS.invalid_value };
            decoder.report(Diagnostic::error(id, node.span, message));
            return None;
        }
    };
    Some(DeclaredLayer { span: node.span, content })
}

fn pack(decoder: &mut Decoder, node: &Node) -> Option<PackLayer> {
    let pack = node.get("pack").and_then(|node| decoder.parsed(node, parse_pack));
    let get = |key| node.get(key).filter(|node: &&Node| !node.is_null());
    let version = get("version").map(|node| decoder.parsed(node, parse_version));
    let presets = get("presets").map(|node| decoder.texts(node)).unwrap_or_default();
    let values = values(decoder, node);
    let expose = get("expose").map(|node| decoder.texts(node)).unwrap_or_default();
    let version = match version {
        Some(version) => Some(version?),
        None => None,
    };
    Some(PackLayer { pack: pack?, version, presets, values, expose })
}

/// Reads values: a map, whose keys are for the pack to judge.
fn values(decoder: &mut Decoder, layer: &Node) -> Option<Node> {
    let node = layer.get("values").filter(|node| !node.is_null())?;
    if node.as_mapping().is_none() {
        decoder.fields(node, &[]);
        return None;
    }
    Some(node.clone())
}

fn parse_pack(text: &str) -> Result<PackRef, super::name::InvalidName> {
    if text.starts_with("./") || text.starts_with("../") || text.starts_with('/') {
        return Ok(PackRef::Folder(text.to_owned()));
    }
    text.parse().map(PackRef::Named)
}

fn reference(decoder: &mut Decoder, layer: &Node) -> Option<ReferenceLayer> {
    only_with_packs(decoder, layer, &["version", "presets", "expose"]);
    let node = layer.get("ref")?;
    let fields = decoder.fields(node, REFERENCE_KEYS);
    let name = decoder.required(&fields, "name").and_then(|node| decoder.text(node));
    let version = decoder.required(&fields, "version").and_then(|node| decoder.text(node));
    let registry = fields.get("registry").and_then(|node| decoder.text(node));
    let kind_span = fields.get("kind").map(|node| node.span);
    let kind = match fields.get("kind") {
        Some(node) => decoder.choice(node, RegistryKind::NAMES),
        None => Some(RegistryKind::Pack),
    };
    let values_from = fields.get("valuesFrom").and_then(|node| decoder.text(node));
    let values = values(decoder, layer);
    Some(ReferenceLayer { name: name?, version: version?, registry, kind: kind?, kind_span, values_from, values })
}

fn manifests(decoder: &mut Decoder, layer: &Node) -> Option<ManifestLayer> {
    only_with_packs(decoder, layer, &["version", "presets", "values", "expose"]);
    let node = layer.get("manifests")?;
    let fields = decoder.fields(node, MANIFEST_KEYS);
    let name = decoder.required(&fields, "name").and_then(|node| decoder.parsed(node, str::parse));
    let files = decoder.required(&fields, "files").map(|node| decoder.texts(node));
    let install_priority = fields.get("installPriority").map_or(Some(40), |node| decoder.integer(node));
    Some(ManifestLayer { name: name?, files: files?, install_priority: install_priority? })
}

fn only_with_packs(decoder: &mut Decoder, layer: &Node, keys: &[&str]) {
    let Some(mapping) = layer.as_mapping() else { return };
    for entry in keys.iter().filter_map(|key| mapping.entry(key)) {
        let message = format!("`{}` means nothing for this kind of layer", entry.key);
        decoder.report(Diagnostic::error(IDS.unknown_key, entry.key_span, message).help("it goes with `pack`"));
    }
}
