//! What something takes that can be chosen.

use serde_json::Value;
use vmopack::pack::{Choice, Effect};

/// Returns the name of something, with a star where it is chosen by default.
pub(super) fn name(choice: &Choice) -> String {
    let mark = if choice.default { '*' } else { ' ' };
    format!("{mark} {}", choice.name)
}

/// Says what it sets in the `KubeVirt` resource.
pub(super) fn effect(choice: &Choice) -> String {
    match &choice.chosen {
        Effect::Sets { gate, fields, from } => {
            let gate = gate.iter().map(|gate| format!("featureGates: {gate}"));
            let fields = fields.iter().map(|(field, value)| format!("{field}: {}", plain(value)));
            let from = from.iter().map(|(field, path)| format!("{field}: value {path}"));
            let parts: Vec<String> = gate.chain(fields).chain(from).collect();
            if parts.is_empty() { "nothing, it is on".to_owned() } else { parts.join(", ") }
        }
        Effect::Value { path, field } => format!("{field}: value {path}"),
        Effect::Needs { .. } => {
            let off = choice.otherwise_disabled.as_ref().map(|gate| format!("; until then {}", disabled(gate)));
            format!("needs {}{}", needs(&choice.chosen), off.unwrap_or_default())
        }
    }
}

/// What something takes, in a word or two.
pub(super) fn brief(choice: &Choice) -> String {
    match &choice.chosen {
        Effect::Sets { gate, fields, from } => {
            let gate = gate.iter().map(|gate| format!("gate {gate}"));
            let fields = fields.iter().map(|(field, _)| field).chain(from.iter().map(|(field, _)| field)).cloned();
            let parts: Vec<String> = gate.chain(fields).collect();
            if parts.is_empty() { "on".to_owned() } else { parts.join(", ") }
        }
        Effect::Value { path, .. } => format!("value {path}"),
        Effect::Needs { .. } => format!("needs {}", needs(&choice.chosen)),
    }
}

pub(super) fn disabled(gate: &str) -> String {
    format!("disabledFeatureGates: {gate}")
}

/// What something needs that cannot be had; nothing where it can.
fn needs(effect: &Effect) -> String {
    let Effect::Needs { kubevirt, kubernetes } = effect else { return String::new() };
    let kubevirt = kubevirt.map(|minor| format!("KubeVirt {minor}"));
    let kubernetes = kubernetes.map(|minor| format!("Kubernetes {minor}"));
    kubevirt.into_iter().chain(kubernetes).collect::<Vec<_>>().join(" on ")
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
