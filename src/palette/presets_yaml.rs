//! `presets.yaml`: sets of values that can be chosen in Palette
//! (<https://docs.spectrocloud.com/registries-and-packs/pack-constraints/#pack-presets>).

use super::nested::put;
use crate::render::RenderedPack;
use crate::resolve::OfferedPreset;
use crate::yaml::{self, Path};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Renders the presets that are left to Palette; `None` when there are none.
pub(super) fn render(pack: &RenderedPack) -> Result<Option<String>, serde_saphyr::ser::Error> {
    let presets = offered(pack).map(|preset| entry(pack, preset)).collect::<Result<Vec<_>, _>>()?;
    if presets.is_empty() { Ok(None) } else { yaml::to_yaml(&json!({ "presets": presets })).map(Some) }
}

/// Returns the line by which Palette knows which presets are chosen. One of which the profile changed a value is not.
pub(super) fn enabled_line(pack: &RenderedPack) -> Option<String> {
    let value = |preset: &OfferedPreset, path: &Path| path.find(&preset.values).map(yaml::Node::to_json);
    let holds = |preset: &OfferedPreset, path: &Path| {
        path.find(&pack.resolved.values).map(yaml::Node::to_json) == value(preset, path)
    };
    let enabled =
        offered(pack).filter(|preset| preset.is_chosen && preset.paths.iter().all(|path| holds(preset, path)));
    let names: Vec<String> =
        enabled.map(|enabled| format!("{}:{}", enabled.preset.group, enabled.preset.name.value)).collect();
    (!names.is_empty()).then(|| format!("# spectrocloud.com/enabled-presets: {}\n", names.join(",")))
}

/// What no manifest prints with these values has no place in `values.yaml`.
fn offered(pack: &RenderedPack) -> impl Iterator<Item = &OfferedPreset> {
    pack.resolved.presets.iter().filter(|preset| preset.paths.iter().all(|path| stem(pack, path).is_some()))
}

fn stem<'a>(pack: &'a RenderedPack, path: &Path) -> Option<&'a str> {
    pack.files.iter().find(|file| file.exposed.contains(path)).map(|file| file.stem.as_str())
}

/// Every preset of a group sets what any of them sets, so that nothing is left of the one that was chosen before.
fn group_paths<'a>(pack: &'a RenderedPack, member: &OfferedPreset) -> BTreeSet<&'a Path> {
    let group = offered(pack).filter(|other| other.preset.group == member.preset.group);
    group.flat_map(|other| &other.paths).collect()
}

fn entry(pack: &RenderedPack, offered: &OfferedPreset) -> Result<Value, serde_saphyr::ser::Error> {
    let mut manifests = Map::new();
    let mut remove = Vec::new();
    for path in group_paths(pack, offered) {
        let (Some(stem), Some(node)) = (stem(pack, path), path.find(&offered.values)) else { continue };
        put(manifests.entry(stem).or_insert_with(|| json!({})), path, node.to_json());
        // What is added is joined with what is there, so a map or list makes room first.
        if node.as_scalar().is_none() {
            remove.push(format!("manifests.{stem}.{path}"));
        }
    }
    Ok(json!({
        "name": offered.preset.name.value,
        "displayName": offered.preset.display_name,
        "group": offered.preset.group,
        "remove": remove,
        "add": yaml::to_yaml(&json!({ "manifests": manifests }))?,
    }))
}
