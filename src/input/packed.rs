//! Packs that were built before, by vmopack or by others.

use crate::cluster::{Known, Layer, LayerFile, LayerSource, release};
use crate::diagnostic::{Diagnostic, Id};
use crate::kubernetes::{Manifest, read_manifests};
use crate::render::with_defaults;
use crate::source::{SourceId, Sources, Span};
use crate::yaml::{self, Node};
use std::collections::{BTreeMap, BTreeSet};

const INVALID_YAML: Id = Id::new("pack/invalid-yaml");
const MISSING_KEY: Id = Id::new("pack/missing-key");
const MANIFESTS: &str = "manifests/";

/// Says whether a file of a built pack, by its path in the pack, is a text that [`layer`] reads; of others it takes
/// the digest.
pub(super) fn is_read(path: &str) -> bool {
    let is_manifest = || matches!(path.rsplit_once('.'), Some((_, "yaml" | "yml")));
    matches!(path, "pack.json" | "values.yaml") || (path.starts_with(MANIFESTS) && is_manifest())
}

/// Reads a built pack out of its files, by their paths in the pack; `place` is what the pack is called in messages.
///
/// Values that Palette would fill in are filled in with their defaults. Charts, and manifests that do more than print
/// such values, leave the layer incomplete.
///
/// # Errors
/// Returns what is wrong with `pack.json`.
pub(super) fn layer(
    place: &str,
    files: &BTreeMap<String, Vec<u8>>,
    sources: &mut Sources,
) -> Result<Layer, Vec<Diagnostic>> {
    let description = description(place, files, sources)?;
    let text = |path: &str| description.at(path.split('.')).and_then(Node::as_str).map(str::to_owned);
    let (Some(name), Some(version)) = (text("name"), text("version")) else {
        let message = "a pack has a `name` and a `version`, both text";
        return Err(vec![Diagnostic::error(MISSING_KEY, description.span, message)]);
    };
    let mut digests: BTreeMap<String, LayerFile> =
        files.iter().map(|(path, bytes)| (path.clone(), LayerFile::of(bytes, false))).collect();
    digests.insert("pack.json".to_owned(), LayerFile::of_description(&description));
    let (values, values_read) = values(place, files, sources);
    let (manifests, read) = manifests(place, files, values.as_ref(), sources);
    for (path, file) in &mut digests {
        file.is_read = read.contains(path) || (path == "values.yaml" && values_read);
    }
    let all_read =
        files.keys().filter(|path| path.starts_with(MANIFESTS) && is_read(path)).all(|path| read.contains(path));
    let component = text("annotations.upstreamVersion").and_then(|text| semver::Version::parse(&text).ok());
    let is_whole = all_read && description.items("charts").is_empty();
    let span = description.get("name").map_or(description.span, |node| node.span);
    let named = Layer::named(name.clone(), LayerSource::Packed, span);
    Ok(Layer {
        pack: Some(name),
        release: component.or_else(|| release(&version)),
        version: Some(version),
        objects: if manifests.is_empty() && !is_whole { Known::Nothing } else { Known::new(manifests, is_whole) },
        files: Known::Wholly(digests),
        ..named.with_values(values.map_or(Known::Nothing, |values| Known::new(values, values_read)))
    })
}

fn description(place: &str, files: &BTreeMap<String, Vec<u8>>, sources: &mut Sources) -> Result<Node, Vec<Diagnostic>> {
    let source =
        add(place, "pack.json", files, sources).unwrap_or_else(|| sources.add(format!("{place}/pack.json"), ""));
    let parsed = yaml::parse(sources, source, INVALID_YAML);
    if !parsed.problems.is_empty() {
        return Err(parsed.problems);
    }
    let root = parsed.documents.into_iter().next().filter(|root| root.as_mapping().is_some());
    root.ok_or_else(|| {
        vec![Diagnostic::error(INVALID_YAML, Span::start_of(source), "this is no description of a pack")]
    })
}

fn add(place: &str, path: &str, files: &BTreeMap<String, Vec<u8>>, sources: &mut Sources) -> Option<SourceId> {
    let text = std::str::from_utf8(files.get(path)?).ok()?;
    Some(sources.add(format!("{place}/{path}"), text.strip_prefix('\u{feff}').unwrap_or(text)))
}

/// Reads the values, as far as they are YAML before Palette has replaced its macros, and says whether that is far enough.
fn values(place: &str, files: &BTreeMap<String, Vec<u8>>, sources: &mut Sources) -> (Option<Node>, bool) {
    let Some(source) = add(place, "values.yaml", files, sources) else { return (None, false) };
    let parsed = yaml::parse(sources, source, INVALID_YAML);
    let is_read = parsed.problems.is_empty() && parsed.documents.len() == 1;
    (parsed.documents.into_iter().next(), is_read)
}

/// Reads the manifests, and says which files were read to their ends.
fn manifests(
    place: &str,
    files: &BTreeMap<String, Vec<u8>>,
    values: Option<&Node>,
    sources: &mut Sources,
) -> (Vec<Manifest>, BTreeSet<String>) {
    let (mut manifests, mut read) = (Vec::new(), BTreeSet::new());
    for (path, bytes) in files.iter().filter(|(path, _)| path.starts_with(MANIFESTS) && is_read(path)) {
        let stem = path[MANIFESTS.len()..].trim_end_matches(".yml").trim_end_matches(".yaml");
        let values = values.and_then(|values| values.at(["manifests", stem]));
        let text = std::str::from_utf8(bytes).ok().and_then(|text| with_defaults(text, values));
        let Some(text) = text else { continue };
        let (source, mut problems) = (sources.add(format!("{place}/{path}"), text), Vec::new());
        manifests.extend(read_manifests(source, sources, &mut problems));
        if problems.is_empty() {
            read.insert(path.clone());
        }
    }
    (manifests, read)
}
