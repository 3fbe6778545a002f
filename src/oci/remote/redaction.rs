//! What may be shown of what a server says: nothing that it was told in confidence, and no more than a line or two.

use super::super::ImageManifestProblem;
use super::credential::Authorization;
use super::problem::{Detail, RedirectProblem, cut};

/// Longest part of a URL or media type that is shown.
const MAX_EXCERPT: usize = 300;

/// Takes the logins that servers were shown out of whatever they say.
#[derive(Debug, Clone, Default)]
pub(super) struct Redaction(Vec<Authorization>);

impl Redaction {
    pub(super) fn new(authorizations: Vec<Authorization>) -> Self {
        Self(authorizations)
    }

    /// Shows a text that is short and printable.
    pub(super) fn apply(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, authorization| authorization.redact(&text))
    }

    /// Shows a text. It is redacted before it is cut: a cut could leave the half of a secret.
    pub(super) fn detail(&self, text: &str) -> Detail {
        Detail::new(&self.apply(text))
    }

    /// Shows a part of an answer that is short if it is honest.
    fn excerpt(&self, text: &str) -> String {
        cut(&self.apply(text), MAX_EXCERPT)
    }

    /// Shows why bytes are not an image manifest.
    pub(super) fn manifest(&self, problem: ImageManifestProblem) -> ImageManifestProblem {
        match problem {
            ImageManifestProblem::MediaTypes { declared, found } => {
                ImageManifestProblem::MediaTypes { declared: self.excerpt(&declared), found: self.excerpt(&found) }
            }
            problem => problem,
        }
    }

    /// Shows why a redirect is not followed.
    pub(super) fn redirect(&self, problem: RedirectProblem) -> RedirectProblem {
        match problem {
            RedirectProblem::Insecure { to } => RedirectProblem::Insecure { to: self.excerpt(&to) },
            RedirectProblem::Login { to } => RedirectProblem::Login { to: self.excerpt(&to) },
            problem => problem,
        }
    }
}
