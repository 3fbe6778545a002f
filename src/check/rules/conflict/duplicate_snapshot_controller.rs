//! Two parties bring a snapshot controller into one cluster.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::{Place, Role};
use crate::components::owners::{Owner, SNAPSHOT_CONTROLLER, owners};
use crate::diagnostic::{Id, Severity};
use crate::profile::{Backups, Target};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("conflict/duplicate-snapshot-controller"),
    summary: "more than one snapshot controller in a cluster",
    severity: Severity::Error,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds every party that brings a CSI snapshot controller: a layer of this profile or of a profile \
           that shares the cluster, a controller inside a CSI chart, the vendor's VMO pack, the Kubernetes \
           distribution (RKE2, OpenShift, AKS and GKE ship one), and Palette itself, which installs one in \
           every cluster that has or had backups.",
    why: "A cluster has exactly one. Two of them work on the same objects with leases of their own, so they \
           overwrite each other's changes; and the layer that is removed first takes the snapshot CRDs, and \
           with them every snapshot, along.",
    example: include_str!("../../../../tests/rules/conflict/duplicate-snapshot-controller/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/conflict/duplicate-snapshot-controller/good/profile.yaml"),
    reference: "https://docs.spectrocloud.com/vm-management/create-vmo-profile/",
    looks_at: Scope::Cluster(check),
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    let mut found = owners(context.index, &SNAPSHOT_CONTROLLER);
    let by_layers = found.len();
    let target = context.cluster.target.as_ref();
    found.extend(target.and_then(distribution));
    found.extend(target.and_then(backups));
    let [first, others @ ..] = &found[..] else { return };
    if others.is_empty() {
        return;
    }
    let number = if others.len() == 1 { "two".to_owned() } else { found.len().to_string() };
    let message = format!("the cluster gets {number} snapshot controllers");
    let is_ours = first.place.role == Role::Judged;
    let help = match by_layers {
        1 if is_ours => "leave the layer out: the cluster has a controller without it",
        _ => "keep one of them",
    };
    let finding = Finding::new(first.place, message).remark(&first.how).help(help);
    emit.push(others.iter().fold(finding, |finding, owner| finding.label(owner.place, &owner.how)));
}

/// Distributions that ship a controller unless it was switched off when the cluster was made.
fn distribution(target: &Target) -> Option<Owner> {
    let distribution = &target.distribution;
    let how = format!("{} ships one", distribution.value.as_str());
    let place = Place::about_cluster(distribution.span);
    distribution.value.ships_snapshot_controller().then_some(Owner { how, place })
}

fn backups(target: &Target) -> Option<Owner> {
    let how = "Palette installs one with backups".to_owned();
    let place = Place::about_cluster(target.backups.span);
    (target.backups.value != Backups::None).then_some(Owner { how, place })
}
