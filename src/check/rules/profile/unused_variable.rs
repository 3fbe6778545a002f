//! A variable that no value asks for.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::Place;
use crate::diagnostic::{Id, Severity};
use std::collections::BTreeSet;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("profile/unused-variable"),
    summary: "a variable that no value asks for",
    severity: Severity::Note,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds variables of the profile that no value and no plain manifest of it names as `{{ .spectro.var.NAME }}`.",
    why: "Palette asks the operator for a value of it, and the value changes nothing.",
    example: include_str!("../../../../tests/rules/profile/unused-variable/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/profile/unused-variable/good/profile.yaml"),
    reference: "https://docs.spectrocloud.com/profiles/cluster-profiles/create-cluster-profiles/define-profile-variables/",
    looks_at: Scope::Profile(check),
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    // Macros stand in values: a pack whose values are not known could name any of them.
    let unknown_values =
        context.cluster.of_profile().iter().any(|layer| layer.pack.is_some() && layer.values.get().is_none());
    if unknown_values {
        return;
    }
    let used: BTreeSet<&str> = context.index.variables().iter().map(|used| used.name.as_str()).collect();
    for variable in context.cluster.variables.iter().flatten() {
        if !used.contains(variable.name.as_str()) {
            let message = format!("no value asks for variable `{}`", variable.name);
            emit.push(Finding::new(Place::judged(variable.span), message).help("remove it, or name it in a value"));
        }
    }
}
