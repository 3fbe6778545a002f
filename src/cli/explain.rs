//! `vmopack explain`.

use super::explain_gates::Gates;
use super::failure::Failure;
use super::session::Session;
use anyhow::anyhow;
use clap::{Args, Subcommand};
use textwrap::{Options, WordSplitter};
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
    let scope = if rule.scope.is_empty() { String::new() } else { format!(", {}", rule.scope) };
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

pub(super) fn indent(text: &str) -> String {
    text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") }).collect()
}

/// Breaks a paragraph into lines of at most 100 columns.
pub(super) fn wrap(text: &str) -> String {
    let paragraph = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let options = Options::new(100).break_words(false).word_splitter(WordSplitter::NoHyphenation);
    textwrap::fill(&paragraph, options)
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn lines_are_measured_in_columns() {
        let (wide, narrow) = (format!("{} ü", "ü".repeat(98)), format!("{} ü", "ü".repeat(99)));
        assert_eq!(wrap(&wide), wide);
        assert_eq!(wrap(&narrow), format!("{}\nü", "ü".repeat(99)));
        let long = "a-b".repeat(60);
        assert_eq!(wrap(&format!("see\n  {long} there")), format!("see\n{long}\nthere"));
    }
}
