//! Folders: of a pack, of packs, of a build, of plain manifests.

use super::archive::{self, Files};
use super::{BUILD_SUMS, Extent, Input, InputError, build, exported, is_archive, manifests, packed};
use crate::cluster::{Known, Layer, LayerFile};
use crate::fs;
use crate::oci::HashingWriter;
use crate::source::{Sources, read_text};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

const PACK_JSON: &str = "pack.json";
/// No pack nests its files deeper.
const MOST_LEVELS: usize = 16;

pub(super) fn read(folder: &Path, sources: &mut Sources) -> Result<Input, InputError> {
    if folder.join(BUILD_SUMS).is_file() {
        return Ok(Input::Layers { layers: built(folder, sources)?, extent: Extent::Profile });
    }
    if folder.join(PACK_JSON).is_file() {
        return Ok(Input::Layers { layers: vec![pack(folder, sources)?], extent: Extent::Layer });
    }
    let mut packs = Vec::new();
    for path in fs::entries(folder)? {
        if path.join(PACK_JSON).is_file() {
            packs.push(pack(&path, sources)?);
        } else if is_archive(&path) && path.is_file() {
            packs.push(archive::layer(&path, sources)?);
        }
    }
    if !packs.is_empty() {
        return Ok(Input::Layers { layers: packs, extent: Extent::Packs });
    }
    let mut layers = Vec::new();
    plain(folder, MOST_LEVELS, &mut layers, sources)?;
    match layers.len() {
        0 => Err(InputError::NoPacks { path: folder.to_owned() }),
        1 => Ok(Input::Layers { layers, extent: Extent::Layer }),
        _ => Ok(Input::Layers { layers, extent: Extent::Packs }),
    }
}

/// Reads the plain manifests in a folder, and in the folders below it: each folder that has some is a layer.
fn plain(folder: &Path, levels: usize, layers: &mut Vec<Layer>, sources: &mut Sources) -> Result<(), InputError> {
    let (mut texts, mut folders) = (Vec::new(), Vec::new());
    for path in fs::entries(folder)? {
        let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_dir() && !is_hidden && levels > 0 {
            folders.push(path);
        } else if path.is_file() && manifests::is_manifest(&path) {
            texts.push(sources.read(&path)?);
        }
    }
    if let [first, others @ ..] = &texts[..] {
        layers.push(manifests::layer(folder, *first, others, sources).map_err(InputError::Invalid)?);
    }
    folders.iter().try_for_each(|below| plain(below, levels - 1, layers, sources))
}

/// Reads the folder of a build: its archives, in the order of its profile, and the layers that only the profile has.
fn built(folder: &Path, sources: &mut Sources) -> Result<Vec<Layer>, InputError> {
    let archives = build::verify(folder)?.into_iter();
    let mut packs = archives.map(|archive| archive::layer(&archive, sources)).collect::<Result<Vec<Layer>, _>>()?;
    let mut layers = Vec::new();
    let profile = sources.read(&folder.join("profile.json"))?;
    for named in exported::layers(profile, sources).map_err(InputError::Invalid)? {
        let built = packs.iter().position(|pack| pack.name == named.name);
        layers.push(built.map_or(named, |index| packs.remove(index)));
    }
    layers.append(&mut packs);
    Ok(layers)
}

fn pack(folder: &Path, sources: &mut Sources) -> Result<Layer, InputError> {
    let (mut texts, mut others) = (Files::new(), BTreeMap::new());
    collect(folder, "", MOST_LEVELS, &mut texts, &mut others)?;
    let place = folder.to_string_lossy().replace('\\', "/");
    let layer = packed::layer(&place, &texts, sources).map_err(InputError::Invalid)?;
    others.extend(layer.files.get().cloned().unwrap_or_default());
    Ok(Layer { files: Known::Wholly(others), ..layer })
}

/// Collects the texts of a pack, and the digests of its other files. Links are not followed: no pack has any.
fn collect(
    folder: &Path,
    prefix: &str,
    levels: usize,
    texts: &mut Files,
    others: &mut BTreeMap<String, LayerFile>,
) -> Result<(), InputError> {
    for path in fs::entries(folder)? {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let inside = format!("{prefix}{name}");
        let kind = std::fs::symlink_metadata(&path).map_err(fs::ReadError::io(&path))?;
        if kind.is_dir() && !name.starts_with('.') && levels > 0 {
            collect(&path, &format!("{inside}/"), levels - 1, texts, others)?;
        } else if kind.is_file() && packed::is_read(&inside) {
            texts.insert(inside, read_text(&path)?.into_bytes());
        } else if kind.is_file() {
            others.insert(inside, LayerFile::unread(digest(&path)?));
        }
    }
    Ok(())
}

fn digest(path: &Path) -> Result<String, fs::ReadError> {
    let mut hash = HashingWriter::new(io::sink());
    io::copy(&mut fs::open(path)?, &mut hash).map_err(fs::ReadError::io(path))?;
    Ok(hash.finish().1.hex())
}
