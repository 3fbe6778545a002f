//! What may be shown of what a server says: nothing that it was told in confidence, and no more than a line or two.

use super::super::ManifestProblem;
use super::credential::Authorization;
use super::failure::{Detail, RedirectProblem, cut};

/// Longest part of a URL or media type that is shown.
const MAX_PLACE: usize = 300;

/// Takes the logins that servers were shown out of whatever it says.
#[derive(Debug, Clone, Default)]
pub(super) struct Redaction(Vec<Authorization>);

impl Redaction {
    pub(super) fn new(authorizations: Vec<Authorization>) -> Self {
        Self(authorizations)
    }

    fn apply(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, authorization| authorization.redact(&text))
    }

    /// Shows a text. It is redacted before it is cut: a cut could leave the half of a secret.
    pub(super) fn detail(&self, text: &str) -> Detail {
        Detail::new(&self.apply(text))
    }

    /// Shows a part of an answer that is short if it is honest.
    fn place(&self, text: &str) -> String {
        cut(&self.apply(text), MAX_PLACE)
    }

    /// Shows why bytes are no image manifest.
    pub(super) fn manifest(&self, problem: ManifestProblem) -> ManifestProblem {
        match problem {
            ManifestProblem::MediaTypes { declared, found } => {
                ManifestProblem::MediaTypes { declared: self.place(&declared), found: self.place(&found) }
            }
            problem => problem,
        }
    }

    /// Shows a place that we do not go to.
    pub(super) fn redirect(&self, problem: RedirectProblem) -> RedirectProblem {
        match problem {
            RedirectProblem::Insecure { to } => RedirectProblem::Insecure { to: self.place(&to) },
            RedirectProblem::Login { to } => RedirectProblem::Login { to: self.place(&to) },
            problem => problem,
        }
    }
}
