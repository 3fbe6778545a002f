//! Whether a feature gate is on, by KubeVirt's release and the lists in its `KubeVirt` resource.

use super::gates::{self, Stage};
use crate::kubernetes::Manifest;
use crate::profile::Minor;
use crate::yaml::Node;
use std::collections::BTreeSet;

/// A list of gates in the `KubeVirt` resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GateList {
    /// Gates to switch on; they win over the other list.
    FeatureGates,
    /// Gates to switch off.
    DisabledFeatureGates,
}

/// What a gate is in one release, with one `KubeVirt` resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct GateState {
    /// None when the release does not know the gate.
    pub(crate) stage: Option<Stage>,
    /// The list that it stands in.
    pub(crate) list: Option<GateList>,
    /// Whether it is on.
    pub(crate) on: bool,
    /// Whether it would be on if it stood in neither list.
    pub(crate) on_by_default: bool,
}

/// The gates that a `KubeVirt` resource lists, for its release.
#[derive(Debug)]
pub(crate) struct GateLists {
    kubevirt: Minor,
    listed: BTreeSet<String>,
    disabled: BTreeSet<String>,
}

impl GateLists {
    /// Reads the lists of a `KubeVirt` resource.
    pub(crate) fn of(resource: &Manifest, kubevirt: Minor) -> Self {
        let developer = resource.at(["spec", "configuration", "developerConfiguration"]);
        let names = |key| -> BTreeSet<String> {
            let items = developer.map(|developer| developer.items(key)).unwrap_or_default();
            items.iter().filter_map(Node::as_str).map(str::to_owned).collect()
        };
        Self { kubevirt, listed: names("featureGates"), disabled: names("disabledFeatureGates") }
    }

    /// Returns every gate in either list.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.listed.iter().chain(&self.disabled).map(String::as_str)
    }

    /// Says what becomes of a gate.
    pub(crate) fn state(&self, gate: &str) -> GateState {
        let stage = gates::stage(gate, self.kubevirt);
        let in_list = |names: &BTreeSet<String>, list| names.contains(gate).then_some(list);
        let list = in_list(&self.listed, GateList::FeatureGates);
        let list = list.or_else(|| in_list(&self.disabled, GateList::DisabledFeatureGates));
        let on = is_on(stage, self.kubevirt, list);
        GateState { stage, list, on, on_by_default: is_on(stage, self.kubevirt, None) }
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
