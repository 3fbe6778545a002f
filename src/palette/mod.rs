//! The files that Palette reads: packs and cluster profiles.
//!
//! Format of packs: <https://docs.spectrocloud.com/registries-and-packs/adding-custom-packs/>.

mod artifact;
mod content;
mod hcl;
mod images;
mod namespaces;
mod nested;
mod pack_json;
mod presets_yaml;
mod profile_json;
mod schema_yaml;
mod target;
mod terraform;
mod values_yaml;

pub use artifact::pack_artifact;
pub use content::{ComposedPack, compose};
pub use images::{LayerImage, images, layer_images, without_images};
pub use namespaces::namespace_commands;
pub use profile_json::profile_json;
pub use target::{PushTarget, TargetError};
pub(crate) use terraform::terraform_files;

use crate::render::RenderedPack;
use crate::tree::{FileTree, InvalidPath};

/// Why the files of a pack could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A template has a name that cannot be a file in a pack.
    #[error(transparent)]
    Path(#[from] InvalidPath),
    /// A text could not be written as JSON.
    #[error("cannot write JSON")]
    Json(#[from] serde_json::Error),
    /// A text could not be written as YAML.
    #[error("cannot write YAML")]
    Yaml(#[from] serde_saphyr::ser::Error),
}

/// Returns the files of a pack as Palette reads them. `version` is the version that `pack.json` names.
///
/// # Errors
/// Fails when a template has a name that cannot be a file in a pack.
fn pack_files(pack: &RenderedPack, version: &str, clouds: &[String]) -> Result<FileTree, Error> {
    let mut tree = FileTree::new();
    tree.insert(pack_json::NAME, pack_json::render(pack, version, clouds)?)?;
    tree.insert("values.yaml", values_yaml::render(pack)?)?;
    if let Some(schema) = schema_yaml::render(pack)? {
        tree.insert("schema.yaml", schema)?;
    }
    if let Some(presets) = presets_yaml::render(pack)? {
        tree.insert("presets.yaml", presets)?;
    }
    for file in &pack.files {
        tree.insert(&manifest_path(&file.stem), file.published.as_bytes())?;
    }
    tree.insert("README.md", pack.resolved.pack.readme.as_slice())?;
    tree.insert("logo.png", pack.resolved.pack.logo.as_slice())?;
    Ok(tree)
}

fn manifest_path(stem: &str) -> String {
    format!("manifests/{stem}.yaml")
}

fn needed_images(pack: &RenderedPack) -> Vec<String> {
    let needed = pack.resolved.images.iter().filter(|image| image.needed);
    let mut images: Vec<String> = needed.map(|image| image.reference.clone()).collect();
    images.sort();
    images.dedup();
    images
}
