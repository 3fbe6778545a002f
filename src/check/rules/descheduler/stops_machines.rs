//! A descheduler evicts machines that KubeVirt then stops.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::components::evictions::{Descheduler, EvictionStrategy, deschedulers, eviction_strategies};
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("descheduler/stops-machines"),
    summary: "a descheduler beside an eviction strategy that stops machines",
    severity: Severity::Error,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds a descheduler that may evict virtual machines beside a KubeVirt whose eviction strategy is None (or \
           not set, which is the same), and as a warning beside LiveMigrateIfPossible, unless the descheduler leaves \
           pods with a PersistentVolumeClaim alone.",
    why: "An eviction is a migration only where the strategy makes it one. With None every machine that the descheduler \
          picks is stopped. With LiveMigrateIfPossible those that cannot migrate are, and a ReadWriteOnce disk or a \
          host device is enough for that: each imbalance of the nodes power-cycles machines.",
    example: include_str!("../../../../tests/rules/descheduler/stops-machines/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/descheduler/stops-machines/good/profile.yaml"),
    reference: "https://kubevirt.io/user-guide/cluster_admin/node_maintenance/",
    looks_at: Scope::Cluster(check),
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    let deschedulers = deschedulers(context.index);
    for strategy in eviction_strategies(context.index) {
        deschedulers.iter().filter_map(|one| finding(*one, strategy)).for_each(|found| emit.push(found));
    }
}

fn finding(descheduler: Descheduler<'_>, strategy: EvictionStrategy<'_>) -> Option<Finding> {
    let (severity, message, help) = match strategy.name {
        "None" => (
            Severity::Error,
            "every machine that the descheduler evicts is stopped",
            "let machines migrate with `evictionStrategy: LiveMigrate`, or leave the descheduler out",
        ),
        "LiveMigrateIfPossible" if !descheduler.keeps_volumes => (
            Severity::Warning,
            "machines that cannot migrate are stopped when the descheduler evicts them",
            "set `evictionStrategy: LiveMigrate`, or have the descheduler leave machines with disks alone: \
             `keepPodsWithVolumes: true` in our pack",
        ),
        _ => return None,
    };
    let finding = Finding::new(descheduler.layer.place(), message).help(help);
    let finding = finding.label(strategy.place, format!("the eviction strategy is `{}`", strategy.name));
    Some(finding.severity(severity))
}
