//! Layers of cluster profiles that were exported from Palette
//! (<https://docs.spectrocloud.com/profiles/cluster-profiles/modify-cluster-profiles/import-export-cluster-profile/>).

use crate::cluster::{Known, Layer, LayerFile, LayerSource, release};
use crate::diagnostic::{Diagnostic, Id};
use crate::kubernetes::{Manifest, read_manifests};
use crate::source::{SourceId, Sources, Span};
use crate::yaml::{self, Node};
use std::collections::BTreeMap;

const INVALID_YAML: Id = Id::new("manifest/invalid-yaml");
const NOT_AN_EXPORT: Id = Id::new("profile/not-an-export");

/// Reads the layers of an exported cluster profile.
///
/// Values and manifests that cannot be parsed, as those with unquoted macros, leave their layer partly known.
///
/// # Errors
/// Returns what is wrong when the text is not an exported cluster profile.
pub(super) fn layers(source: SourceId, sources: &mut Sources) -> Result<Vec<Layer>, Vec<Diagnostic>> {
    let parsed = yaml::parse(sources, source, INVALID_YAML);
    if !parsed.problems.is_empty() {
        return Err(parsed.problems);
    }
    let root = parsed.documents.into_iter().next();
    let packs = root.as_ref().and_then(|root| root.at(["spec", "template", "packs"])).and_then(Node::as_sequence);
    let Some(packs) = packs else {
        let message = "this is no exported cluster profile: `spec.template.packs` is no list";
        let help = "export the profile in Palette as JSON";
        return Err(vec![Diagnostic::error(NOT_AN_EXPORT, Span::start_of(source), message).help(help)]);
    };
    Ok(packs.iter().map(|pack| layer(pack, sources)).collect())
}

fn layer(pack: &Node, sources: &mut Sources) -> Layer {
    let text = |key: &str| pack.get(key).and_then(Node::as_str).map(str::to_owned);
    let name = text("name").unwrap_or_else(|| "unnamed".to_owned());
    let is_manifest = text("type").as_deref() == Some("manifest");
    let (values, values_fine) = values(pack, &name, sources);
    let mut files = BTreeMap::new();
    let manifests = manifests(pack, &name, &mut files, sources);
    let is_whole = is_manifest && values_fine && files.values().all(|file| file.is_read);
    if let Some(text) = text("values") {
        files.insert("values.yaml".to_owned(), LayerFile::of(text, values_fine));
    }
    let span = pack.get("name").map_or(pack.span, |node| node.span);
    // The tag of plain manifests is the version of the profile around them.
    let version = text("tag").or_else(|| text("version")).filter(|_| !is_manifest);
    // A profile that holds one pack twice calls it `<display name>--<pack>`.
    let pack = (!is_manifest).then(|| name.rsplit("--").next().unwrap_or(&name).to_owned());
    let named = Layer::named(name, LayerSource::Exported, span);
    Layer {
        pack,
        release: version.as_deref().and_then(release),
        version,
        objects: if manifests.is_empty() && !is_whole { Known::Nothing } else { Known::new(manifests, is_whole) },
        files: Known::Wholly(files),
        ..named.with_values(values.map_or(Known::Nothing, |values| Known::new(values, values_fine)))
    }
}

fn values(pack: &Node, name: &str, sources: &mut Sources) -> (Option<Node>, bool) {
    let Some(node) = pack.get("values") else { return (None, true) };
    let Some(source) = embedded(node, &format!("values of {name}"), sources) else { return (None, false) };
    let parsed = yaml::parse(sources, source, INVALID_YAML);
    let fine = parsed.problems.is_empty();
    (parsed.documents.into_iter().next(), fine)
}

fn manifests(pack: &Node, name: &str, files: &mut BTreeMap<String, LayerFile>, sources: &mut Sources) -> Vec<Manifest> {
    let mut manifests = Vec::new();
    for manifest in pack.items("manifests") {
        let title = manifest.get("name").and_then(Node::as_str).unwrap_or("manifest");
        let Some(content) = manifest.get("content") else { continue };
        let Some(source) = embedded(content, &format!("manifest {title} of {name}"), sources) else { continue };
        let mut problems = Vec::new();
        manifests.extend(read_manifests(source, sources, &mut problems));
        let file = LayerFile::of(content.as_str().unwrap_or_default(), problems.is_empty());
        files.insert(format!("manifests/{title}.yaml"), file);
    }
    manifests
}

/// Makes a source of the text inside a JSON string; its spans lead back into the file.
fn embedded(node: &Node, title: &str, sources: &mut Sources) -> Option<SourceId> {
    node.as_str()?;
    let literal = sources.slice(node.span);
    let inner = literal.strip_prefix('"')?.strip_suffix('"')?;
    let (text, map) = yaml::decode_string(inner, node.span.start + 1)?;
    let file = sources.get(node.span.source).name();
    let title = format!("{file} ({title})");
    Some(sources.add_slice(title, text, node.span.source, map))
}
