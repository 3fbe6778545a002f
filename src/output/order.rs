//! The order in which Palette installs the layers of a profile.
//!
//! Layers with the lowest number come first, those with one number together; the next ones start when the earlier ones are
//! ready (<https://docs.spectrocloud.com/profiles/cluster-profiles/create-cluster-profiles/create-addon-profile/>).

use crate::render::{Rendered, RenderedLayer};
use std::collections::BTreeMap;

/// A layer in the table.
struct Row {
    name: String,
    version: String,
    /// The custom resources that layers after it wait for, beside its pods.
    ready: Vec<String>,
}

const HEAD: [&str; 4] = ["PRIORITY", "LAYER", "VERSION", "WAITS FOR"];

/// Returns the order as a table for people.
pub fn install_order(rendered: &Rendered) -> String {
    let mut steps: BTreeMap<(bool, i64), Vec<Row>> = BTreeMap::new();
    for layer in &rendered.layers {
        let (priority, row) = row(layer, rendered);
        steps.entry((priority.is_none(), priority.unwrap_or_default())).or_default().push(row);
    }
    let mut cells = vec![HEAD.map(str::to_owned)];
    let mut waits_for = "-".to_owned();
    for ((is_unknown, priority), rows) in steps {
        // Where the values of a pack are not known, Palette takes what the pack itself says.
        let (priority, waits) =
            if is_unknown { ("?".to_owned(), "?".to_owned()) } else { (priority.to_string(), waits_for) };
        cells.extend(rows.iter().map(|row| [priority.clone(), row.name.clone(), row.version.clone(), waits.clone()]));
        waits_for = rows.iter().map(condition).collect::<Vec<_>>().join(", ");
    }
    table(&cells)
}

fn row(layer: &RenderedLayer, rendered: &Rendered) -> (Option<i64>, Row) {
    match layer {
        RenderedLayer::Pack(pack) => {
            let source = &pack.resolved.pack;
            let ready = source.readiness.iter();
            let ready =
                ready.map(|check| format!("{} {} has {}: {}", check.kind, check.name, check.path, check.equals));
            let (name, version) = (pack.resolved.name.clone(), pack.resolved.published_version());
            (Some(source.install_priority), Row { name, version, ready: ready.collect() })
        }
        RenderedLayer::Reference(layer) => {
            let name = layer.display_name().unwrap_or(&layer.reference.name.value).to_owned();
            (layer.install_priority(), Row { name, version: layer.reference.version.value.clone(), ready: Vec::new() })
        }
        RenderedLayer::Manifests(layer) => {
            let (name, version) = (layer.manifests.name.value.to_string(), rendered.profile.version.value.to_string());
            (Some(layer.manifests.install_priority), Row { name, version, ready: Vec::new() })
        }
    }
}

fn condition(row: &Row) -> String {
    if row.ready.is_empty() { row.name.clone() } else { format!("{} ({})", row.name, row.ready.join(", ")) }
}

fn table(rows: &[[String; 4]]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let [first, second, third] = [width(0), width(1), width(2)];
    let line = |[a, b, c, d]: &[String; 4]| format!("{a:first$}  {b:second$}  {c:third$}  {d}\n");
    rows.iter().map(line).collect()
}
