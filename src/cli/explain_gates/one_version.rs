//! One version in full.

use super::super::typeset::{columns, indent, wrap};
use super::choice::{disabled, effect, name};
use std::fmt::Write as _;
use vmopack::components::gates::{self, Stage};
use vmopack::pack::{CapabilityTable, Choice};

/// One version in full.
pub(super) fn text(table: &CapabilityTable) -> String {
    let beta = if table.beta_default { "on unless it is disabled" } else { "off unless it is listed" };
    let mut text = format!(
        "KubeVirt {} on Kubernetes {} (it runs on {}). A Beta gate is {beta}.\n\n",
        table.version, table.kubernetes, table.window
    );
    let head = ["capabilities", "gate", "stage", "in the KubeVirt resource"].map(str::to_owned);
    let rows = table.capabilities.iter().map(|choice| {
        let against = choice.against.as_ref().map(|gate| format!(", not beside the gate {gate}"));
        row(choice, &(effect(choice) + &against.unwrap_or_default()))
    });
    text += &columns(&std::iter::once(head).chain(rows).collect::<Vec<_>>());
    let head = ["values", "gate", "stage", "in the KubeVirt resource when true, when false"].map(str::to_owned);
    let rows = table.switches.iter().map(|switch| {
        let off = switch.otherwise_disabled.as_ref().map_or("-".to_owned(), |gate| disabled(gate));
        row(switch, &format!("{}; {off}", effect(switch)))
    });
    let _ =
        write!(text, "\n{}\n* chosen by default\n", columns(&std::iter::once(head).chain(rows).collect::<Vec<_>>()));
    text + "\n" + &all_gates(table)
}

fn row(choice: &Choice, effect: &str) -> [String; 4] {
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    [name(choice), or_dash(&choice.gate), or_dash(&choice.stage), effect.to_owned()]
}

/// Every gate that this KubeVirt knows, by stage.
fn all_gates(table: &CapabilityTable) -> String {
    let mut text = format!("All feature gates of KubeVirt {}\n", table.kubevirt());
    for (stage, names) in gates::by_stage(table.kubevirt()) {
        let meaning = match stage {
            Stage::Ga => "always on",
            Stage::Beta if table.beta_default => "on unless disabled",
            Stage::Alpha | Stage::Beta => "off unless listed",
            Stage::Deprecated => "off unless listed, and about to go",
            Stage::Discontinued => "cannot be switched on",
        };
        let _ = write!(text, "\n{} ({meaning})\n{}", stage.as_str(), indent(&wrap(&names.join(" "))));
    }
    text
}
