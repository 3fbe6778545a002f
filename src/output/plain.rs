//! The plain manifests of the layers, in the order of their installation.

use super::BuildError;
use crate::diagnostic::Id;
use crate::palette;
use crate::render::{Rendered, RenderedLayer, RenderedPack};
use crate::resolve::{ResolvedManifests, ResolvedReference};
use crate::source::Sources;
use crate::yaml;
use serde_json::json;
use std::collections::BTreeMap;

/// No template has this name, since those start with two digits, and it sorts before all of them.
const NAMESPACE_FILE: &str = "0-namespace.yaml";
const INVALID_YAML: Id = Id::new("manifest/invalid-yaml");
/// Levels of Pod Security, the most permissive first
/// (<https://kubernetes.io/docs/concepts/security/pod-security-standards/>).
const LEVELS: &[&str] = &["privileged", "baseline", "restricted"];

/// Labels of namespaces, by the name of the namespace.
type Namespaces<'a> = BTreeMap<&'a str, BTreeMap<&'a str, &'a str>>;

/// One layer as `kubectl` takes it.
pub(super) struct PlainLayer<'a> {
    pub(super) name: &'a str,
    /// What it was rendered from, when it is a pack.
    pub(super) pack: Option<&'a RenderedPack>,
    pub(super) files: Vec<PlainFile>,
}

/// One file of manifests.
pub(super) struct PlainFile {
    pub(super) name: String,
    pub(super) text: String,
    /// Whether nothing but comments is in it.
    pub(super) is_empty: bool,
}

/// Returns the layers whose manifests are known, the first to be installed first.
pub(super) fn layers<'a>(rendered: &'a Rendered, sources: &Sources) -> Result<Vec<PlainLayer<'a>>, BuildError> {
    let mut order: Vec<(i64, &RenderedLayer)> =
        rendered.layers.iter().filter_map(|layer| Some((install_priority(layer)?, layer))).collect();
    order.sort_by_key(|(priority, _)| *priority);
    let mut namespaces = namespaces(rendered);
    let layers = order.into_iter().map(|(_, layer)| match layer {
        RenderedLayer::Pack(pack) => pack_layer(pack, &mut namespaces, sources).map(Some),
        RenderedLayer::Manifests(manifests) => Ok(Some(manifest_layer(manifests, sources))),
        RenderedLayer::Reference(_) => Ok(None),
    });
    layers.filter_map(Result::transpose).collect()
}

/// Returns the layers that plain manifests cannot hold: what an existing pack installs is known to Palette alone.
pub fn left_out(rendered: &Rendered) -> Vec<&ResolvedReference> {
    let references = rendered.layers.iter().filter_map(|layer| match layer {
        RenderedLayer::Reference(reference) => Some(&**reference),
        _ => None,
    });
    references.collect()
}

fn install_priority(layer: &RenderedLayer) -> Option<i64> {
    match layer {
        RenderedLayer::Pack(pack) => Some(pack.resolved.pack.install_priority),
        RenderedLayer::Manifests(layer) => Some(layer.manifests.install_priority),
        RenderedLayer::Reference(_) => None,
    }
}

/// Collects the labels of every namespace: packs may share one, which then is one object.
fn namespaces(rendered: &Rendered) -> Namespaces<'_> {
    let mut namespaces = Namespaces::new();
    for pack in rendered.packs() {
        let labels = namespaces.entry(pack.resolved.pack.namespace.as_str()).or_default();
        for (key, value) in &pack.resolved.pack.namespace_labels {
            labels.entry(key).and_modify(|first| *first = weaker(first, value)).or_insert(value);
        }
    }
    namespaces
}

/// Of two levels of Pod Security, the one that lets the pods of both packs start; of other labels, the later one.
fn weaker<'a>(first: &'a str, second: &'a str) -> &'a str {
    let rank = |label: &str| LEVELS.iter().position(|level| *level == label);
    match (rank(first), rank(second)) {
        (Some(earlier), Some(later)) if earlier < later => first,
        _ => second,
    }
}

fn pack_layer<'a>(
    pack: &'a RenderedPack,
    namespaces: &mut Namespaces<'_>,
    sources: &Sources,
) -> Result<PlainLayer<'a>, BuildError> {
    let namespace = pack.resolved.pack.namespace.as_str();
    let mut files = Vec::new();
    // The first of several packs brings the namespace.
    if let Some(labels) = namespaces.remove(namespace) {
        let mut object = json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": namespace } });
        if !labels.is_empty() {
            object["metadata"]["labels"] = json!(labels);
        }
        let text = format!("---\n{}", yaml::to_yaml(&object).map_err(palette::Error::from)?);
        files.push(PlainFile { name: NAMESPACE_FILE.to_owned(), text, is_empty: false });
    }
    files.extend(pack.files.iter().map(|file| PlainFile {
        name: format!("{}.yaml", file.stem),
        text: sources.get(file.resolved).text().to_owned(),
        is_empty: file.documents.is_empty(),
    }));
    Ok(PlainLayer { name: &pack.resolved.name, pack: Some(pack), files })
}

fn manifest_layer<'a>(layer: &'a ResolvedManifests, sources: &Sources) -> PlainLayer<'a> {
    let files = layer.files.iter().map(|file| {
        let source = sources.get(file.value);
        let parsed = yaml::parse(sources, file.value, INVALID_YAML);
        PlainFile {
            name: source.name().rsplit('/').next().unwrap_or_default().to_owned(),
            text: source.text().to_owned(),
            is_empty: parsed.documents.is_empty() && parsed.problems.is_empty(),
        }
    });
    PlainLayer { name: layer.manifests.name.value.as_str(), pack: None, files: files.collect() }
}
