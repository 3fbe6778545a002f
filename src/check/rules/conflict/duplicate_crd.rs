//! Two layers install the same `CustomResourceDefinition`.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::diagnostic::{Id, Severity};
use crate::kubernetes::Crd;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("conflict/duplicate-crd"),
    summary: "a CustomResourceDefinition that two layers install",
    severity: Severity::Error,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds CustomResourceDefinitions of one name that come from two layers.",
    why: "The layer that is applied last decides which versions and fields the cluster knows, and Helm refuses \
           to take over what another release owns. Removing one of the layers can delete the definition, and \
           with it every object of that kind in the cluster.",
    example: include_str!("../../../../tests/rules/conflict/duplicate-crd/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/conflict/duplicate-crd/good/profile.yaml"),
    reference: "https://helm.sh/docs/chart_best_practices/custom_resource_definitions/",
    looks_at: Scope::Cluster(check),
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    let definitions = context.index.identities().iter().filter(|(id, _)| id.kind == Crd::KIND);
    for (id, objects) in definitions {
        let [first, others @ ..] = &objects[..] else { continue };
        for other in others {
            let finding = Finding::new(other.name_place(), format!("CRD {} is installed twice", id.name));
            let finding = finding.remark(format!("by layer `{}`", other.layer.name));
            let finding = finding.label(first.name_place(), format!("first by layer `{}`", first.layer.name));
            emit.push(finding.help("leave it to one layer"));
        }
    }
}
