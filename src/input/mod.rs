//! What a path stands for. Every command reads through this door: a profile, a cluster profile exported from Palette, the
//! folder or archive of a pack, a folder of packs, the folder of a build, a lock, or plain manifests.

mod archive;
mod build;
mod exported;
mod folder;
mod locked;
mod manifests;
mod packed;

pub use archive::{ArchiveError, ArchiveFile};
pub use build::VerifyError;
pub(crate) use build::{BUILD_PACKS, BUILD_SUMS};

pub(crate) use locked::locked_layers;

use crate::cluster::Layer;
use crate::diagnostic::{Diagnostic, Id};
use crate::fs;
use crate::lock;
use crate::profile::API_GROUP;
use crate::source::{SourceId, Sources, TextError};
use crate::yaml::{self, Node};
use std::path::{Path, PathBuf};

const INVALID_YAML: Id = Id::new("profile/invalid-yaml");

/// What a path stands for.
#[derive(Debug)]
pub(crate) enum Input {
    /// A profile, whose layers have to be rendered first.
    Profile(SourceId),
    /// Layers that were made before.
    Layers {
        /// The layers.
        layers: Vec<Layer>,
        /// How much of a profile they are.
        extent: Extent,
    },
}

/// How much of a profile some layers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of its layers.
    Profile,
    /// All packs that are built for it; references and plain manifests are not among them.
    Packs,
    /// One layer.
    Layer,
}

/// Why a path could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// The text that was named could not be read.
    #[error(transparent)]
    Text(TextError),
    /// A text in a folder could not be read.
    #[error(transparent)]
    Part(#[from] TextError),
    /// A file or folder could not be read.
    #[error(transparent)]
    File(#[from] fs::ReadError),
    /// An archive could not be read.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The folder of a build is not what was built.
    #[error(transparent)]
    Build(#[from] VerifyError),
    /// A folder holds nothing that has layers.
    #[error("{} holds no pack and no build", path.display())]
    NoPacks {
        /// The folder.
        path: PathBuf,
    },
    /// The path stands for something that has no archives.
    #[error("{} is neither an archive nor a folder: a profile is pushed on its own", path.display())]
    NoArchive {
        /// The path.
        path: PathBuf,
    },
    /// A file has mistakes.
    #[error("the input has mistakes")]
    Invalid(Vec<Diagnostic>),
}

/// Reads what a path stands for.
///
/// # Errors
/// Fails when it cannot be read, is not what its digest or name says, or has mistakes.
pub(crate) fn read(path: &Path, sources: &mut Sources) -> Result<Input, InputError> {
    if path.is_dir() {
        return folder::read(path, sources);
    }
    if is_archive(path) {
        return Ok(Input::Layers { layers: vec![archive::layer(path, sources)?], extent: Extent::Layer });
    }
    let source = sources.read(path).map_err(InputError::Text)?;
    let (layers, extent) = match text_kind(source, sources) {
        TextKind::Profile => return Ok(Input::Profile(source)),
        TextKind::Lock => {
            let lock = lock::read(source, sources).map_err(InputError::Invalid)?;
            (locked_layers(&lock), Extent::Packs)
        }
        TextKind::Exported => (exported::layers(source, sources).map_err(InputError::Invalid)?, Extent::Profile),
        TextKind::Manifests => {
            let layer = manifests::layer(path, source, &[], sources).map_err(InputError::Invalid)?;
            (vec![layer], Extent::Layer)
        }
    };
    Ok(Input::Layers { layers, extent })
}

/// Reads the layers of something that shares the cluster with what is judged: anything but a profile, which does not say
/// what it was rendered to.
///
/// # Errors
/// Fails as [`read`] does, and for a profile.
pub(crate) fn read_shared(path: &Path, sources: &mut Sources) -> Result<Vec<Layer>, InputError> {
    match read(path, sources)? {
        Input::Layers { layers, .. } => Ok(layers),
        Input::Profile(source) => exported::layers(source, sources).map_err(InputError::Invalid),
    }
}

/// Says whether a path stands for archives that can be pushed as they are, by its form alone.
pub fn has_archives(path: &Path) -> bool {
    path.is_dir() || is_archive(path)
}

/// Reads the archives that a path stands for: one, or those of the folder of a build, whose checksums must hold.
///
/// # Errors
/// Fails when it cannot be read, is not what its digest or name says, or stands for something else.
pub fn read_archives(path: &Path) -> Result<Vec<ArchiveFile>, InputError> {
    if path.is_dir() {
        let archives = build::verify(path)?;
        return archives.iter().map(|archive| Ok(archive::read(archive)?)).collect();
    }
    if is_archive(path) { Ok(vec![archive::read(path)?]) } else { Err(InputError::NoArchive { path: path.to_owned() }) }
}

/// Says whether a path is named like an archive.
fn is_archive(path: &Path) -> bool {
    path.to_string_lossy().ends_with(".tar.gz")
}

/// Which kind of text a file holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TextKind {
    Lock,
    Exported,
    Manifests,
    /// Also whatever else there is: the profile's loader says best what is wrong with it.
    Profile,
}

fn text_kind(source: SourceId, sources: &Sources) -> TextKind {
    let parsed = yaml::parse(sources, source, INVALID_YAML);
    let Some(root) = parsed.documents.first() else { return TextKind::Profile };
    let text = |key: &str| root.get(key).and_then(Node::as_str);
    let is_ours = text("apiVersion").is_none_or(|version| version.split('/').next() == Some(API_GROUP));
    // A slip in the version of the API does not make a profile something else.
    let is_like_ours = text("kind") == Some("Profile") && root.at(["spec", "layers"]).is_some();
    match text("kind") {
        Some("Lock") if is_ours => TextKind::Lock,
        _ if root.at(["spec", "template", "packs"]).is_some() => TextKind::Exported,
        Some(_) if !is_ours && !is_like_ours => TextKind::Manifests,
        _ => TextKind::Profile,
    }
}
