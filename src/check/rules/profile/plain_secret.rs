//! A sensitive variable whose default anybody can read.

use crate::check::rule::Rule;
use crate::check::{Context, Emit};
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("profile/plain-secret"),
    summary: "a sensitive variable with a default that is written out",
    severity: Severity::Warning,
    scope: "",
    what: "Finds variables with `sensitive: true` whose `default` is a text. A macro in its place is no finding.",
    why: "Palette masks the value, but the default stands in the profile, in `profile.json` and in `main.tf`, for all who read them.",
    example: include_str!("../../../../tests/rules/profile/plain-secret/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/profile/plain-secret/good/profile.yaml"),
    reference: "https://docs.spectrocloud.com/profiles/cluster-profiles/create-cluster-profiles/define-profile-variables/",
    check,
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    for variable in context.cluster.variables.iter().filter(|variable| variable.sensitive) {
        if variable.default.as_ref().is_some_and(|text| !text.is_empty() && !text.contains("{{")) {
            let message = format!("variable `{}` is sensitive, and its default can be read", variable.name);
            emit.push(
                RULE.finding(variable.span, message).help("remove the default, and make the variable `required`"),
            );
        }
    }
}
