//! What a template sees.

use crate::profile::Target;
use crate::resolve::{Resolution, ResolvedLayer, ResolvedPack};
use crate::yaml::{Node, Path, Value as Tree};
use minijinja::Value;
use minijinja::value::Serde;
use serde_json::{Value as Json, json};

/// What all packs of a profile have in common.
pub(super) struct Surroundings<'a> {
    target: &'a Target,
    packs: Vec<&'a str>,
    references: Vec<&'a str>,
}

impl<'a> Surroundings<'a> {
    pub(super) fn of(resolution: &'a Resolution) -> Self {
        let (mut packs, mut references) = (Vec::new(), Vec::new());
        for layer in &resolution.layers {
            match layer {
                ResolvedLayer::Pack(pack) => packs.push(pack.pack.name.as_str()),
                ResolvedLayer::Reference(reference) => references.push(reference.reference.name.value.as_str()),
                ResolvedLayer::Manifests(_) => {}
            }
        }
        // The order of layers is no reason for other content.
        packs.sort_unstable();
        references.sort_unstable();
        Self { target: &resolution.profile.target, packs, references }
    }
}

/// Builds the variables of a pack's templates. `instead` may replace values by their path.
pub(super) fn build(
    pack: &ResolvedPack,
    surroundings: &Surroundings<'_>,
    instead: &dyn Fn(&Path) -> Option<String>,
) -> Value {
    let target = surroundings.target;
    let facts = pack.version.facts.as_ref().map_or_else(|| json!({}), Node::to_json);
    let images =
        pack.images.iter().filter_map(|image| Some((image.key.clone()?, Json::from(image.reference.as_str()))));
    Value::from(Serde(json!({
        "values": value(&pack.values, &Path::default(), instead),
        "facts": facts,
        "images": images.collect::<serde_json::Map<_, _>>(),
        "pack": {
            "name": pack.name,
            "namespace": pack.pack.namespace.as_str(),
            "version": pack.version.version.value.to_string(),
        },
        "target": {
            "kubernetes": target.kubernetes.value.to_string(),
            "minor": target.kubernetes.value.minor,
            "distribution": target.distribution.value.as_str(),
            "management": target.management.as_str(),
            "airgap": target.airgap,
        },
        "profile": {
            "packs": surroundings.packs,
            "references": surroundings.references,
        },
    })))
}

fn value(node: &Node, path: &Path, instead: &dyn Fn(&Path) -> Option<String>) -> Json {
    if let Some(text) = instead(path) {
        return Json::from(text);
    }
    match &node.value {
        Tree::Scalar(_) => node.to_json(),
        Tree::Sequence(items) => {
            items.iter().enumerate().map(|(index, item)| value(item, &path.index(index), instead)).collect()
        }
        Tree::Mapping(mapping) => {
            let entries = mapping.entries.iter();
            entries.map(|entry| (entry.key.clone(), value(&entry.value, &path.key(&entry.key), instead))).collect()
        }
    }
}
