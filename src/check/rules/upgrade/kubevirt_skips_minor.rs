//! KubeVirt is updated past a minor release.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::Written;
use crate::components::kubevirt::KubeVirt;
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("upgrade/kubevirt-skips-minor"),
    summary: "an update of KubeVirt that skips a minor release",
    severity: Severity::Error,
    versions: "all versions of KubeVirt",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds a KubeVirt more than one minor release after the one in the committed lock, or on the older side of \
           `vmopack diff`.",
    why: "KubeVirt supports updates from one minor release to the next, and tests no others. virt-operator moves \
           stored objects, webhooks and running machines on from the release before its own; what an older one left \
           is not looked for.",
    example: include_str!("../../../../tests/rules/upgrade/kubevirt-skips-minor/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/upgrade/kubevirt-skips-minor/good/profile.yaml"),
    reference: "https://kubevirt.io/user-guide/cluster_admin/updating_and_deletion/",
    looks_at: Scope::Cluster(check),
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    let before = context.cluster.before.iter().find_map(|layer| Some((layer, KubeVirt::of(layer)?)));
    let Some((old_layer, old)) = before else { return };
    let Some(next) = old.minor.next() else { return };
    for layer in &context.cluster.layers {
        let Some(new) = KubeVirt::of(layer) else { continue };
        if new.minor <= next {
            continue;
        }
        let message = format!("KubeVirt goes from {} to {} in one step", old.version, new.version);
        let finding = Finding::new(layer.written(Written::Version), message);
        let finding = finding.label(old_layer.place(), format!("{} before", old.version));
        emit.push(finding.help(format!(
            "pin a version of KubeVirt {next}, and go on when the `KubeVirt` resource is `Deployed` again"
        )));
    }
}
