//! KubeVirt's feature gates.

use crate::components::gate_state::{GateList, GateState};
use crate::components::gates::Stage;
use crate::diff::gates::KubeVirtChange;
use std::fmt::Write as _;

pub(super) fn write(kubevirt: &KubeVirtChange, text: &mut String) {
    let _ = writeln!(text, "Feature gates, KubeVirt {} -> {}", kubevirt.old, kubevirt.new);
    let Some(gates) = &kubevirt.gates else {
        let _ = writeln!(text, "    not compared: one side does not hold its KubeVirt resource");
        return;
    };
    if gates.is_empty() {
        let _ = writeln!(text, "    all mean the same");
    }
    let widest = gates.iter().map(|gate| gate.name.len()).max().unwrap_or_default();
    for gate in gates {
        let _ = writeln!(text, "    {:widest$}  {} -> {}", gate.name, state(gate.old), state(gate.new));
    }
}

fn state(gate: GateState) -> String {
    let on = if gate.on { "on" } else { "off" };
    let list = match gate.list {
        Some(GateList::FeatureGates) => ", listed",
        Some(GateList::DisabledFeatureGates) => ", disabled",
        None => "",
    };
    format!("{on} ({}{list})", gate.stage.map_or("unknown", Stage::as_str))
}
