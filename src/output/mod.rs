//! Writes results to disk: whole or not at all.

mod file;
mod folder;
mod manifests;
mod order;
mod staging;
mod swap;
mod verify;

pub use file::{write_file, write_new_file};
pub use folder::{Error, Folder};
pub use manifests::{add_manifests, add_packs, explain_values, manifests_text};
pub use order::install_order;
pub use verify::{VerifyError, is_archive, verify_build};

use crate::archive::Archive;
use crate::check::Checked;
use crate::palette;
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
        add(format!("packs/{}", archive.file_name()), &archive.bytes)?;
    }
    add("profile.json".to_owned(), palette::profile_json(checked.rendered(), sources)?.as_bytes())?;
    folder.add(verify::SUMS, sums.as_bytes())?;
    Ok(())
}

/// Why the results of a build could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The folder could not be written.
    #[error(transparent)]
    Folder(#[from] Error),
    /// A file could not be composed.
    #[error(transparent)]
    Palette(#[from] palette::Error),
}

fn lines(items: &[String]) -> String {
    items.iter().map(|item| format!("{item}\n")).collect()
}
