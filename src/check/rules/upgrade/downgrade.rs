//! A layer goes back to an older version.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::{Layer, Written};
use crate::diagnostic::{Id, Severity};
use std::collections::BTreeMap;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("upgrade/downgrade"),
    summary: "a layer that goes back to an older version",
    severity: Severity::Warning,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds layers whose component is older than in the committed lock, or on the older side of `vmopack diff`.",
    why: "Hardly any operator is tested going back: it meets objects and fields that a newer release wrote. KubeVirt \
           supports updates from one release to the next only, and Palette advises against downgrades of packs.",
    example: include_str!("../../../../tests/rules/upgrade/downgrade/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/upgrade/downgrade/good/profile.yaml"),
    reference: "https://kubevirt.io/user-guide/cluster_admin/updating_and_deletion/",
    looks_at: Scope::Cluster(check),
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    let mut layers: BTreeMap<&str, &Layer> = BTreeMap::new();
    for layer in context.index.layers() {
        layers.entry(&layer.name).or_insert(layer);
    }
    for before in &context.cluster.before {
        let Some(layer) = layers.get(before.name.as_str()) else { continue };
        let (Some(old), Some(new)) = (&before.release, &layer.release) else { continue };
        if new < old {
            let message = format!("`{}` goes back from {old} to {new}", layer.name);
            let finding = Finding::new(layer.written(Written::Version), message);
            let finding = finding.label(before.place(), format!("{old} before"));
            emit.push(finding.help(format!("stay with {old}, or go on to a newer version")));
        }
    }
}
