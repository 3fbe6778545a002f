//! Which rules apply, and how bad their findings are.

use super::rule::Status;
use super::rules::RULES;
use crate::decode::closest;
use crate::diagnostic::{Diagnostic, Id, MOST_SHOWN, limited};
use crate::profile::RuleLevel;
use crate::source::Sources;

/// The only finding without a rule that does not keep the profile from loading.
pub(super) const UNUSED_ALLOW: Id = Id::new("profile/unused-allow");
const FIXED_SEVERITY: Id = Id::new("profile/fixed-severity");
const UNKNOWN_RULE: Id = Id::new("profile/unknown-rule");

/// Severities that the user gave to rules and families of rules.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    levels: Vec<RuleLevel>,
    problems: Vec<Diagnostic>,
}

impl Policy {
    /// Builds the policy of a profile; a name that is no rule and no family becomes a finding of its own.
    pub fn new(levels: &[RuleLevel]) -> Self {
        let problems = levels.iter().filter_map(problem);
        Self { levels: levels.to_vec(), problems: limited(problems.take(MOST_SHOWN + 1).collect()) }
    }

    pub(super) fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    pub(super) fn is_on(&self, rule: Id) -> bool {
        is_binding(rule.as_str()) || self.level(rule).is_none_or(|level| level.level.is_some())
    }

    /// Gives a finding the severity that the user chose, and says where that was chosen.
    pub(super) fn apply(&self, rule: Id, diagnostic: &mut Diagnostic, sources: &Sources) {
        let Some(level) = self.level(rule) else { return };
        let Some(severity) = level.level.filter(|severity| *severity != diagnostic.severity) else { return };
        diagnostic.severity = severity;
        let place = sources.describe(level.rule.span);
        diagnostic.notes.push(format!("`{}` is set to {severity} at {place}", level.rule.value));
    }

    /// Finds what the user said of a rule; its own name goes before that of its family.
    fn level(&self, rule: Id) -> Option<&RuleLevel> {
        let named = |name: &str| self.levels.iter().find(|level| level.rule.value == name);
        named(rule.as_str()).or_else(|| named(rule.family()))
    }
}

fn is_known(name: &str) -> bool {
    name == UNUSED_ALLOW.as_str() || RULES.iter().any(|rule| rule.id.as_str() == name || rule.id.family() == name)
}

fn is_binding(name: &str) -> bool {
    RULES.iter().any(|rule| rule.id.as_str() == name && rule.status == Status::Binding)
}

fn problem(level: &RuleLevel) -> Option<Diagnostic> {
    let name = &level.rule.value;
    if is_binding(name) {
        let message = format!("no severity can be given to `{name}`: what it finds could not be written");
        return Some(Diagnostic::error(FIXED_SEVERITY, level.rule.span, message).help("remove the line"));
    }
    (!is_known(name)).then(|| unknown(level))
}

fn unknown(level: &RuleLevel) -> Diagnostic {
    let message = format!("there is no rule or family `{}`", level.rule.value);
    let diagnostic = Diagnostic::error(UNKNOWN_RULE, level.rule.span, message);
    match closest(&level.rule.value, RULES.iter().map(|rule| rule.id.as_str())) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")).edit(level.rule.span, near),
        None => diagnostic.help("`vmopack rules` lists them"),
    }
}
