//! What a template sees.

use crate::profile::Target;
use crate::resolve::ResolvedPack;
use crate::yaml::{Node, Path, Value as Tree};
use minijinja::Value;
use minijinja::value::Serde;
use serde_json::{Value as Json, json};

/// Builds the variables of a pack's templates. `instead` may replace scalar values by their path.
pub(super) fn build(pack: &ResolvedPack, target: &Target, instead: &dyn Fn(&Path) -> Option<String>) -> Value {
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
    })))
}

fn value(node: &Node, path: &Path, instead: &dyn Fn(&Path) -> Option<String>) -> Json {
    match &node.value {
        Tree::Scalar(_) => instead(path).map_or_else(|| node.to_json(), Json::from),
        Tree::Sequence(items) => {
            items.iter().enumerate().map(|(index, item)| value(item, &path.index(index), instead)).collect()
        }
        Tree::Mapping(mapping) => {
            let entries = mapping.entries.iter();
            entries.map(|entry| (entry.key.clone(), value(&entry.value, &path.key(&entry.key), instead))).collect()
        }
    }
}
