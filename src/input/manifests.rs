//! Plain manifests: what `kubectl apply` takes and `kubectl get -o yaml` gives.

use super::{TextKind, text_kind};
use crate::cluster::{Known, Layer, LayerSource};
use crate::diagnostic::Diagnostic;
use crate::kubernetes::read_manifests;
use crate::source::{SourceId, Sources, Span};
use std::path::{Path, PathBuf};

const EXTENSIONS: &[&str] = &["yaml", "yml", "json"];

/// Reads the objects of some texts into one layer, which is called like their file or folder.
pub(super) fn layer(
    path: &Path,
    first: SourceId,
    others: &[SourceId],
    sources: &Sources,
) -> Result<Layer, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let texts = std::iter::once(&first).chain(others);
    let objects = texts.flat_map(|text| read_manifests(*text, sources, &mut problems)).collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    let name = path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy();
    let named = Layer::named(name, LayerSource::Manifests, Span::start_of(first));
    Ok(Layer { objects: Known::Wholly(objects), ..named })
}

/// Keeps the files of a folder that hold Kubernetes objects, and reads them.
pub(super) fn texts(files: &[PathBuf], sources: &mut Sources) -> Result<Vec<SourceId>, crate::source::ReadError> {
    let is_text = |file: &&PathBuf| {
        let extension = file.extension().and_then(|extension| extension.to_str());
        file.is_file() && extension.is_some_and(|extension| EXTENSIONS.contains(&extension))
    };
    let mut texts = Vec::new();
    for file in files.iter().filter(is_text) {
        let source = sources.read(file)?;
        texts.extend((text_kind(source, sources) == TextKind::Manifests).then_some(source));
    }
    Ok(texts)
}
