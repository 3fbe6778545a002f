//! What KubeVirt's feature gates mean before and after.

use super::view::View;
use crate::components::gate_state::{GateLists, GateState};
use crate::components::gates;
use crate::profile::Minor;
use std::collections::BTreeSet;

/// KubeVirt on both sides.
#[derive(Clone, Debug)]
pub(super) struct KubeVirtChange {
    /// Its version before.
    pub(super) old: String,
    /// Its version after.
    pub(super) new: String,
    /// The gates that are listed or disabled on one side and mean something else on the other, and those that go on or
    /// off; none when a side does not know its `KubeVirt` resource.
    pub(super) gates: Option<Vec<GateChange>>,
}

/// A gate before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GateChange {
    /// Its name.
    pub(super) name: String,
    /// Before.
    pub(super) old: GateState,
    /// After.
    pub(super) new: GateState,
}

pub(super) fn compare(old: &[View<'_>], new: &[View<'_>]) -> Option<KubeVirtChange> {
    let before = old.iter().find_map(|layer| layer.kubevirt())?;
    let after = new.iter().find_map(|layer| layer.kubevirt())?;
    let gates = match (lists(old, before.minor), lists(new, after.minor)) {
        (Some(old), Some(new)) => Some(changes(&old, &new)),
        _ => None,
    };
    let is_change = before != after || gates.as_ref().is_some_and(|gates| !gates.is_empty());
    is_change.then_some(KubeVirtChange { old: before.version, new: after.version, gates })
}

fn lists(layers: &[View<'_>], kubevirt: Minor) -> Option<GateLists> {
    let mut manifests = layers.iter().flat_map(|layer| layer.manifests());
    let resource = manifests.find(|manifest| manifest.is("kubevirt.io", "KubeVirt"))?;
    Some(GateLists::of(resource, kubevirt))
}

fn changes(old: &GateLists, new: &GateLists) -> Vec<GateChange> {
    let mut all: BTreeSet<&str> = gates::names().collect();
    all.extend(old.names().chain(new.names()));
    let changes =
        all.into_iter().map(|name| GateChange { name: name.to_owned(), old: old.state(name), new: new.state(name) });
    changes.filter(GateChange::matters).collect()
}

impl GateChange {
    /// A gate that nobody names and that stays off, or on, is nobody's business.
    fn matters(&self) -> bool {
        let is_named = [self.old, self.new].iter().any(|state| state.list.is_some());
        let means_other = self.old.stage != self.new.stage || self.old.on_by_default != self.new.on_by_default;
        self.old.on != self.new.on || (is_named && means_other)
    }
}
