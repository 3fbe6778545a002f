//! `vmopack explain`.

use super::failure::Failure;
use super::session::Session;
use anyhow::anyhow;
use clap::Args;
use vmopack::check::{RULES, Rule};
use vmopack::diagnostic::{LOAD_ARTICLES, find_article};

/// Explain a finding: what it is, why it matters, what to do
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The id of the finding, such as conflict/duplicate-snapshot-controller
    id: String,
}

impl Explain {
    pub(crate) fn run(&self, session: &mut Session) -> Result<(), Failure> {
        let text = if let Some(rule) = RULES.iter().find(|rule| rule.id.as_str() == self.id) {
            rule_text(rule)
        } else if let Some(article) = find_article(&self.id) {
            format!("{}: {}\n\n{}\n", article.id, article.summary, wrap(article.text))
        } else {
            return Err(Failure::usage(self.unknown()));
        };
        session.terminal.data(&text).map_err(Failure::world)
    }

    fn unknown(&self) -> anyhow::Error {
        let known =
            RULES.iter().map(|rule| rule.id.as_str()).chain(LOAD_ARTICLES.iter().map(|article| article.id.as_str()));
        match vmopack::decode::closest(&self.id, known) {
            Some(near) => anyhow!("there is no finding `{}`; did you mean `{near}`?", self.id),
            None => anyhow!("there is no finding `{}`; `vmopack rules` lists the rules", self.id),
        }
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

fn indent(text: &str) -> String {
    text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") }).collect()
}

/// Breaks a paragraph into lines of at most 100 columns.
fn wrap(text: &str) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.len() - 1;
        if !lines[last].is_empty() && lines[last].len() + 1 + word.len() > 100 {
            lines.push(word.to_owned());
        } else {
            let gap = if lines[last].is_empty() { "" } else { " " };
            lines[last].push_str(gap);
            lines[last].push_str(word);
        }
    }
    lines.join("\n")
}
