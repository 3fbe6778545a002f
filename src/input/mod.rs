//! What a path on the command line stands for: layers that were made before, or a profile to make them from.

mod folder;

use crate::archive::{self, read_files};
use crate::cluster::{ForeignError, Layer, built_pack, locked_layers, read_foreign};
use crate::diagnostic::{Diagnostic, Id};
use crate::lock;
use crate::output::{VerifyError, is_archive};
use crate::palette;
use crate::render::Rendered;
use crate::source::{ReadError, SourceId, Sources};
use crate::yaml::{self, Node};
use std::path::{Path, PathBuf};

const INVALID_YAML: Id = Id::new("profile/invalid-yaml");

/// What a path stands for.
#[derive(Debug)]
pub enum Input {
    /// A profile, whose layers have to be rendered first.
    Profile,
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
    /// One pack.
    Pack,
}

/// Why a path could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// A text could not be read.
    #[error(transparent)]
    Text(#[from] ReadError),
    /// A folder could not be read.
    #[error("cannot read {}", path.display())]
    Io {
        /// The folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// An archive could not be read.
    #[error(transparent)]
    Archive(#[from] archive::ReadError),
    /// The folder of a build is not what was built.
    #[error(transparent)]
    Build(#[from] VerifyError),
    /// A folder holds nothing that has layers.
    #[error("{} holds no pack and no build", path.display())]
    NoPacks {
        /// The folder.
        path: PathBuf,
    },
    /// A file has mistakes.
    #[error("the input has mistakes")]
    Invalid(Vec<Diagnostic>),
}

/// Reads what a path stands for: a profile, a lock, a cluster profile exported from Palette, the archive or folder of a
/// pack, a folder of such folders, or the folder of a build.
///
/// # Errors
/// Fails when it cannot be read, is not what its digest or name says, or has mistakes.
pub fn read(path: &Path, sources: &mut Sources) -> Result<Input, InputError> {
    if path.is_dir() {
        return folder::read(path, sources);
    }
    if is_archive(path) {
        return Ok(Input::Layers { layers: vec![archived_pack(path, sources)?], extent: Extent::Pack });
    }
    let source = sources.read(path)?;
    match text_kind(source, sources) {
        TextKind::Lock => {
            let lock = lock::read(source, sources).map_err(InputError::Invalid)?;
            Ok(Input::Layers { layers: locked_layers(&lock), extent: Extent::Packs })
        }
        TextKind::Exported => Ok(Input::Layers { layers: exported(path, sources)?, extent: Extent::Profile }),
        TextKind::Profile => Ok(Input::Profile),
    }
}

/// Records what a lock would say of the packs of a rendered profile, so that its layers can be compared with those of one.
///
/// # Errors
/// Fails when the files of a pack cannot be written.
pub fn record(layers: &mut [Layer], rendered: &Rendered) -> Result<(), palette::Error> {
    for pack in rendered.packs() {
        if let Some(layer) = layers.iter_mut().find(|layer| layer.name == pack.resolved.name) {
            layer.locked = Some(palette::content(pack, &rendered.profile.target.clouds)?);
        }
    }
    Ok(())
}

fn archived_pack(path: &Path, sources: &mut Sources) -> Result<Layer, InputError> {
    let (_, files) = read_files(path, |_| true)?;
    built_pack(&path.to_string_lossy().replace('\\', "/"), &files, sources).map_err(InputError::Invalid)
}

fn exported(path: &Path, sources: &mut Sources) -> Result<Vec<Layer>, InputError> {
    read_foreign(path, sources).map_err(|error| match error {
        ForeignError::Read(error) => InputError::Text(error),
        ForeignError::Invalid(problems) => InputError::Invalid(problems),
    })
}

/// Which kind of text a file holds.
enum TextKind {
    Lock,
    Exported,
    /// Also whatever else there is: the profile's loader says best what is wrong with it.
    Profile,
}

fn text_kind(source: SourceId, sources: &Sources) -> TextKind {
    let parsed = yaml::parse(sources, source, INVALID_YAML);
    let Some(root) = parsed.documents.first() else { return TextKind::Profile };
    if root.get("kind").and_then(Node::as_str) == Some("Lock") {
        TextKind::Lock
    } else if root.at(["spec", "template", "packs"]).is_some() {
        TextKind::Exported
    } else {
        TextKind::Profile
    }
}
