//! What is lost.

use crate::diff::removal::Removal;

pub(super) fn lines(removal: &Removal) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(namespace) = &removal.namespace {
        lines.push(format!("namespace {namespace}, and everything in it"));
    }
    lines.extend(removal.definitions.iter().map(|name| format!("{name}, and every object of its kind")));
    lines.extend(removal.data.iter().map(|object| match object.kind.as_str() {
        "Namespace" => format!("{object}, and everything in it"),
        _ => format!("{object}, and the data in it"),
    }));
    for workloads in &removal.workloads {
        let lost = if workloads.object.kind == "CDI" { "DataVolumes" } else { "virtual machines" };
        lines.push(if workloads.blocks {
            format!("{}; it refuses while there are {lost}, so delete them before the layer", workloads.object)
        } else {
            format!("{}, and all {lost} with it", workloads.object)
        });
    }
    lines.extend(removal.kept.iter().map(|name| format!("not {name}: the definition is marked to stay")));
    if !removal.complete {
        let what = if lines.is_empty() { "what it holds" } else { "what else it holds" };
        lines.push(format!("{what} is not known"));
    }
    lines
}
