//! `pack.json`: what Palette knows about a pack
//! (<https://docs.spectrocloud.com/registries-and-packs/adding-custom-packs/#json-packs-schema>).

use super::manifest_path;
use crate::render::RenderedPack;
use serde::Serialize;
use std::borrow::Cow;

/// The file that describes a pack.
pub(super) const NAME: &str = "pack.json";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PackJson<'a> {
    name: &'a str,
    display_name: &'a str,
    version: &'a str,
    layer: &'static str,
    addon_type: &'a str,
    cloud_types: &'a [String],
    annotations: Annotations<'a>,
    kube_manifests: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    constraints: Option<Constraints<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Annotations<'a> {
    source: &'static str,
    contributor: &'static str,
    description: &'a str,
    upstream_ref: &'a str,
    upstream_version: String,
}

#[derive(Serialize)]
struct Constraints<'a> {
    dependencies: Vec<Dependency<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Dependency<'a> {
    pack_name: &'a str,
    layer: &'static str,
    min_version: Cow<'static, str>,
    max_version: Cow<'static, str>,
    r#type: &'static str,
}

/// Palette's packs of Kubernetes whose version is that of Kubernetes
/// (<https://docs.spectrocloud.com/integrations/>, layer Kubernetes).
const KUBERNETES_PACKS: &[&str] =
    &["kubernetes", "kubernetes-aks", "kubernetes-eks", "edge-k3s", "edge-k8s", "edge-microk8s", "edge-rke2"];

pub(super) fn render(pack: &RenderedPack, version: &str, clouds: &[String]) -> Result<String, serde_json::Error> {
    let source = &pack.resolved.pack;
    // Palette skips a constraint without bounds altogether, so they are spelled out.
    let conflicts = source.conflicts.iter().map(|conflict| Dependency {
        pack_name: &conflict.pack,
        layer: "addon",
        min_version: "0.0.0".into(),
        max_version: "9999.0.0".into(),
        r#type: "notSupported",
    });
    let dependencies: Vec<_> = conflicts.chain(kubernetes(pack)).collect();
    let json = PackJson {
        name: &pack.resolved.name,
        display_name: &source.display_name,
        version,
        layer: "addon",
        addon_type: &source.addon_type,
        cloud_types: clouds,
        annotations: Annotations {
            source: "community",
            contributor: "vmopack",
            description: &source.description,
            upstream_ref: &source.upstream,
            upstream_version: pack.resolved.version.version.value.to_string(),
        },
        kube_manifests: pack.files.iter().map(|file| manifest_path(&file.stem)).collect(),
        constraints: (!dependencies.is_empty()).then_some(Constraints { dependencies }),
    };
    let mut text = serde_json::to_string_pretty(&json)?;
    text.push('\n');
    Ok(text)
}

/// The releases of Kubernetes that this version is made for: Palette checks them where the profile of the cluster has the
/// pack. A version that was pinned for a target outside of them goes without.
fn kubernetes(pack: &RenderedPack) -> Vec<Dependency<'static>> {
    let window = pack.resolved.version.kubernetes;
    if !window.contains(pack.resolved.kubernetes) {
        return Vec::new();
    }
    let packs = KUBERNETES_PACKS.iter().map(|pack_name| Dependency {
        pack_name,
        layer: "k8s",
        min_version: format!("{}.0", window.min).into(),
        max_version: window.max.map_or_else(Cow::default, |max| format!("{max}.999").into()),
        r#type: "optional",
    });
    packs.collect()
}
