//! All versions side by side.

use super::super::typeset::columns;
use super::choice::{brief, name};
use vmopack::pack::CapabilityTable;

/// All versions, for upgrades.
pub(super) fn text(tables: &[CapabilityTable]) -> String {
    let heads = tables.iter().map(|table| format!("{} (Kubernetes {})", table.version, table.kubernetes));
    let mut rows = vec![std::iter::once("capabilities".to_owned()).chain(heads).collect::<Vec<_>>()];
    let Some(newest) = tables.first() else { return String::new() };
    for choice in newest.capabilities.iter().chain(&newest.switches) {
        let found = |table: &CapabilityTable| {
            let all = table.capabilities.iter().chain(&table.switches);
            all.filter(|other| other.name == choice.name).map(brief).next().unwrap_or_default()
        };
        rows.push(std::iter::once(name(choice)).chain(tables.iter().map(found)).collect());
    }
    let text = columns(&rows);
    format!("{text}\n* chosen by default. `vmopack explain gates --kubevirt {}` says more.\n", newest.kubevirt())
}
