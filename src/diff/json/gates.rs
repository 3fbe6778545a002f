//! KubeVirt and its feature gates.

use crate::components::gate_state::{GateList, GateState};
use crate::components::gates::Stage;
use crate::diff::gates::{GateChange, KubeVirtChange};
use serde::Serialize;

/// KubeVirt on both sides.
#[derive(Serialize)]
pub(super) struct JsonKubeVirt<'a> {
    old: &'a str,
    new: &'a str,
    /// Null when a side does not know its `KubeVirt` resource.
    gates: Option<Vec<JsonGate<'a>>>,
}

#[derive(Serialize)]
struct JsonGate<'a> {
    name: &'a str,
    old: JsonGateState,
    new: JsonGateState,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonGateState {
    /// `Alpha`, `Beta`, `GA`, `Deprecated` or `Discontinued`; null when the release does not know the gate.
    stage: Option<&'static str>,
    /// `featureGates` or `disabledFeatureGates`; null when it stands in neither.
    list: Option<&'static str>,
    on: bool,
    on_by_default: bool,
}

impl<'a> From<&'a KubeVirtChange> for JsonKubeVirt<'a> {
    fn from(change: &'a KubeVirtChange) -> Self {
        let gates = change.gates.as_ref().map(|gates| gates.iter().map(gate).collect());
        Self { old: &change.old, new: &change.new, gates }
    }
}

fn gate(change: &GateChange) -> JsonGate<'_> {
    JsonGate { name: &change.name, old: state(change.old), new: state(change.new) }
}

fn state(state: GateState) -> JsonGateState {
    let list = state.list.map(|list| match list {
        GateList::FeatureGates => "featureGates",
        GateList::DisabledFeatureGates => "disabledFeatureGates",
    });
    let GateState { stage, on, on_by_default, .. } = state;
    JsonGateState { stage: stage.map(Stage::as_str), list, on, on_by_default }
}
