//! `profile.json`: the cluster profile in the form that Palette imports
//! (<https://docs.spectrocloud.com/profiles/cluster-profiles/modify-cluster-profiles/import-export-cluster-profile/>).

use super::{Error, values_yaml};
use crate::profile::{Profile, ReferenceKind, RegistryEntry, Variable};
use crate::render::{Rendered, RenderedLayer, RenderedPack};
use crate::resolve::{ResolvedManifests, ResolvedReference};
use crate::source::Sources;
use serde_json::{Value, json};

/// Renders the cluster profile with the values of every layer complete.
///
/// # Errors
/// Never in practice: only texts are written.
pub fn profile_json(rendered: &Rendered, sources: &Sources) -> Result<String, Error> {
    let mut text = serde_json::to_string_pretty(&document(rendered, sources)?)?;
    text.push('\n');
    Ok(text)
}

pub(super) fn document(rendered: &Rendered, sources: &Sources) -> Result<Value, Error> {
    let profile = &rendered.profile;
    let packs = rendered.layers.iter().map(|layer| match layer {
        RenderedLayer::Pack(pack) => built(pack, profile),
        RenderedLayer::Reference(reference) => Ok(existing(reference, profile, sources)),
        RenderedLayer::Manifests(manifests) => Ok(plain(manifests, profile, sources)),
    });
    let packs = packs.collect::<Result<Vec<Value>, Error>>()?;
    let cloud = if let [cloud] = &profile.target.clouds[..] { cloud } else { "all" };
    Ok(json!({
        "metadata": { "name": profile.name.value.as_str(), "description": profile.description, "labels": {} },
        "spec": {
            "version": profile.version.value.to_string(),
            "template": { "type": "add-on", "cloudType": cloud, "packs": packs },
            "variables": profile.variables.iter().map(variable).collect::<Vec<_>>(),
        },
    }))
}

fn built(pack: &RenderedPack, profile: &Profile) -> Result<Value, Error> {
    let version = pack.resolved.published_version();
    let entry = profile.registries.iter().find(|registry| registry.default).or(profile.registries.first());
    Ok(json!({
        "name": pack.resolved.name,
        "type": "oci",
        "layer": "addon",
        "version": version,
        "tag": version,
        "values": values_yaml::render(pack)?,
        "registry": registry(entry, entry.map_or("", |entry| &entry.name), "oci"),
    }))
}

fn existing(layer: &ResolvedReference, profile: &Profile, sources: &Sources) -> Value {
    let reference = &layer.reference;
    let (kind, registry_kind) = match reference.kind {
        ReferenceKind::Pack => ("spectro", "pack"),
        ReferenceKind::Oci => ("oci", "oci"),
        ReferenceKind::Helm => ("helm", "helm"),
    };
    let name = reference.registry.as_ref().map_or("", |registry| registry.value.as_str());
    let entry = profile.registries.iter().find(|registry| registry.name == name);
    json!({
        "name": reference.name.value,
        "type": kind,
        "layer": "addon",
        "version": reference.version.value,
        "tag": reference.version.value,
        "values": layer.values.map_or("", |values| sources.get(values).text()),
        "registry": registry(entry, name, registry_kind),
    })
}

fn plain(layer: &ResolvedManifests, profile: &Profile, sources: &Sources) -> Value {
    let priority = layer.manifests.install_priority;
    let manifests = layer.files.iter().map(|file| {
        let source = sources.get(file.value);
        let name = source.name().rsplit('/').next().unwrap_or_default();
        let name = name.strip_suffix(".yaml").unwrap_or(name);
        json!({ "name": name, "content": source.text() })
    });
    json!({
        "name": layer.manifests.name.value.as_str(),
        "type": "manifest",
        "layer": "addon",
        "tag": profile.version.value.to_string(),
        "values": format!("pack:\n  spectrocloud.com/install-priority: \"{priority}\"\n"),
        "manifests": manifests.collect::<Vec<_>>(),
    })
}

fn registry(entry: Option<&RegistryEntry>, name: &str, kind: &str) -> Value {
    json!({ "metadata": {
        "uid": entry.map_or("", |entry| &entry.uid),
        "name": name,
        "kind": kind,
        "isPrivate": true,
        "providerType": if kind == "helm" { "helm" } else { "pack" },
        "isSyncSupported": true,
    } })
}

fn variable(variable: &Variable) -> Value {
    json!({
        "name": variable.name,
        "displayName": variable.display_name,
        "description": variable.description,
        "format": variable.format,
        "defaultValue": variable.default.clone().unwrap_or_default(),
        "regex": variable.regex,
        "required": variable.required,
        "immutable": variable.immutable,
        "hidden": variable.hidden,
        "isSensitive": variable.sensitive,
        "inputType": "text",
    })
}
