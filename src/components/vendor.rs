//! The vendor's own pack, `virtual-machine-orchestrator`: its two generations and what its values switch.

use crate::cluster::{Index, Layer};
use crate::source::Span;
use crate::yaml::{Node, holds_template};

/// Name of the vendor's pack, and of its chart.
pub(crate) const VMO_PACK: &str = "virtual-machine-orchestrator";

/// Which of two incompatible layouts the values of the vendor's pack have
/// (<https://docs.spectrocloud.com/vm-management/vmo-pack/upgrade-vmo-pack/>).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Generation {
    /// Up to 4.9: with the Spectro VM Dashboard.
    Dashboard,
    /// From 4.10: with vmo-manager.
    Manager,
}

/// The vendor's pack as a layer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Vendor<'a> {
    /// The layer.
    pub layer: &'a Layer,
    /// Major and minor of its version, when it has that form.
    version: Option<(u64, u64)>,
}

/// Whether the vendor's pack brings a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Switch {
    /// It does; said at this place.
    On(Span),
    /// It does not; said at this place.
    Off(Span),
    /// A macro decides when the cluster is deployed.
    Unknown,
}

/// Returns the vendor's pack wherever it is a layer.
pub(crate) fn vendors<'a>(index: &Index<'a>) -> impl Iterator<Item = Vendor<'a>> + use<'a> {
    index.layers().filter_map(Vendor::of)
}

impl<'a> Vendor<'a> {
    /// API groups whose kinds its operators define.
    pub(crate) const GROUPS: &'static [&'static str] =
        &["kubevirt.io", "k8s.cni.cncf.io", "snapshot.storage.k8s.io", "spectrocloud.com"];

    /// Sees a layer as the vendor's pack, if it is that.
    pub(crate) fn of(layer: &'a Layer) -> Option<Self> {
        let version = layer.version.as_deref().and_then(|version| {
            let mut numbers = version.split('.');
            Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
        });
        (layer.pack.as_deref() == Some(VMO_PACK)).then_some(Self { layer, version })
    }

    /// Returns the generation of its values, when its version is known.
    pub(crate) fn generation(&self) -> Option<Generation> {
        let version = self.version?;
        Some(if version < (4, 10) { Generation::Dashboard } else { Generation::Manager })
    }

    /// Returns the values of its chart.
    pub(crate) fn chart(&self) -> Option<&'a Node> {
        self.layer.values.get()?.at(["charts", VMO_PACK])
    }

    /// Returns a value of its chart.
    pub(crate) fn value(&self, path: &str) -> Option<&'a Node> {
        self.chart()?.at(path.split('.'))
    }

    /// Says whether it brings a component, by the name of its switch; all are on by default.
    pub(crate) fn switch(&self, component: &str) -> Switch {
        if component == "snapshot-controller"
            && self.has_switch_for_crds()
            && let off @ Switch::Off(_) = self.state("snapshotController.installCRDs")
        {
            return off;
        }
        self.state(&format!("{component}.enabled"))
    }

    /// Says whether its dashboard runs; up to 4.9 nothing switches it off.
    pub(crate) fn dashboard(&self) -> Switch {
        match self.generation() {
            Some(Generation::Manager) => self.state("vmo-manager.enabled"),
            _ => Switch::On(self.layer.span),
        }
    }

    fn state(&self, path: &str) -> Switch {
        match self.value(path) {
            None => Switch::On(self.layer.span),
            Some(node) if node.as_bool() == Some(false) => Switch::Off(node.span),
            Some(node) if node.as_str().is_some_and(holds_template) => Switch::Unknown,
            Some(node) => Switch::On(node.span),
        }
    }

    /// From 4.7 to 4.9 the vendor's documents tell those with another snapshot controller to set `installCRDs: false`
    /// (<https://docs.spectrocloud.com/vm-management/create-vmo-profile/>); 4.10 dropped that switch.
    fn has_switch_for_crds(&self) -> bool {
        self.version.is_some_and(|version| ((4, 7)..(4, 10)).contains(&version))
    }
}
