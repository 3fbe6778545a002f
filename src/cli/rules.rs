//! `vmopack rules`.

use super::failure::Failure;
use super::options::Format;
use super::session::Session;
use clap::Args;
use serde_json::{Value, json};
use std::fmt::Write as _;
use vmopack::check::RULES;

/// List the rules of `check` with their severities
#[derive(Debug, Args)]
pub(crate) struct Rules {
    /// How the list is written
    #[arg(long, value_enum, default_value_t = Format::Text, env = "VMOPACK_FORMAT")]
    format: Format,
}

impl Rules {
    pub(crate) fn run(&self, session: &mut Session) -> Result<(), Failure> {
        let text = match self.format {
            Format::Text => table(),
            Format::Json => {
                let rules = RULES.iter().map(|rule| {
                    json!({ "id": rule.id.as_str(), "severity": rule.severity.as_str(), "summary": rule.summary,
                            "since": rule.since, "status": rule.status.as_str() })
                });
                format!("{:#}\n", Value::from(rules.collect::<Vec<_>>()))
            }
        };
        session.terminal.data(&text).map_err(Failure::world)
    }
}

fn table() -> String {
    let widest = RULES.iter().map(|rule| rule.id.as_str().len()).max().unwrap_or_default();
    RULES.iter().fold(String::new(), |mut text, rule| {
        let _ = writeln!(text, "{:widest$}  {:7}  {}", rule.id.as_str(), rule.severity.as_str(), rule.summary);
        text
    })
}
