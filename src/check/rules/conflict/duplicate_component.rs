//! Two parties bring the same operator or controller into one cluster.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::Place;
use crate::components::owners::{COMPONENTS, Owner, SingleComponent, owners};
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("conflict/duplicate-component"),
    summary: "a component that the cluster gets twice",
    severity: Severity::Error,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds KubeVirt, CDI, Multus and the descheduler when more than one layer of this profile, or of a \
           profile that shares the cluster, brings them, or the distribution ships one (OpenShift has Multus); the \
           vendor's VMO pack brings all four unless they are switched off in its values.",
    why: "Each of them owns cluster-wide objects and expects to be alone: two KubeVirt or CDI operators fight \
           over the same resources, two Multus daemons overwrite each other's CNI configuration until pods get \
           no network, two deschedulers evict twice as much as either was told to.",
    example: include_str!("../../../../tests/rules/conflict/duplicate-component/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/conflict/duplicate-component/good/profile.yaml"),
    reference: "https://docs.spectrocloud.com/vm-management/vmo-pack/vmo-pack-parameters/",
    looks_at: Scope::Cluster(check),
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    for component in COMPONENTS {
        let mut found = owners(context.index, component);
        let by_distribution = shipped(context, component);
        let is_shipped = by_distribution.is_some();
        found.extend(by_distribution);
        let [first, others @ ..] = &found[..] else { continue };
        if others.is_empty() {
            continue;
        }
        let times = if others.len() == 1 { "twice".to_owned() } else { format!("{} times", found.len()) };
        let message = format!("the cluster gets {} {times}", component.name);
        let help = if is_shipped && found.len() == 2 { DAEMONLESS } else { "keep one of them" };
        let finding = Finding::new(first.place, message).remark(&first.how).help(help);
        emit.push(others.iter().fold(finding, |finding, owner| finding.label(owner.place, &owner.how)));
    }
}

/// What is left of our Multus pack where the distribution has the daemon.
const DAEMONLESS: &str =
    "set the value `daemon.enabled: false` of pack `multus`, which leaves its networks, or leave it out";

/// Some distributions have Multus from the start.
fn shipped(context: &Context<'_>, component: &SingleComponent) -> Option<Owner> {
    let distribution = &context.cluster.target.as_ref()?.distribution;
    let ships = component.name == "Multus" && distribution.value.ships_multus();
    let how = || format!("{} ships it", distribution.value.as_str());
    ships.then(|| Owner { how: how(), place: Place::about_cluster(distribution.span) })
}
