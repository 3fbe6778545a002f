//! Plain manifests: what `kubectl apply` takes, namespaces included.

use super::{BuildError, plain};
use crate::fs::Folder;
use crate::palette::ComposedPack;
use crate::render::Rendered;
use crate::source::Sources;
use crate::yaml::{Node, Path, Value};
use std::fmt::Write as _;

/// Fills a folder with the folders of the packs, as they go into the archives.
///
/// # Errors
/// Fails when the folder cannot be written.
pub fn add_packs(folder: &mut Folder, packs: &[ComposedPack]) -> Result<(), BuildError> {
    for pack in packs {
        for (path, bytes) in pack.files.iter() {
            folder.add(&format!("{}-{}/{path}", pack.name, pack.version), bytes)?;
        }
    }
    Ok(())
}

/// Fills a folder with plain manifests, a folder for each layer.
///
/// # Errors
/// Fails when the folder cannot be written.
pub fn add_manifests(folder: &mut Folder, rendered: &Rendered, sources: &Sources) -> Result<(), BuildError> {
    for layer in plain::layers(rendered, sources)? {
        for file in &layer.files {
            folder.add(&format!("{}/{}", layer.name, file.name), file.text.as_bytes())?;
        }
    }
    Ok(())
}

/// Returns all plain manifests as one stream of documents, in the order of installation.
///
/// # Errors
/// Never in practice: namespaces are written from texts.
pub fn manifests_text(rendered: &Rendered, sources: &Sources) -> Result<String, BuildError> {
    let mut stream = String::new();
    for layer in plain::layers(rendered, sources)? {
        for file in &layer.files {
            let separator = if file.text.trim_start().starts_with("---") { "" } else { "---\n" };
            let newline = if file.text.ends_with('\n') { "" } else { "\n" };
            let _ = write!(stream, "# {}/{}\n{separator}{}{newline}", layer.name, file.name, file.text);
        }
    }
    Ok(stream)
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
