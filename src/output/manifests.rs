//! Plain manifests: what `kubectl apply` takes, namespaces included.

use super::BuildError;
use super::folder::Folder;
use crate::palette;
use crate::render::{Rendered, RenderedLayer, RenderedPack};
use crate::resolve::ResolvedManifests;
use crate::source::Sources;
use crate::yaml::{self, Node, Path, Value};
use serde_json::json;
use std::fmt::Write as _;

/// Fills a folder with the folders of the packs, as they go into the archives.
///
/// # Errors
/// Fails when the folder cannot be written.
pub fn add_packs(folder: &mut Folder, rendered: &Rendered) -> Result<(), BuildError> {
    for pack in rendered.packs() {
        let version = pack.resolved.published_version();
        let files = palette::pack_files(pack, &version, &rendered.profile.target.clouds)?;
        for (path, bytes) in files.iter() {
            folder.add(&format!("{}-{version}/{path}", pack.resolved.name), bytes)?;
        }
    }
    Ok(())
}

/// Fills a folder with plain manifests, a folder for each layer.
///
/// # Errors
/// Fails when the folder cannot be written.
pub fn add_manifests(folder: &mut Folder, rendered: &Rendered, sources: &Sources) -> Result<(), BuildError> {
    for (path, text) in manifest_files(rendered, sources)? {
        folder.add(&path, text.as_bytes())?;
    }
    Ok(())
}

/// Returns all plain manifests as one stream of documents.
///
/// # Errors
/// Never in practice: namespaces are written from texts.
pub fn manifests_text(rendered: &Rendered, sources: &Sources) -> Result<String, BuildError> {
    let mut stream = String::new();
    for (path, text) in manifest_files(rendered, sources)? {
        let separator = if text.trim_start().starts_with("---") { "" } else { "---\n" };
        let newline = if text.ends_with('\n') { "" } else { "\n" };
        let _ = write!(stream, "# {path}\n{separator}{text}{newline}");
    }
    Ok(stream)
}

fn manifest_files(rendered: &Rendered, sources: &Sources) -> Result<Vec<(String, String)>, BuildError> {
    let mut files = Vec::new();
    for layer in &rendered.layers {
        match layer {
            RenderedLayer::Pack(pack) => files.extend(pack_manifests(pack, sources)?),
            RenderedLayer::Manifests(manifests) => files.extend(plain_manifests(manifests, sources)),
            // What an existing pack installs is known to Palette alone.
            RenderedLayer::Reference(_) => {}
        }
    }
    Ok(files)
}

fn pack_manifests(pack: &RenderedPack, sources: &Sources) -> Result<Vec<(String, String)>, BuildError> {
    let name = &pack.resolved.name;
    let namespace = json!({
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {
            "name": pack.resolved.pack.namespace.as_str(),
            "labels": pack.resolved.pack.namespace_labels,
        },
    });
    let namespace = yaml::to_yaml(&namespace).map_err(palette::Error::from)?;
    let mut files = vec![(format!("{name}/00-namespace.yaml"), format!("---\n{namespace}"))];
    for file in &pack.files {
        files.push((format!("{name}/{}.yaml", file.stem), sources.get(file.resolved).text().to_owned()));
    }
    Ok(files)
}

fn plain_manifests(layer: &ResolvedManifests, sources: &Sources) -> Vec<(String, String)> {
    let files = layer.files.iter().map(|file| {
        let source = sources.get(file.value);
        let base = source.name().rsplit('/').next().unwrap_or_default();
        (format!("{}/{base}", layer.manifests.name.value), source.text().to_owned())
    });
    files.collect()
}

/// Lists every value of every pack with the place that it comes from, tab-separated.
pub fn explain_values(rendered: &Rendered, sources: &Sources) -> String {
    let mut text = String::new();
    for pack in rendered.packs() {
        explain(&pack.resolved.values, &Path::of_keys(pack.resolved.pack.name.as_str()), sources, &mut text);
    }
    text
}

fn explain(node: &Node, path: &Path, sources: &Sources, text: &mut String) {
    match &node.value {
        Value::Mapping(mapping) if !mapping.entries.is_empty() => {
            mapping.entries.iter().for_each(|entry| explain(&entry.value, &path.key(&entry.key), sources, text));
        }
        _ => _ = writeln!(text, "{path}\t{}\t{}", node.to_json(), sources.describe(node.span)),
    }
}
