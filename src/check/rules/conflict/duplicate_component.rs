//! Two parties bring the same operator or controller into one cluster.

use crate::check::rule::Rule;
use crate::check::{Context, Emit};
use crate::components::owners::{COMPONENTS, Component, Owner, owners};
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("conflict/duplicate-component"),
    summary: "a component that the cluster gets twice",
    severity: Severity::Error,
    scope: "",
    what: "Finds KubeVirt, CDI, Multus and the descheduler when more than one layer of this profile, or of a \
           profile that shares the cluster, brings them, or the distribution ships one (OpenShift has Multus); the \
           vendor's VMO pack brings all four unless they are switched off in its values.",
    why: "Each of them owns cluster-wide objects and expects to be alone: two KubeVirt or CDI operators fight \
           over the same resources, two Multus daemons overwrite each other's CNI configuration until pods get \
           no network, two deschedulers evict twice as much as either was told to.",
    example: include_str!("../../../../tests/rules/conflict/duplicate-component/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/conflict/duplicate-component/good/profile.yaml"),
    reference: "https://docs.spectrocloud.com/vm-management/vmo-pack/vmo-pack-parameters/",
    check,
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    for component in COMPONENTS {
        let mut found = owners(context.cluster, component);
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
        let diagnostic = RULE.finding(first.span, message).remark(&first.how).help(help);
        emit.push(others.iter().fold(diagnostic, |diagnostic, owner| diagnostic.label(owner.span, &owner.how)));
    }
}

/// What is left of our Multus pack where the distribution has the daemon.
const DAEMONLESS: &str =
    "set the value `daemon.enabled: false` of pack `multus`, which leaves its networks, or leave it out";

/// Some distributions have Multus from the start.
fn shipped(context: &Context<'_>, component: &Component) -> Option<Owner> {
    let distribution = &context.cluster.target.as_ref()?.distribution;
    let ships = component.name == "Multus" && distribution.value.ships_multus();
    ships.then(|| Owner { how: format!("{} ships it", distribution.value.as_str()), span: distribution.span })
}
