//! What goes for good when a layer, or an object of it, goes.
//!
//! Palette deletes the namespace of a layer with the layer
//! (<https://docs.spectrocloud.com/registries-and-packs/add-custom-packs/>); Kubernetes deletes the objects of a
//! definition with the definition; KubeVirt and CDI delete machines and disks, or refuse to go, by their
//! `uninstallStrategy` (<https://kubevirt.io/user-guide/cluster_admin/updating_and_deletion/>).

use super::view::View;
use crate::kubernetes::{Crd, Manifest, ObjectId};
use crate::yaml::Node;
use std::collections::BTreeSet;

/// What goes for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Removal {
    /// The namespace that is deleted with everything in it.
    pub(super) namespace: Option<String>,
    /// Definitions that are deleted with every object of their kinds.
    pub(super) definitions: Vec<String>,
    /// Definitions that are marked to stay.
    pub(super) kept: Vec<String>,
    /// Objects that hold data, which goes with them.
    pub(super) data: Vec<ObjectId>,
    /// The resources that decide what becomes of machines and disks.
    pub(super) workloads: Vec<Workloads>,
    /// Whether that is all: of a lock, and of packs that are not wholly known, more may go.
    pub(super) complete: bool,
}

/// A resource of KubeVirt or CDI that goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Workloads {
    /// The resource.
    pub(super) object: ObjectId,
    /// Whether it refuses to go while there are machines or disks; otherwise they are deleted first.
    pub(super) blocks: bool,
}

/// Kinds that hold data, or own what does, by their groups.
const DATA: &[(&str, &[&str])] = &[
    ("", &["Namespace", "PersistentVolume", "PersistentVolumeClaim"]),
    ("kubevirt.io", &["VirtualMachine", "VirtualMachineInstance", "VirtualMachineInstanceReplicaSet"]),
    ("pool.kubevirt.io", &["VirtualMachinePool"]),
    ("cdi.kubevirt.io", &["DataVolume", "DataImportCron"]),
    ("snapshot.kubevirt.io", &["VirtualMachineSnapshot", "VirtualMachineSnapshotContent"]),
    ("snapshot.storage.k8s.io", &["VolumeSnapshot", "VolumeSnapshotContent"]),
];

/// The objects that the new side has.
pub(super) struct Remaining<'a>(BTreeSet<&'a ObjectId>);

impl<'a> Remaining<'a> {
    pub(super) fn of(layers: &[View<'a>]) -> Self {
        Self(layers.iter().flat_map(|layer| layer.manifests()).map(|manifest| &manifest.id).collect())
    }
}

/// Says what goes with a layer.
pub(super) fn of_layer(layer: View<'_>, remaining: &Remaining<'_>) -> Removal {
    let namespace = layer.namespace().map(str::to_owned);
    Removal { namespace, complete: layer.is_complete(), ..of_manifests(layer.manifests(), remaining) }
}

/// Says what goes with the objects that a layer no longer has; `None` when nothing is lost with them.
pub(super) fn of_objects(before: View<'_>, after: View<'_>, remaining: &Remaining<'_>) -> Option<Removal> {
    // A manifest that could not be read may hold what seems to be gone.
    let removal = of_manifests(before.manifests(), remaining);
    let is_nothing = removal.definitions.is_empty() && removal.kept.is_empty();
    let is_nothing = is_nothing && removal.data.is_empty() && removal.workloads.is_empty();
    (after.is_complete() && !is_nothing).then_some(Removal { complete: before.is_complete(), ..removal })
}

fn of_manifests(manifests: &[Manifest], remaining: &Remaining<'_>) -> Removal {
    let gone: Vec<&Manifest> = manifests.iter().filter(|manifest| !remaining.0.contains(&manifest.id)).collect();
    let definitions = |kept: bool| -> Vec<String> {
        let crds = gone.iter().filter_map(|manifest| Crd::of(&manifest.node));
        crds.filter(|crd| crd.is_kept() == kept).filter_map(Crd::name).map(str::to_owned).collect()
    };
    Removal {
        namespace: None,
        definitions: definitions(false),
        kept: definitions(true),
        data: gone.iter().filter(|manifest| holds_data(manifest)).map(|manifest| manifest.id.clone()).collect(),
        workloads: gone.iter().filter_map(|manifest| workloads(manifest)).collect(),
        complete: true,
    }
}

fn holds_data(manifest: &Manifest) -> bool {
    let policy = manifest.at(["metadata", "annotations", "helm.sh/resource-policy"]);
    let is_kept = policy.and_then(Node::as_str) == Some("keep");
    !is_kept && DATA.iter().any(|(group, kinds)| kinds.iter().any(|kind| manifest.is(group, kind)))
}

fn workloads(manifest: &Manifest) -> Option<Workloads> {
    let decides = manifest.is("kubevirt.io", "KubeVirt") || manifest.is("cdi.kubevirt.io", "CDI");
    let strategy = manifest.at(["spec", "uninstallStrategy"]).and_then(Node::as_str);
    let blocks = strategy == Some("BlockUninstallIfWorkloadsExist");
    decides.then(|| Workloads { object: manifest.id.clone(), blocks })
}
