//! A layer goes back to an older version.

use crate::check::rule::Rule;
use crate::check::{Context, Emit};
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("upgrade/downgrade"),
    summary: "a layer that goes back to an older version",
    severity: Severity::Warning,
    scope: "",
    what: "Finds layers whose component is older than in the committed lock, or on the older side of `vmopack diff`.",
    why: "Hardly any operator is tested going back: it meets objects and fields that a newer release wrote. KubeVirt \
           supports updates from one release to the next only, and Palette advises against downgrades of packs.",
    example: include_str!("../../../../tests/rules/upgrade/downgrade/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/upgrade/downgrade/good/profile.yaml"),
    reference: "https://kubevirt.io/user-guide/cluster_admin/updating_and_deletion/",
    check,
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    let cluster = context.cluster;
    for before in &cluster.previous {
        let Some(layer) = cluster.layers.iter().find(|layer| layer.name == before.name) else { continue };
        let (Some(old), Some(new)) = (&before.release, &layer.release) else { continue };
        if new < old {
            let message = format!("`{}` goes back from {old} to {new}", layer.name);
            let diagnostic = RULE.finding(layer.pin(), message).label(before.span, format!("{old} before"));
            emit.push(diagnostic.help(format!("stay with {old}, or go on to a newer version")));
        }
    }
}
