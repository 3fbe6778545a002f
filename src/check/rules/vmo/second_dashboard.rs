//! Two dashboards: the vendor's and ours.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::components::vendor::{Switch, vendors};
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("vmo/second-dashboard"),
    summary: "a second dashboard beside the vendor's",
    severity: Severity::Note,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds our dashboard pack beside the vendor's VMO pack, unless the vendor's dashboard is switched off \
           (`vmo-manager.enabled: false`, from 4.10).",
    why: "They do not clash, but there are two addresses, two logins and two sets of rights to keep in order: the \
          vendor's dashboard acts with the rights of each person, ours with its own.",
    example: include_str!("../../../../tests/rules/vmo/second-dashboard/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/vmo/second-dashboard/good/profile.yaml"),
    reference: "https://docs.spectrocloud.com/vm-management/vmo-pack/",
    looks_at: Scope::Cluster(check),
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    let ours = context.index.layers().find(|layer| layer.own_pack_named("dashboard").is_some());
    let Some(ours) = ours else { return };
    for vendor in vendors(context.index) {
        if let Switch::On(span) = vendor.dashboard() {
            let finding = Finding::new(ours.place(), "the cluster gets a second dashboard");
            emit.push(
                finding.label(vendor.layer.at(span), "the vendor's").help("leave the layer out, unless you want both"),
            );
        }
    }
}
