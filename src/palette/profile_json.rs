//! `profile.json`: the cluster profile in the form that Palette imports
//! (<https://docs.spectrocloud.com/profiles/cluster-profiles/modify-cluster-profiles/import-export-cluster-profile/>).

use super::{Error, values_yaml};
use crate::profile::{Profile, RegistryKind, Variable, known_uid};
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
    let mut of_packs = profile.registries.iter().filter(|registry| registry.kind == RegistryKind::Oci);
    let default = profile.registries.iter().find(|registry| registry.default);
    let name = default.or_else(|| of_packs.next()).map_or("", |registry| &registry.name);
    Ok(json!({
        "name": pack.resolved.name,
        "type": "oci",
        "layer": "addon",
        "version": version,
        "tag": version,
        "values": values_yaml::render(pack)?,
        "manifests": [],
        "registry": registry(name, RegistryKind::Oci, profile),
    }))
}

fn existing(layer: &ResolvedReference, profile: &Profile, sources: &Sources) -> Value {
    let reference = &layer.reference;
    let kind = match reference.kind {
        RegistryKind::Pack => "spectro",
        RegistryKind::Oci => "oci",
        RegistryKind::Helm => "helm",
    };
    let name = reference.registry.as_ref().map_or("", |registry| registry.value.as_str());
    json!({
        "name": name_in_profile(layer),
        "type": kind,
        "layer": "addon",
        "version": reference.version.value,
        "tag": reference.version.value,
        "values": layer.values.map_or("", |values| sources.get(values).text()),
        "manifests": [],
        "registry": registry(name, reference.kind, profile),
    })
}

/// A layer with a display name is called `<display name>--<chart>`
/// (<https://docs.spectrocloud.com/profiles/cluster-profiles/create-cluster-profiles/create-addon-profile/>).
fn name_in_profile(layer: &ResolvedReference) -> String {
    let name = &layer.reference.name.value;
    let Some(display) = layer.display_name() else { return name.clone() };
    let charts = layer.tree.as_ref().and_then(|values| values.get("charts")?.as_mapping());
    let chart = charts.and_then(|charts| charts.entries.first()).map_or(name, |chart| &chart.key);
    format!("{display}--{chart}")
}

fn plain(layer: &ResolvedManifests, profile: &Profile, sources: &Sources) -> Value {
    let priority = layer.manifests.install_priority;
    let manifests = layer.files.iter().map(|file| {
        let source = sources.get(file.value);
        let name = source.name().rsplit('/').next().unwrap_or_default();
        let name = name.strip_suffix(".yaml").unwrap_or(name);
        json!({ "name": name, "content": source.text() })
    });
    let version = profile.version.value.to_string();
    json!({
        "name": layer.manifests.name.value.as_str(),
        "type": "manifest",
        "layer": "addon",
        "version": version,
        "tag": version,
        "values": format!("pack:\n  spectrocloud.com/install-priority: \"{priority}\"\n"),
        "manifests": manifests.collect::<Vec<_>>(),
    })
}

/// Registries of the tenant's own ask for a login and are synchronised; Palette's legacy and Helm registries are not.
fn registry(name: &str, kind: RegistryKind, profile: &Profile) -> Value {
    let declared = profile.registries.iter().find(|registry| registry.name == name).map_or("", |entry| &entry.uid);
    let uid = if declared.is_empty() { known_uid(name, profile.target.management) } else { declared };
    let mut metadata = json!({ "uid": uid, "name": name, "kind": kind.as_str() });
    let is_oci = kind == RegistryKind::Oci;
    metadata["isPrivate"] = json!(is_oci);
    metadata["providerType"] = json!(if is_oci { "pack" } else { "" });
    if is_oci {
        metadata["isSyncSupported"] = json!(true);
    }
    json!({ "metadata": metadata })
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
