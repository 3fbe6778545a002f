//! Plain manifests: what `kubectl apply` takes and `kubectl get -o yaml` gives.

use super::{TextKind, text_kind};
use crate::cluster::{Known, Layer, LayerSource};
use crate::diagnostic::{Diagnostic, Id};
use crate::kubernetes::read_manifests;
use crate::profile::API_GROUP;
use crate::source::{SourceId, Sources, Span};
use std::path::Path;

const INVALID_OBJECT: Id = Id::new("manifest/invalid-object");
const EXTENSIONS: &[&str] = &["yaml", "yml", "json"];
/// What says how manifests are put together, and is not one
/// (<https://kubectl.docs.kubernetes.io/references/kustomize/glossary/#kustomization>).
const KUSTOMIZATIONS: &[&str] = &["kustomization.yaml", "kustomization.yml"];

/// Says whether a file in a folder of manifests is one, by its name.
pub(super) fn is_manifest(file: &Path) -> bool {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let extension = file.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| EXTENSIONS.contains(&extension)) && !KUSTOMIZATIONS.contains(&name)
}

/// Reads the objects of some texts into one layer, which is called like their file or folder.
pub(super) fn layer(
    path: &Path,
    first: SourceId,
    others: &[SourceId],
    sources: &Sources,
) -> Result<Layer, Vec<Diagnostic>> {
    let (mut problems, mut objects) = (Vec::new(), Vec::new());
    for text in std::iter::once(first).chain(others.iter().copied()) {
        if matches!(text_kind(text, sources), TextKind::Exported) {
            problems.push(not_alone(text));
            continue;
        }
        let found = read_manifests(text, sources, &mut problems);
        problems.extend(found.iter().any(|object| object.id.group == API_GROUP).then(|| not_alone(text)));
        objects.extend(found);
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let name = if path.is_dir() { path.file_name() } else { path.file_stem() };
    let name = name.unwrap_or(path.as_os_str()).to_string_lossy();
    let named = Layer::named(name, LayerSource::Manifests, Span::start_of(first));
    Ok(Layer { objects: Known::Wholly(objects), ..named })
}

/// A folder of manifests holds nothing else: what was left out would be left out in silence.
fn not_alone(text: SourceId) -> Diagnostic {
    let message = "this file is not a Kubernetes object, but an input of its own";
    Diagnostic::error(INVALID_OBJECT, Span::start_of(text), message).help("name it by itself, not its folder")
}
