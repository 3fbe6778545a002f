//! Presets: those that the profile chooses, and those that are left to Palette.

use super::{Exposed, nulls, schema};
use crate::decode::Spanned;
use crate::diagnostic::{Diagnostic, Id};
use crate::pack::{Pack, PackVersion, Preset};
use crate::yaml::{self, Node, Path};
use std::collections::BTreeMap;

const UNKNOWN_PRESET: Id = Id::new("profile/unknown-preset");
const PRESET_CONFLICT: Id = Id::new("profile/preset-conflict");

/// A preset that can be chosen in Palette.
#[derive(Clone, Debug)]
pub struct OfferedPreset {
    /// The preset.
    pub preset: Preset,
    /// Whether the profile chooses it.
    pub is_chosen: bool,
    /// The exposed values that it sets.
    pub paths: Vec<Path>,
    /// The values of the pack with this preset and no choices of the profile.
    pub values: Node,
}

/// Returns the presets that a layer names, in its order.
pub(super) fn chosen<'a>(pack: &'a Pack, names: &[Spanned<String>], problems: &mut Vec<Diagnostic>) -> Vec<&'a Preset> {
    let mut groups: BTreeMap<&str, &Spanned<String>> = BTreeMap::new();
    let mut chosen = Vec::new();
    for name in names {
        let Some(preset) = pack.presets.iter().find(|preset| preset.name.value == name.value) else {
            problems.push(unknown(pack, name));
            continue;
        };
        if let Some(first) = groups.insert(&preset.group, name) {
            let message = format!("group `{}` has two presets, of which only one can be chosen", preset.group);
            problems.push(Diagnostic::error(PRESET_CONFLICT, name.span, message).label(first.span, "first here"));
        }
        chosen.push(preset);
    }
    chosen
}

fn unknown(pack: &Pack, name: &Spanned<String>) -> Diagnostic {
    let known: Vec<&str> = pack.presets.iter().map(|preset| preset.name.value.as_str()).collect();
    let message = format!("pack `{}` has no preset `{}`", pack.name, name.value);
    let problem = Diagnostic::error(UNKNOWN_PRESET, name.span, message);
    match &known[..] {
        [] => problem.help("this pack has no presets"),
        _ => problem.help(format!("presets: {}", known.join(", "))),
    }
}

/// Finds the presets that set nothing but exposed values.
pub(super) fn offered(
    pack: &Pack,
    version: &PackVersion,
    exposed: &[Exposed],
    names: &[Spanned<String>],
    problems: &mut Vec<Diagnostic>,
) -> Vec<OfferedPreset> {
    let mut offered = Vec::new();
    for preset in &pack.presets {
        let paths = exposed_paths(&preset.values, &Path::default(), exposed).unwrap_or_default();
        if paths.is_empty() {
            continue;
        }
        let over = version.values.iter().chain([&preset.values]).filter(|values| !values.is_null());
        let merged = over.fold(pack.values.clone(), |base, over| yaml::merge(base, over.clone()));
        let values = nulls::settle(merged, pack);
        problems.extend(schema::check(&values, &pack.schema, preset.name.span));
        let is_chosen = names.iter().any(|name| name.value == preset.name.value);
        offered.push(OfferedPreset { preset: preset.clone(), is_chosen, paths, values });
    }
    offered
}

/// Returns the exposed values that a tree sets; `None` when it sets others too.
fn exposed_paths(node: &Node, path: &Path, exposed: &[Exposed]) -> Option<Vec<Path>> {
    if exposed.iter().any(|exposed| exposed.path == *path) {
        return Some(vec![path.clone()]);
    }
    let entries = node.as_mapping()?.entries.iter();
    let below = entries.map(|entry| exposed_paths(&entry.value, &path.key(&entry.key), exposed));
    Some(below.collect::<Option<Vec<_>>>()?.concat())
}
