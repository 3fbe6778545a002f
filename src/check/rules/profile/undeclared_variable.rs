//! A value asks for a variable that the profile does not declare.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::decode::closest;
use crate::diagnostic::{Id, Severity};
use std::collections::BTreeSet;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("profile/undeclared-variable"),
    summary: "a variable that the profile does not declare",
    severity: Severity::Error,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds `{{ .spectro.var.NAME }}` in values and plain manifests of the profile whose NAME is not among its variables.",
    why: "Palette does not save a profile with a variable that it does not know.",
    example: include_str!("../../../../tests/rules/profile/undeclared-variable/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/profile/undeclared-variable/good/profile.yaml"),
    reference: "https://docs.spectrocloud.com/profiles/cluster-profiles/create-cluster-profiles/define-profile-variables/",
    looks_at: Scope::Profile(check),
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    let Some(declared) = &context.cluster.variables else { return };
    let names: BTreeSet<&str> = declared.iter().map(|variable| variable.name.as_str()).collect();
    for used in context.index.variables() {
        if names.contains(used.name.as_str()) {
            continue;
        }
        let finding = Finding::new(used.place, format!("the profile declares no variable `{}`", used.name));
        emit.push(match closest(&used.name, names.iter().copied()) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding.help("declare it under `variables`"),
        });
    }
}
