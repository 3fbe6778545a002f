//! `presets.yaml`: named sets of values, one choice per group, in the form that Palette reads
//! (<https://docs.spectrocloud.com/registries-and-packs/pack-constraints/#pack-presets>).

use crate::decode::{Decoder, Spanned};
use crate::profile::Name;
use crate::yaml::Node;
use std::collections::BTreeSet;

/// A named set of values.
#[derive(Clone, Debug)]
pub struct Preset {
    /// Its name.
    pub name: Spanned<String>,
    /// Name shown to people.
    pub display_name: String,
    /// The group: of each, one preset can be chosen.
    pub group: String,
    /// The values that it sets.
    pub values: Node,
}

pub(super) fn decode(decoder: &mut Decoder, root: &Node) -> Vec<Preset> {
    let fields = decoder.fields(root, &["presets"]);
    let Some(list) = decoder.required(&fields, "presets") else { return Vec::new() };
    let presets: Vec<Preset> = decoder.list(list).iter().filter_map(|item| preset(decoder, item)).collect();
    let mut names = BTreeSet::new();
    for preset in presets.iter().filter(|preset| !names.insert(preset.name.value.as_str())) {
        decoder.invalid(preset.name.span, format!("two presets are called `{}`", preset.name.value));
    }
    presets
}

fn preset(decoder: &mut Decoder, node: &Node) -> Option<Preset> {
    let fields = decoder.fields(node, &["name", "displayName", "group", "values"]);
    let name = decoder.required(&fields, "name").and_then(|node| decoder.parsed(node, str::parse::<Name>));
    let display_name = decoder.required(&fields, "displayName").and_then(|node| decoder.text(node));
    let group = decoder.required(&fields, "group").and_then(|node| decoder.parsed(node, group));
    let values = decoder.required(&fields, "values").filter(|node| {
        decoder.entries(node);
        node.as_mapping().is_some()
    });
    let name = name.map(|name| Spanned { value: name.value.to_string(), span: name.span });
    Some(Preset { name: name?, display_name: display_name?.value, group: group?.value, values: values?.clone() })
}

/// Palette keeps the chosen presets in one line, as `Group:name,Group:name`.
fn group(text: &str) -> Result<String, String> {
    if text.trim().is_empty() || text != text.trim() || text.contains([':', ',', '\n']) {
        return Err(format!("`{text}` is no name of a group: write words without a colon and a comma"));
    }
    Ok(text.to_owned())
}
