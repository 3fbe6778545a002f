//! Why a remote registry cannot be used, sorted by what to do about it.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::super::{Corrupt, ImageManifestProblem};
use super::credential_problem::CredentialProblem;

/// Why a registry did not give or take what it was asked to.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RemoteProblem {
    /// No connection, or a lost one.
    #[error(transparent)]
    Connection(#[from] ConnectionProblem),
    /// No login, or one that does not work.
    #[error(transparent)]
    Login(#[from] LoginProblem),
    /// The registry says no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The registry says something that it may not say.
    #[error(transparent)]
    Answer(#[from] AnswerProblem),
    /// The registry redirects to where we do not go.
    #[error("the registry sent us somewhere else")]
    Redirect(#[from] RedirectProblem),
}

impl From<CredentialProblem> for RemoteProblem {
    fn from(problem: CredentialProblem) -> Self {
        LoginProblem::Stored(problem).into()
    }
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are what the variants name")]
pub enum ConnectionProblem {
    /// The host has no address.
    #[error("the host name cannot be resolved")]
    Dns { source: io::Error },
    /// Nothing listens at the port.
    #[error("the connection was refused")]
    Refused { source: io::Error },
    /// Nothing arrived for too long.
    #[error("the registry did not answer in time")]
    Timeout { source: io::Error },
    /// No encrypted connection could be made.
    #[error("no secure connection could be made")]
    Tls { source: io::Error },
    /// The connection broke.
    #[error("the connection was lost")]
    Lost { source: io::Error },
    /// The file with CA certificates cannot be used.
    #[error("`{}` holds no CA certificate in PEM form", path.display())]
    CaFile { path: PathBuf, source: Option<io::Error> },
}

/// Why the registry does not let us in.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoginProblem {
    /// The registry asks for a login, and we have none.
    #[error("the registry asks for a login")]
    Missing,
    /// The registry does not take the login.
    #[error("the registry does not accept the login")]
    Rejected,
    /// The registry asks for a way to log in that is not known here.
    #[error("the registry asks for token authentication, which is not supported yet")]
    Token,
    /// The stored credentials cannot be used.
    #[error("the stored credentials cannot be used")]
    Stored(#[source] CredentialProblem),
}

/// Why a registry refuses a request, with its own words.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are what the variants name")]
pub enum Refusal {
    /// The login does not suffice.
    #[error("the registry denies access{detail}")]
    Forbidden { detail: Detail },
    /// The repository does not exist.
    #[error("the registry does not know this repository{detail}")]
    NameUnknown { detail: Detail },
    /// The registry, or a proxy before it, takes less.
    #[error("the registry does not accept {size} bytes at once{detail}")]
    TooLarge { size: u64, detail: Detail },
    /// The registry wants us to wait.
    #[error("the registry has had too many requests{}{detail}", wait(retry_after.as_deref()))]
    TooManyRequests { retry_after: Option<String>, detail: Detail },
    /// The registry is broken.
    #[error("the registry failed with status {status}{detail}")]
    Server { status: u16, detail: Detail },
    /// Anything else.
    #[error("the registry refused the request with status {status}{detail}")]
    Other { status: u16, detail: Detail },
}

fn wait(retry_after: Option<&str>) -> String {
    retry_after.map_or_else(String::new, |wait| format!(" (wait: {wait})"))
}

/// An answer that breaks the protocol.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are what the variants name")]
pub enum AnswerProblem {
    /// The server is something else.
    #[error("this is not a registry: it answered {status} to /v2/{detail}")]
    NotARegistry { status: u16, detail: Detail },
    /// A registry would not answer like this.
    #[error("the answer of the registry cannot be used: {reason}")]
    Malformed { reason: &'static str },
    /// The answer should be an image manifest.
    #[error("the answer of the registry cannot be used")]
    Manifest(#[source] ImageManifestProblem),
}

/// A redirect that is not followed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are what the variants name")]
pub enum RedirectProblem {
    /// More than ten in a row, or in circles.
    #[error("it redirects more than ten times")]
    TooMany,
    /// Not an absolute or relative HTTP URL.
    #[error("it gives no usable location")]
    Malformed,
    /// From encryption to none.
    #[error("it redirects from https to `{to}`, which is not followed")]
    Insecure { to: String },
    /// A redirect that would turn a write into a read.
    #[error("it answers a write with the redirect {status}")]
    Write { status: u16 },
    /// A page of a list that is elsewhere.
    #[error("its list continues on another host")]
    OtherHost,
    /// The server after a redirect asks for a login, and gets none.
    #[error("`{to}` asks for a login, and ours is for the registry alone")]
    Login { to: String },
}

/// What a server said about a refusal: at most 1 KiB of printable text, which starts with `: ` unless it is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Detail(String);

impl Detail {
    const LIMIT: usize = 1 << 10;

    /// Cuts and escapes text, so that a terminal shows it and does nothing else.
    pub(super) fn new(text: &str) -> Self {
        Self(cut(text, Self::LIMIT))
    }
}

impl fmt::Display for Detail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(formatter, ": {}", self.0) }
    }
}

/// Cuts text to some bytes, and escapes what a terminal would not show.
pub(super) fn cut(text: &str, limit: usize) -> String {
    let mut shown = String::new();
    for character in text.trim().chars() {
        let length = shown.len();
        match character {
            '\n' | '\t' | ' '..='~' => shown.push(if character.is_whitespace() { ' ' } else { character }),
            character if character.is_alphanumeric() => shown.push(character),
            character => shown.extend(character.escape_default()),
        }
        if shown.len() > limit {
            shown.truncate(length);
            shown.push('…');
            break;
        }
    }
    shown
}

/// What can go wrong with an exchange: a problem of the registry, or something that only the caller can name.
pub(super) enum ExchangeError {
    /// The registry cannot be used.
    Remote(RemoteProblem),
    /// Content is not what its digest says: ours while we write, the registry's while we read.
    Corrupt(Corrupt),
    /// The content to be pushed cannot be read.
    Source(io::Error),
    /// The registry does not have what was asked for.
    Missing,
    /// The answer is one that a registry would not give, so it may come from something else.
    Unrecognised { status: u16, detail: Detail },
}

impl<P: Into<RemoteProblem>> From<P> for ExchangeError {
    fn from(problem: P) -> Self {
        Self::Remote(problem.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn detail_is_short_and_harmless() {
        assert_eq!(Detail::new(" no\nway ").to_string(), ": no way");
        assert_eq!(Detail::new("").to_string(), "");
        assert_eq!(Detail::new("\u{1b}[2Jß\u{202e}").to_string(), r": \u{1b}[2Jß\u{202e}");
        let long = Detail::new(&"x\u{7}".repeat(5_000)).to_string();
        assert!(long.len() < 1_030 && long.ends_with('…'));
    }
}
