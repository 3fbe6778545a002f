//! `presets.yaml`: named sets of values, one choice per group, in the form that Palette reads
//! (<https://docs.spectrocloud.com/registries-and-packs/pack-constraints/#pack-presets>).

use crate::decode::{Decoder, Spanned};
use crate::yaml::Node;

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
    decoder.list(list).iter().filter_map(|item| preset(decoder, item)).collect()
}

fn preset(decoder: &mut Decoder, node: &Node) -> Option<Preset> {
    let fields = decoder.fields(node, &["name", "displayName", "group", "values"]);
    let mut get = |key| decoder.required(&fields, key).and_then(|node| decoder.text(node));
    let (name, display_name, group) = (get("name"), get("displayName"), get("group"));
    let values = decoder.required(&fields, "values").cloned();
    Some(Preset { name: name?, display_name: display_name?.value, group: group?.value, values: values? })
}
