//! A value asks for a variable that the profile does not declare.

use crate::check::rule::Rule;
use crate::check::{Context, Emit};
use crate::components::macros::variables;
use crate::decode::closest;
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("profile/undeclared-variable"),
    summary: "a variable that the profile does not declare",
    severity: Severity::Error,
    scope: "",
    what: "Finds `{{ .spectro.var.NAME }}` in values and plain manifests of the profile whose NAME is not among its variables.",
    why: "Palette does not save a profile with a variable that it does not know.",
    example: include_str!("../../../../tests/rules/profile/undeclared-variable/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/profile/undeclared-variable/good/profile.yaml"),
    reference: "https://docs.spectrocloud.com/profiles/cluster-profiles/create-cluster-profiles/define-profile-variables/",
    check,
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    let declared = &context.cluster.variables;
    for used in variables(context.cluster) {
        if declared.iter().any(|variable| variable.name == used.name) {
            continue;
        }
        let finding = RULE.finding(used.span, format!("the profile declares no variable `{}`", used.name));
        emit.push(match closest(&used.name, declared.iter().map(|variable| variable.name.as_str())) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding.help("declare it under `variables`"),
        });
    }
}
