//! Folders of packs and of builds.

use super::archive::{self, Files};
use super::{BUILD_SUMS, Extent, Input, InputError, build, exported, manifests, packed};
use crate::cluster::{Known, Layer, LayerFile};
use crate::fs;
use crate::oci::HashingWriter;
use crate::source::{Sources, read_text};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// No pack nests its files deeper.
const MOST_LEVELS: usize = 16;

pub(super) fn read(folder: &Path, sources: &mut Sources) -> Result<Input, InputError> {
    if folder.join(BUILD_SUMS).is_file() {
        return Ok(Input::Layers { layers: built(folder, sources)?, extent: Extent::Profile });
    }
    if folder.join("pack.json").is_file() {
        return Ok(Input::Layers { layers: vec![pack(folder, sources)?], extent: Extent::Layer });
    }
    let entries = fs::entries(folder)?;
    let packs = entries.iter().filter(|path| path.join("pack.json").is_file());
    let layers = packs.map(|path| pack(path, sources)).collect::<Result<Vec<Layer>, _>>()?;
    if !layers.is_empty() {
        return Ok(Input::Layers { layers, extent: Extent::Packs });
    }
    let texts = manifests::texts(&entries, sources)?;
    let [first, others @ ..] = &texts[..] else { return Err(InputError::NoPacks { path: folder.to_owned() }) };
    let layer = manifests::layer(folder, *first, others, sources).map_err(InputError::Invalid)?;
    Ok(Input::Layers { layers: vec![layer], extent: Extent::Layer })
}

/// Reads the folder of a build: its archives, in the order of its profile, and the layers that only the profile has.
fn built(folder: &Path, sources: &mut Sources) -> Result<Vec<Layer>, InputError> {
    let archives = build::verify(folder)?.into_iter();
    let mut packs = archives.map(|archive| archive::layer(&archive, sources)).collect::<Result<Vec<Layer>, _>>()?;
    let mut layers = Vec::new();
    for named in exported::read_exported(&folder.join("profile.json"), sources)? {
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
