//! Why a remote registry cannot be used, sorted by what to do about it.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::super::ManifestProblem;
use super::CredentialProblem;

/// Why an exchange with a registry failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are what the variants name")]
pub enum Failure {
    /// The name of the host leads to no address.
    #[error("the host name cannot be resolved")]
    Dns {
        #[source]
        source: io::Error,
    },
    /// Nothing listens at the port.
    #[error("the connection was refused")]
    Refused {
        #[source]
        source: io::Error,
    },
    /// Nothing arrived for too long.
    #[error("the registry did not answer in time")]
    Timeout {
        #[source]
        source: io::Error,
    },
    /// No encrypted connection comes about.
    #[error("no secure connection could be made")]
    Tls {
        #[source]
        source: io::Error,
    },
    /// The connection broke.
    #[error("the connection was lost")]
    Connection {
        #[source]
        source: io::Error,
    },
    /// The file with CA certificates cannot be used.
    #[error("`{}` holds no CA certificate in PEM form", path.display())]
    CaFile {
        path: PathBuf,
        #[source]
        source: Option<io::Error>,
    },
    /// The server is something else.
    #[error("this is no registry: it answered {status} to /v2/{detail}")]
    NotARegistry { status: u16, detail: Detail },
    /// The registry asks for a login, and we know none.
    #[error("the registry asks for a login")]
    CredentialsMissing,
    /// The registry does not take the login.
    #[error("the registry does not accept the login")]
    CredentialsRejected,
    /// The registry asks for a way to log in that is not known here.
    #[error("the registry asks for token authentication, which is not supported yet")]
    TokenAuthentication,
    /// The stored credentials cannot be used.
    #[error("the stored credentials cannot be used")]
    Credentials {
        #[source]
        problem: CredentialProblem,
    },
    /// The login does not suffice.
    #[error("the registry denies access{detail}")]
    Forbidden { detail: Detail },
    /// The registry has no such repository.
    #[error("the registry does not know this repository{detail}")]
    NameUnknown { detail: Detail },
    /// The registry or something before it takes less.
    #[error("the registry does not accept {size} bytes at once{detail}")]
    TooLarge { size: u64, detail: Detail },
    /// The registry wants us to wait.
    #[error("the registry has had too many requests{}{detail}", wait(retry_after.as_deref()))]
    TooManyRequests { retry_after: Option<String>, detail: Detail },
    /// The registry is broken.
    #[error("the registry failed with status {status}{detail}")]
    Server { status: u16, detail: Detail },
    /// The registry does not want this.
    #[error("the registry refused the request with status {status}{detail}")]
    Rejected { status: u16, detail: Detail },
    /// The registry leads to a place where we do not go.
    #[error("the registry sent us somewhere else")]
    Redirect {
        #[source]
        problem: RedirectProblem,
    },
    /// The registry leads from an encrypted connection to an open one.
    #[error("the registry leads from https to `{to}`, which is not followed")]
    Insecure { to: String },
    /// The answer breaks the protocol.
    #[error("the answer of the registry cannot be used: {problem}")]
    Answer { problem: &'static str },
    /// The answer is no image manifest.
    #[error("the answer of the registry cannot be used")]
    Manifest {
        #[source]
        problem: ManifestProblem,
    },
}

/// A place that a registry may not send us to.
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
    #[error("it leads from https to `{to}`")]
    Insecure { to: String },
    /// A redirect that would turn a write into a read.
    #[error("it answers a write with the redirect {status}")]
    Write { status: u16 },
    /// A page of a list that is elsewhere.
    #[error("its list continues on another host")]
    OtherOrigin,
    /// The place that we were led to asks for a login, and gets none.
    #[error("`{to}` asks for a login, and ours is for the registry alone")]
    Login { to: String },
}

impl From<RedirectProblem> for Failure {
    fn from(problem: RedirectProblem) -> Self {
        match problem {
            RedirectProblem::Insecure { to } => Self::Insecure { to },
            problem => Self::Redirect { problem },
        }
    }
}

impl From<CredentialProblem> for Failure {
    fn from(problem: CredentialProblem) -> Self {
        Self::Credentials { problem }
    }
}

fn wait(retry_after: Option<&str>) -> String {
    retry_after.map_or_else(String::new, |wait| format!(" (wait: {wait})"))
}

/// What a server said about a failure: at most 1 KiB of printable text, which starts with `: ` unless it is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Detail(String);

impl Detail {
    const LIMIT: usize = 1 << 10;

    /// Cuts and escapes text, so that a terminal shows it and does nothing else.
    pub(super) fn new(text: &str) -> Self {
        Self(cut(text, Self::LIMIT))
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
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

impl fmt::Display for Detail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(formatter, ": {}", self.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn detail_is_short_and_harmless() {
        assert_eq!(Detail::new(" no\nway ").to_string(), ": no way");
        assert_eq!(Detail::new("").to_string(), "");
        assert_eq!(Detail::new("\u{1b}[2Jß\u{202e}").as_str(), r"\u{1b}[2Jß\u{202e}");
        let long = Detail::new(&"x\u{7}".repeat(5_000));
        assert!(long.as_str().len() < 1_030 && long.as_str().ends_with('…'));
    }
}
