//! Two layers install the same `CustomResourceDefinition`.

use crate::check::rule::Rule;
use crate::check::{Context, Emit};
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("conflict/duplicate-crd"),
    summary: "a CustomResourceDefinition that two layers install",
    severity: Severity::Error,
    scope: "",
    what: "Finds CustomResourceDefinitions of one name that come from two layers.",
    why: "The layer that is applied last decides which versions and fields the cluster knows, and Helm refuses \
           to take over what another release owns. Removing one of the layers can delete the definition, and \
           with it every object of that kind in the cluster.",
    example: include_str!("../../../../tests/rules/conflict/duplicate-crd/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/conflict/duplicate-crd/good/profile.yaml"),
    reference: "https://helm.sh/docs/chart_best_practices/custom_resource_definitions/",
    check,
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    for (id, places) in context.cluster.objects() {
        if id.kind != "CustomResourceDefinition" {
            continue;
        }
        let [(first_layer, first), others @ ..] = &places[..] else { continue };
        for (layer, manifest) in others {
            let diagnostic = RULE.finding(manifest.name_span, format!("CRD {} is installed twice", id.name));
            emit.push(
                diagnostic
                    .remark(format!("by layer `{}`", layer.name))
                    .label(first.name_span, format!("first by layer `{}`", first_layer.name))
                    .help("leave it to one layer"),
            );
        }
    }
}
