//! `vmopack explain`.

use super::explain_gates::Gates;
use super::failure::Failure;
use super::session::Session;
use super::typeset::{indent, wrap};
use anyhow::anyhow;
use clap::{Args, Subcommand};
use vmopack::check::{RULES, Rule};
use vmopack::diagnostic::{LOAD_ARTICLES, find_article};

/// Explain a finding: what it is, why it matters, what to do
#[derive(Debug, Args)]
#[command(subcommand_negates_reqs = true, args_conflicts_with_subcommands = true)]
pub(crate) struct Explain {
    /// The id of the finding, such as conflict/duplicate-snapshot-controller
    #[arg(required = true)]
    id: Option<String>,
    #[command(subcommand)]
    subject: Option<Subject>,
}

/// What can be explained beside findings.
#[derive(Debug, Subcommand)]
enum Subject {
    Gates(Gates),
}

impl Explain {
    pub(crate) fn run(&self, session: &mut Session) -> Result<(), Failure> {
        match &self.subject {
            Some(Subject::Gates(gates)) => gates.run(session),
            None => finding(self.id.as_deref().unwrap_or_default(), session),
        }
    }
}

fn finding(id: &str, session: &mut Session) -> Result<(), Failure> {
    let text = if let Some(rule) = RULES.iter().find(|rule| rule.id.as_str() == id) {
        rule_text(rule)
    } else if let Some(article) = find_article(id) {
        format!("{}: {}\n\n{}\n", article.id, article.summary, wrap(article.text))
    } else {
        return Err(Failure::usage(unknown(id)));
    };
    session.terminal.text(&text).map_err(Failure::world)
}

fn unknown(id: &str) -> anyhow::Error {
    let known =
        RULES.iter().map(|rule| rule.id.as_str()).chain(LOAD_ARTICLES.iter().map(|article| article.id.as_str()));
    match vmopack::decode::closest(id, known) {
        Some(near) => anyhow!("there is no finding `{id}`; did you mean `{near}`?"),
        None => anyhow!("there is no finding `{id}`; `vmopack rules` lists the rules"),
    }
}

fn rule_text(rule: &Rule) -> String {
    let scope = if rule.versions.is_empty() { String::new() } else { format!(", {}", rule.versions) };
    format!(
        "{}: {}\n({}{scope})\n\n{}\n\nWhy is this bad?\n\n{}\n\nExample\n\n{}\nUse instead\n\n{}\nReference: {}\n",
        rule.id,
        rule.summary,
        rule.severity,
        wrap(rule.what),
        wrap(rule.why),
        indent(rule.example),
        indent(rule.instead),
        rule.reference,
    )
}
