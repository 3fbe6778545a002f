//! What goes for good when a layer, or an object of it, goes.
//!
//! Palette deletes the namespace of a layer with the layer
//! (<https://docs.spectrocloud.com/registries-and-packs/add-custom-packs/>); Kubernetes deletes the objects of a
//! definition with the definition; KubeVirt and CDI delete machines and disks, or refuse to go, by their
//! `uninstallStrategy` (<https://kubevirt.io/user-guide/cluster_admin/updating_and_deletion/>).

use super::objects::Object;
use crate::cluster::{Crd, Layer, Manifest, ObjectId};
use crate::yaml::Node;
use serde::Serialize;
use std::collections::BTreeSet;

/// What goes for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Removal {
    /// The namespace that is deleted with everything in it.
    pub namespace: Option<String>,
    /// Definitions that are deleted with every object of their kinds.
    pub definitions: Vec<String>,
    /// Definitions that are marked to stay.
    pub kept: Vec<String>,
    /// The resources that decide what becomes of machines and disks.
    pub workloads: Vec<Workloads>,
    /// Whether that is all: of a lock, and of packs that are not wholly known, more may go.
    pub complete: bool,
}

/// A resource of KubeVirt or CDI that goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Workloads {
    /// The resource.
    #[serde(flatten)]
    pub object: Object,
    /// Whether it refuses to go while there are machines or disks; otherwise they are deleted first.
    pub blocks: bool,
}

/// Says what goes with a layer; `left` are the layers that stay.
pub(super) fn of_layer(layer: &Layer, left: &[Layer]) -> Removal {
    let namespace = layer.namespace.as_ref().map(|spot| spot.text.clone());
    Removal { namespace, complete: layer.complete, ..of_manifests(&layer.manifests, left) }
}

/// Says what goes with the objects that a layer no longer has; `None` when nothing is lost with them.
pub(super) fn of_objects(before: &Layer, after: &Layer, left: &[Layer]) -> Option<Removal> {
    // A manifest that could not be read may hold what seems to be gone.
    let removal = of_manifests(&before.manifests, left);
    let is_nothing = removal.definitions.is_empty() && removal.kept.is_empty() && removal.workloads.is_empty();
    (after.complete && !is_nothing).then_some(Removal { complete: before.complete, ..removal })
}

fn of_manifests(manifests: &[Manifest], left: &[Layer]) -> Removal {
    let stays: BTreeSet<&ObjectId> =
        left.iter().flat_map(|layer| &layer.manifests).map(|manifest| &manifest.id).collect();
    let gone: Vec<&Manifest> = manifests.iter().filter(|manifest| !stays.contains(&manifest.id)).collect();
    let definitions = |kept: bool| -> Vec<String> {
        let crds = gone.iter().filter_map(|manifest| Crd::of(&manifest.node));
        crds.filter(|crd| crd.is_kept() == kept).filter_map(Crd::name).map(str::to_owned).collect()
    };
    Removal {
        namespace: None,
        definitions: definitions(false),
        kept: definitions(true),
        workloads: gone.iter().filter_map(|manifest| workloads(manifest)).collect(),
        complete: true,
    }
}

fn workloads(manifest: &Manifest) -> Option<Workloads> {
    let decides = manifest.is("kubevirt.io", "KubeVirt") || manifest.is("cdi.kubevirt.io", "CDI");
    let strategy = manifest.at(["spec", "uninstallStrategy"]).and_then(Node::as_str);
    let blocks = strategy == Some("BlockUninstallIfWorkloadsExist");
    decides.then(|| Workloads { object: (&manifest.id).into(), blocks })
}
