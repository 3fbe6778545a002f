//! Who brings a component into the cluster.

use super::vendor::{Switch, Vendor};
use crate::cluster::{Index, Layer, Place};
use crate::image::image_name;
use crate::kubernetes::Manifest;
use std::collections::BTreeSet;

/// One party that brings a component.
#[derive(Clone, Debug)]
pub(crate) struct Owner {
    /// How it brings it, as a phrase: `layer vmo-snapshot-controller`.
    pub how: String,
    /// Where that is said.
    pub place: Place,
}

/// A component that a cluster can hold only once, and the traces that it leaves.
#[derive(Debug)]
pub(crate) struct SingleComponent {
    /// Its name for people.
    pub name: &'static str,
    /// Names of packs, ours and others, that bring it.
    pub packs: &'static [&'static str],
    /// Last parts of the repositories of its controller image.
    pub images: &'static [&'static str],
    /// API groups that only work with it.
    pub apis: &'static [&'static str],
    /// Key of its switch in the values of the vendor's VMO pack.
    pub vmo_switch: &'static str,
}

/// The CSI snapshot controller (<https://github.com/kubernetes-csi/external-snapshotter#usage>: one per cluster).
pub(crate) static SNAPSHOT_CONTROLLER: SingleComponent = SingleComponent {
    name: "snapshot controller",
    packs: &["snapshot-controller", "volume-snapshot-controller", "external-snapshotter"],
    images: &["snapshot-controller", "hardened-snapshot-controller", "csi-snapshot-controller"],
    apis: &["snapshot.storage.k8s.io", "groupsnapshot.storage.k8s.io"],
    vmo_switch: "snapshot-controller",
};

/// Components besides the snapshot controller that a cluster can hold only once.
pub(crate) static COMPONENTS: &[SingleComponent] = &[
    SingleComponent {
        name: "KubeVirt",
        packs: &["kubevirt"],
        images: &["virt-operator"],
        // https://github.com/kubevirt/api
        apis: &[
            "kubevirt.io",
            "backup.kubevirt.io",
            "clone.kubevirt.io",
            "export.kubevirt.io",
            "instancetype.kubevirt.io",
            "migrations.kubevirt.io",
            "pool.kubevirt.io",
            "snapshot.kubevirt.io",
        ],
        vmo_switch: "kubevirt",
    },
    SingleComponent {
        name: "CDI",
        packs: &["cdi"],
        images: &["cdi-operator"],
        apis: &["cdi.kubevirt.io", "forklift.cdi.kubevirt.io"],
        vmo_switch: "cdi",
    },
    SingleComponent {
        name: "Multus",
        packs: &["multus", "cni-multus"],
        images: &["multus-cni", "hardened-multus-cni", "hardened-multus-thick"],
        apis: &["k8s.cni.cncf.io"],
        vmo_switch: "multus",
    },
    SingleComponent {
        name: "the descheduler",
        packs: &["descheduler"],
        images: &["descheduler"],
        apis: &[],
        vmo_switch: "descheduler",
    },
];

/// Returns everything in the layers that brings a component, in the order of the layers.
pub(crate) fn owners(index: &Index<'_>, component: &SingleComponent) -> Vec<Owner> {
    let running = component.images.iter().flat_map(|name| index.running(name));
    let running: BTreeSet<*const Layer> = running.map(|(object, _)| std::ptr::from_ref(object.layer)).collect();
    let owners = index.layers().flat_map(|layer| {
        let may_run = running.contains(&std::ptr::from_ref(layer));
        in_layer(layer, component, if may_run { layer.manifests() } else { &[] })
    });
    owners.collect()
}

/// Returns the first that brings one of [`COMPONENTS`], by its name for people.
pub(crate) fn owner_of(index: &Index<'_>, component: &str) -> Option<Owner> {
    let component = COMPONENTS.iter().find(|one| one.name == component)?;
    owners(index, component).into_iter().next()
}

/// A pack brings a component once, however many objects that takes; each workload of other layers brings its own.
fn in_layer(layer: &Layer, component: &SingleComponent, manifests: &[Manifest]) -> Vec<Owner> {
    let pack = layer.pack.as_deref().unwrap_or_default();
    if let Some(vendor) = Vendor::of(layer) {
        return vmo(vendor, component).into_iter().collect();
    }
    let workloads: Vec<Owner> = manifests.iter().filter_map(|manifest| workload(layer, manifest, component)).collect();
    if component.packs.contains(&pack) {
        // All that our own packs bring is known: one whose workload is switched off brings none.
        let brings = !(layer.own_pack().is_some() && workloads.is_empty());
        let owner = || Owner { how: format!("layer `{}`", layer.name), place: layer.place() };
        return brings.then(owner).into_iter().collect();
    }
    if workloads.is_empty() { embedded_in_chart(layer, component).into_iter().collect() } else { workloads }
}

fn workload(layer: &Layer, manifest: &Manifest, component: &SingleComponent) -> Option<Owner> {
    let image = manifest.image_uses().find(|image| image.runs() && is_of(&image.reference, component))?;
    Some(Owner { how: format!("layer `{}` runs {}", layer.name, image.reference), place: layer.at(image.span) })
}

fn is_of(reference: &str, component: &SingleComponent) -> bool {
    component.images.contains(&image_name(reference))
}

fn vmo(vendor: Vendor<'_>, component: &SingleComponent) -> Option<Owner> {
    let Switch::On(span) = vendor.switch(component.vmo_switch) else { return None };
    let how = format!("layer `{}` with its {}", vendor.layer.name, component.name);
    Some(Owner { how, place: vendor.layer.at(span) })
}

/// A chart that was not rendered still lists its images for air-gapped sites, or has a switch that is known.
fn embedded_in_chart(layer: &Layer, component: &SingleComponent) -> Option<Owner> {
    let values = layer.values.get()?;
    for (pack, path) in CHART_SWITCHES.iter().filter(|_| component.vmo_switch == SNAPSHOT_CONTROLLER.vmo_switch) {
        if layer.pack.as_deref() == Some(pack) {
            let switch = values.at(path.split('.'))?;
            let how = format!("layer `{}` with `{path}`", layer.name);
            return (switch.as_bool() == Some(true)).then_some(Owner { how, place: layer.at(switch.span) });
        }
    }
    let images = values.at(["pack", "content"])?.items("images");
    let listed = images.iter().filter_map(|entry| entry.get("image"));
    let listed =
        listed.into_iter().find(|image| image.as_str().is_some_and(|reference| is_of(reference, component)))?;
    let how = format!("layer `{}` lists {}", layer.name, listed.as_str().unwrap_or_default());
    Some(Owner { how, place: layer.at(listed.span) })
}

/// CSI packs whose chart can bring a snapshot controller, with the switch for it (off by default).
/// `csi-driver-nfs`: <https://github.com/kubernetes-csi/csi-driver-nfs/tree/master/charts>.
const CHART_SWITCHES: &[(&str, &str)] = &[("csi-driver-nfs", "charts.csi-driver-nfs.externalSnapshotter.enabled")];
