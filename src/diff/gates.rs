//! What KubeVirt's feature gates mean before and after.

use crate::cluster::Layer;
use crate::components::gates::{self, Stage};
use crate::components::kubevirt::KubeVirt;
use crate::kubernetes::Manifest;
use crate::profile::Minor;
use crate::yaml::Node;
use serde::Serialize;
use std::collections::BTreeSet;

/// KubeVirt on both sides.
#[derive(Clone, Debug, Serialize)]
pub struct KubeVirtChange {
    /// Its version before.
    pub old: String,
    /// Its version after.
    pub new: String,
    /// The gates that are listed or disabled on one side and mean something else on the other, and those that go on or
    /// off; none when a side does not know its `KubeVirt` resource.
    pub gates: Option<Vec<GateChange>>,
}

/// A gate before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GateChange {
    /// Its name.
    pub name: String,
    /// Before.
    pub old: GateState,
    /// After.
    pub new: GateState,
}

/// What a gate is in one release, with one `KubeVirt` resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct GateState {
    /// `Alpha`, `Beta`, `GA`, `Deprecated` or `Discontinued`; none when the release does not know the gate.
    pub stage: Option<&'static str>,
    /// The list that it stands in.
    pub list: Option<GateList>,
    /// Whether it is on.
    pub on: bool,
    /// Whether it would be on if it stood in neither list.
    #[serde(rename = "onByDefault")]
    pub on_by_default: bool,
}

/// A list of gates in the `KubeVirt` resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum GateList {
    /// Gates to switch on; they win over the other list.
    FeatureGates,
    /// Gates to switch off.
    DisabledFeatureGates,
}

/// A `KubeVirt` resource and its release.
struct Configuration {
    minor: Minor,
    listed: BTreeSet<String>,
    disabled: BTreeSet<String>,
}

pub(super) fn compare(old: &[Layer], new: &[Layer]) -> Option<KubeVirtChange> {
    let (before, after) = (kubevirt(old)?, kubevirt(new)?);
    let gates = match (configuration(old, before.minor), configuration(new, after.minor)) {
        (Some(old), Some(new)) => Some(changes(&old, &new)),
        _ => None,
    };
    let is_change = before != after || gates.as_ref().is_some_and(|gates| !gates.is_empty());
    is_change.then_some(KubeVirtChange { old: before.version, new: after.version, gates })
}

fn kubevirt(layers: &[Layer]) -> Option<KubeVirt> {
    layers.iter().find_map(KubeVirt::of)
}

fn configuration(layers: &[Layer], minor: Minor) -> Option<Configuration> {
    let mut manifests = layers.iter().flat_map(Layer::manifests);
    let resource = manifests.find(|manifest| manifest.is("kubevirt.io", "KubeVirt"))?;
    let names = |key| names(resource, key);
    Some(Configuration { minor, listed: names("featureGates"), disabled: names("disabledFeatureGates") })
}

fn names(resource: &Manifest, key: &str) -> BTreeSet<String> {
    let developer = resource.at(["spec", "configuration", "developerConfiguration"]);
    let items = developer.map(|developer| developer.items(key)).unwrap_or_default();
    items.iter().filter_map(Node::as_str).map(str::to_owned).collect()
}

fn changes(old: &Configuration, new: &Configuration) -> Vec<GateChange> {
    let named = [&old.listed, &old.disabled, &new.listed, &new.disabled].into_iter().flatten().cloned();
    let all: BTreeSet<String> = gates::names().map(str::to_owned).chain(named).collect();
    let changes = all.into_iter().map(|name| {
        let (old, new) = (old.state(&name), new.state(&name));
        GateChange { name, old, new }
    });
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

impl Configuration {
    fn state(&self, gate: &str) -> GateState {
        let stage = gates::stage(gate, self.minor);
        let in_list = |names: &BTreeSet<String>, list| names.contains(gate).then_some(list);
        let list = in_list(&self.listed, GateList::FeatureGates);
        let list = list.or_else(|| in_list(&self.disabled, GateList::DisabledFeatureGates));
        let on = is_on(stage, self.minor, list);
        GateState { stage: stage.map(Stage::as_str), list, on, on_by_default: is_on(stage, self.minor, None) }
    }
}

/// As `pkg/virt-config` of <https://github.com/kubevirt/kubevirt> decides at the tags v1.5.0 to v1.9.0: gates in beta are on by
/// default, and can be disabled, from 1.9.
fn is_on(stage: Option<Stage>, kubevirt: Minor, list: Option<GateList>) -> bool {
    match (stage, list) {
        (None | Some(Stage::Discontinued), _) => false,
        (Some(Stage::Ga), _) | (Some(_), Some(GateList::FeatureGates)) => true,
        (Some(Stage::Beta), None) => kubevirt >= Minor { major: 1, minor: 9 },
        (Some(Stage::Beta | Stage::Alpha | Stage::Deprecated), _) => false,
    }
}
