//! Two dashboards: the vendor's and ours.

use crate::check::rule::Rule;
use crate::check::{Context, Emit};
use crate::components::vendor::{Switch, vendors};
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("vmo/second-dashboard"),
    summary: "a second dashboard beside the vendor's",
    severity: Severity::Note,
    scope: "",
    what: "Finds our dashboard pack beside the vendor's VMO pack, unless the vendor's dashboard is switched off \
           (`vmo-manager.enabled: false`, from 4.10).",
    why: "They do not clash, but there are two addresses, two logins and two sets of rights to keep in order: the \
          vendor's dashboard acts with the rights of each person, ours with its own.",
    example: include_str!("../../../../tests/rules/vmo/second-dashboard/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/vmo/second-dashboard/good/profile.yaml"),
    reference: "https://docs.spectrocloud.com/vm-management/vmo-pack/",
    check,
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    let is_ours = |pack: &str| pack == "dashboard";
    let mut layers = context.cluster.layers.iter();
    let ours = layers.find(|layer| layer.component.as_ref().is_some_and(|own| is_ours(own.pack.as_str())));
    let Some(ours) = ours else { return };
    for vendor in vendors(context.cluster) {
        if let Switch::On(span) = vendor.dashboard() {
            let finding = RULE.finding(ours.span, "the cluster gets a second dashboard");
            emit.push(finding.label(span, "the vendor's").help("leave the layer out, unless you want both"));
        }
    }
}
