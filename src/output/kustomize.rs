//! A kustomization for each layer, and one that lists them in the order of their installation.

use super::plain::{self, PlainLayer};
use super::{BuildError, left_out};
use crate::fs::Folder;
use crate::pack::Readiness;
use crate::palette;
use crate::render::{Rendered, RenderedPack};
use crate::source::Sources;
use crate::yaml::{self, Node};
use serde_json::json;
use std::fmt::Write as _;

/// The names that kustomize looks for in a folder
/// (<https://kubectl.docs.kubernetes.io/references/kustomize/glossary/#kustomization>).
const OWN_NAMES: &[&str] = &["kustomization.yaml", "kustomization.yml", "Kustomization"];
const KUSTOMIZATION: &str = "kustomization.yaml";
const AFTER_THE_COMMANDS: &str = "\
```

A command that ends with `no matches for kind` has made the kind known: run it again. `--server-side` is for the CRDs, whose
text does not fit into the annotation that `kubectl apply` writes without it. `kubectl apply --server-side -k .` applies all
layers at once and is repeated in the same way. The kustomizations need kubectl 1.27 or kustomize 5.0, or later ones.
";

/// Fills a folder with a kustomization for each layer, and with one for all of them.
///
/// # Errors
/// Fails when the folder cannot be written, or a file of plain manifests has a name that kustomize keeps for itself.
pub fn add_kustomize(folder: &mut Folder, rendered: &Rendered, sources: &Sources) -> Result<(), BuildError> {
    let mut layers = plain::layers(rendered, sources)?;
    for layer in &mut layers {
        // Kustomize refuses files without an object, and folders without such files.
        layer.files.retain(|file| !file.is_empty);
    }
    layers.retain(|layer| !layer.files.is_empty());
    for layer in &layers {
        add_layer(folder, layer)?;
    }
    let names: Vec<&str> = layers.iter().map(|layer| layer.name).collect();
    folder.add(KUSTOMIZATION, kustomization(&names)?.as_bytes())?;
    folder.add("README.md", readme(rendered, &layers).as_bytes())?;
    Ok(())
}

fn add_layer(folder: &mut Folder, layer: &PlainLayer<'_>) -> Result<(), BuildError> {
    for file in &layer.files {
        if OWN_NAMES.contains(&file.name.as_str()) {
            return Err(BuildError::ReservedName { layer: layer.name.to_owned(), file: file.name.clone() });
        }
        folder.add(&format!("{}/{}", layer.name, file.name), file.text.as_bytes())?;
    }
    let names: Vec<&str> = layer.files.iter().map(|file| file.name.as_str()).collect();
    folder.add(&format!("{}/{KUSTOMIZATION}", layer.name), kustomization(&names)?.as_bytes())?;
    Ok(())
}

/// Kustomize sorts objects by their kind unless it is told to keep the order of `resources`.
fn kustomization(resources: &[&str]) -> Result<String, BuildError> {
    let document = json!({
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "sortOptions": { "order": "fifo" },
        "resources": resources,
    });
    Ok(yaml::to_yaml(&document).map_err(palette::Error::from)?)
}

fn readme(rendered: &Rendered, layers: &[PlainLayer<'_>]) -> String {
    let profile = &rendered.profile;
    let mut text = format!(
        "# {} {} as kustomizations\n\nOne folder for each layer. Apply them one by one, in this order:\n\n```sh\n",
        profile.name.value, profile.version.value
    );
    for layer in layers {
        let _ = writeln!(text, "kubectl apply --server-side -k {}", layer.name);
        for (pack, check) in layer.pack.iter().flat_map(|pack| readiness(pack)) {
            let _ = writeln!(text, "{}", wait(pack, check));
        }
    }
    text.push_str(AFTER_THE_COMMANDS);
    for reference in left_out(rendered) {
        let (name, version) = (&reference.reference.name.value, &reference.reference.version.value);
        let _ = writeln!(text, "\nNot here: `{name}` {version}, a pack that Palette alone can install.");
    }
    text
}

fn readiness(pack: &RenderedPack) -> impl Iterator<Item = (&RenderedPack, &Readiness)> {
    pack.resolved.pack.readiness.iter().map(move |check| (pack, check))
}

/// Writes what waits until a custom resource is ready, as Palette does between layers.
fn wait(pack: &RenderedPack, check: &Readiness) -> String {
    let object = format!("{}.{}.{}/{}", check.kind, check.version, check.group, check.name);
    let namespace = namespace_of(pack, check).map(|name| format!("-n {name} ")).unwrap_or_default();
    let field = format!("--for=jsonpath='{{.{}}}'={}", check.path, check.equals);
    format!("kubectl wait {field} --timeout=15m {namespace}{object}")
}

fn namespace_of<'a>(pack: &'a RenderedPack, check: &Readiness) -> Option<&'a str> {
    let is_it = |object: &&Node| {
        object.get("kind").and_then(Node::as_str) == Some(check.kind.as_str())
            && object.at(["metadata", "name"]).and_then(Node::as_str) == Some(check.name.as_str())
    };
    let object = pack.files.iter().flat_map(|file| &file.documents).find(is_it)?;
    object.at(["metadata", "namespace"])?.as_str()
}
