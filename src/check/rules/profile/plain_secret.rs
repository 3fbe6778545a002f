//! A sensitive variable whose default anybody can read.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::Place;
use crate::diagnostic::{Id, Severity};
use crate::yaml::holds_template;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("profile/plain-secret"),
    summary: "a sensitive variable with a default that is written out",
    severity: Severity::Warning,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds variables with `sensitive: true` whose `default` is a text. A macro in its place is no finding.",
    why: "Palette masks the value, but the default stands in the profile, in `profile.json` and in `main.tf`, for all who read them.",
    example: include_str!("../../../../tests/rules/profile/plain-secret/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/profile/plain-secret/good/profile.yaml"),
    reference: "https://docs.spectrocloud.com/profiles/cluster-profiles/create-cluster-profiles/define-profile-variables/",
    looks_at: Scope::Profile(check),
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    for variable in context.cluster.variables.iter().flatten().filter(|variable| variable.sensitive) {
        if variable.default.as_ref().is_some_and(|text| !text.is_empty() && !holds_template(text)) {
            let message = format!("variable `{}` is sensitive, and its default can be read", variable.name);
            emit.push(
                Finding::new(Place::judged(variable.span), message)
                    .help("remove the default, and make the variable `required`"),
            );
        }
    }
}
