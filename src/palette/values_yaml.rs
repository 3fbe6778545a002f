//! `values.yaml`: what Palette lets an operator see and change.

use super::nested::put;
use super::{needed_images, presets_yaml};
use crate::render::RenderedPack;
use crate::yaml;
use serde_json::{Map, Value, json};

pub(super) fn render(pack: &RenderedPack) -> Result<String, serde_saphyr::ser::Error> {
    let source = &pack.resolved.pack;
    let mut document = Map::new();
    document.insert("pack".to_owned(), pack_block(pack));
    if !source.readiness.is_empty() {
        document.insert("readinessCheck".to_owned(), readiness(pack));
    }
    document.insert("manifests".to_owned(), manifests(pack));
    let exposed = if pack.resolved.exposed.is_empty() {
        "The values of its manifests were fixed when it was built."
    } else {
        "Values below `manifests` can be changed here; all others were fixed when it was built."
    };
    let title = format!("{} {}", source.display_name, pack.resolved.version.version.value);
    let presets = presets_yaml::enabled_line(pack).unwrap_or_default();
    Ok(format!("{presets}# {title}, built by vmopack.\n# {exposed}\n{}", yaml::to_yaml(&Value::from(document))?))
}

fn pack_block(pack: &RenderedPack) -> Value {
    let source = &pack.resolved.pack;
    let namespace = source.namespace.as_str();
    let mut block = Map::new();
    block.insert("namespace".to_owned(), json!(namespace));
    if !source.namespace_labels.is_empty() {
        let labels: Vec<String> = source.namespace_labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
        block.insert("namespaceLabels".to_owned(), json!({ namespace: labels.join(",") }));
    }
    block.insert("spectrocloud.com/install-priority".to_owned(), json!(source.install_priority.to_string()));
    let images: Vec<Value> = needed_images(pack).into_iter().map(|image| json!({ "image": image })).collect();
    block.insert("content".to_owned(), json!({ "images": images }));
    Value::from(block)
}

fn readiness(pack: &RenderedPack) -> Value {
    let checks = pack.resolved.pack.readiness.iter().map(|check| {
        json!({
            "name": check.name,
            "kind": check.kind,
            "group": check.group,
            "version": check.version,
            "keysToCheck": [{ "keyToCheck": check.path, "expectedValue": check.equals }],
        })
    });
    json!({ "v1beta1": checks.collect::<Vec<_>>() })
}

fn manifests(pack: &RenderedPack) -> Value {
    let files = pack.files.iter().map(|file| {
        let mut values = Value::from(Map::new());
        for path in &file.exposed {
            if let Some(node) = path.find(&pack.resolved.values) {
                put(&mut values, path, node.to_json());
            }
        }
        (file.stem.clone(), values)
    });
    files.collect::<Map<_, _>>().into()
}
