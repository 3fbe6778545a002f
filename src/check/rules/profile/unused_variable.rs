//! A variable that no value asks for.

use crate::check::rule::Rule;
use crate::check::{Context, Emit};
use crate::components::macros::variables;
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("profile/unused-variable"),
    summary: "a variable that no value asks for",
    severity: Severity::Note,
    scope: "",
    what: "Finds variables of the profile that no value and no plain manifest of it names as `{{ .spectro.var.NAME }}`.",
    why: "Palette asks the operator for a value of it, and the value changes nothing.",
    example: include_str!("../../../../tests/rules/profile/unused-variable/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/profile/unused-variable/good/profile.yaml"),
    reference: "https://docs.spectrocloud.com/profiles/cluster-profiles/create-cluster-profiles/define-profile-variables/",
    check,
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    // Macros stand in values: a pack whose values are not known could name any of them.
    let unknown_values = context.cluster.own_layers().any(|layer| layer.pack.is_some() && layer.values.is_none());
    if unknown_values {
        return;
    }
    let used = variables(context.cluster);
    for variable in &context.cluster.variables {
        if used.iter().all(|used| used.name != variable.name) {
            let message = format!("no value asks for variable `{}`", variable.name);
            emit.push(RULE.finding(variable.span, message).help("remove it, or name it in a value"));
        }
    }
}
