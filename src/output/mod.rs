//! What folders of results hold.

mod kustomize;
mod macros;
mod manifests;
mod order;
mod plain;

pub use kustomize::add_kustomize;
pub use macros::{KeptMacro, kept_macros};
pub use manifests::{add_manifests, add_packs, explain_values, manifests_text};
pub use order::install_order;
pub use plain::left_out;

use crate::archive::Archive;
use crate::assess::Checked;
use crate::fs::{Folder, WriteError};
use crate::input::{BUILD_PACKS, BUILD_SUMS};
use crate::palette;
use crate::render::Rendered;
use crate::source::Sources;
use std::fmt::Write as _;

/// Fills a folder with everything that a build makes: archives, cluster profile, image list and checksums.
///
/// # Errors
/// Fails when the folder cannot be written.
pub fn add_build(
    folder: &mut Folder,
    checked: &Checked,
    archives: &[Archive],
    sources: &Sources,
) -> Result<(), BuildError> {
    let mut sums = String::new();
    let mut add = |path: String, bytes: &[u8]| -> Result<(), BuildError> {
        let _ = writeln!(sums, "{}  {path}", crate::oci::Digest::of(bytes).hex());
        Ok(folder.add(&path, bytes)?)
    };
    add("images.txt".to_owned(), lines(&palette::images(checked.rendered(), sources)).as_bytes())?;
    for archive in archives {
        add(format!("{BUILD_PACKS}/{}", archive.file_name()), &archive.bytes)?;
    }
    add("profile.json".to_owned(), palette::profile_json(checked.rendered(), sources)?.as_bytes())?;
    folder.add(BUILD_SUMS, sums.as_bytes())?;
    Ok(())
}

/// Fills a folder with the cluster profile that Palette imports.
///
/// # Errors
/// Fails when the folder cannot be written.
pub fn add_profile(folder: &mut Folder, rendered: &Rendered, sources: &Sources) -> Result<(), BuildError> {
    Ok(folder.add("profile.json", palette::profile_json(rendered, sources)?.as_bytes())?)
}

/// Fills a folder with a Terraform module that holds the cluster profile.
///
/// # Errors
/// Fails when the folder cannot be written.
pub fn add_terraform(folder: &mut Folder, rendered: &Rendered, sources: &Sources) -> Result<(), BuildError> {
    for (path, bytes) in palette::terraform_files(rendered, sources)?.iter() {
        folder.add(path, bytes)?;
    }
    Ok(())
}

/// Why the results of a build could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The folder could not be written.
    #[error(transparent)]
    Folder(#[from] WriteError),
    /// A file could not be composed.
    #[error(transparent)]
    Palette(#[from] palette::Error),
    /// A file of plain manifests has the name of a file that is written beside it.
    #[error("`{file}` of layer `{layer}` has the name of kustomize's own file: rename it")]
    ReservedName {
        /// The layer.
        layer: String,
        /// The file.
        file: String,
    },
}

fn lines(items: &[String]) -> String {
    items.iter().map(|item| format!("{item}\n")).collect()
}
