//! What to do next, for every error that has an answer.

use std::borrow::Cow;
use std::fmt;
use std::io;

use super::{
    AnswerProblem, ConnectionProblem, Error, LayoutProblem, LoginProblem, RedirectProblem, Refusal, RemoteProblem,
};

/// What to do next about an error. It is shown as a phrase in the imperative.
///
/// A hint that is about an option of ours is a variant of its own: whoever offers the option knows what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hint {
    /// Push under another tag, or with [`PushOptions::overwrite`](super::PushOptions::overwrite).
    TagTaken,
    /// Set [`RemoteOptions::ca_file`](super::RemoteOptions::ca_file), or use
    /// [`Transport::PlainHttp`](super::Transport::PlainHttp).
    Untrusted,
    /// Anything else, in words.
    Advice(Cow<'static, str>),
}

impl fmt::Display for Hint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::TagTaken => "use a new tag, or allow the push to overwrite this one",
            Self::Untrusted => "trust the registry's CA certificate, or use HTTP for a registry without TLS",
            Self::Advice(words) => words,
        })
    }
}

fn advice(words: &'static str) -> Hint {
    Hint::Advice(Cow::Borrowed(words))
}

impl Error {
    /// Returns the next step for the reader of the error.
    pub fn hint(&self) -> Option<Hint> {
        match self {
            Self::Corrupt { .. } => Some(advice("fetch it again from its source, and do not use what is there now")),
            Self::TagTaken { .. } => Some(Hint::TagTaken),
            Self::PushLost { .. } => {
                Some(advice("push again, and ask the registry's administrator if it stays like this"))
            }
            Self::Layout { problem, .. } => problem.hint().map(advice),
            Self::Remote { host, problem, .. } => problem.hint(host.as_str()),
            Self::Name(_) | Self::Read { .. } | Self::NotFound { .. } => None,
        }
    }
}

impl LayoutProblem {
    fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Io(source) => match source.kind() {
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::NotADirectory => {
                    Some("choose a directory that you may write to")
                }
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    Some("free some space and run the command again")
                }
                _ => None,
            },
            Self::Foreign => Some("choose a directory that is empty, new, or an image layout"),
            Self::Json { .. } | Self::TooLarge { .. } | Self::Manifest { .. } => {
                Some("make the layout anew; its blobs can be pushed again")
            }
            Self::Locked { .. } => Some("wait for the other command to end, then run this one again"),
            Self::Version { .. } | Self::NotAFile { .. } => None,
        }
    }
}

impl RemoteProblem {
    fn hint(&self, host: &str) -> Option<Hint> {
        match self {
            Self::Connection(problem) => problem.hint(),
            Self::Login(problem) => problem.hint(host),
            Self::Refused(refusal) => refusal.hint().map(advice),
            Self::Answer(AnswerProblem::NotARegistry { .. }) => {
                Some(advice("check host and port: this server does not speak the registry protocol"))
            }
            Self::Redirect(RedirectProblem::Insecure { .. }) => {
                Some(advice("let the proxy before the registry send `X-Forwarded-Proto: https`"))
            }
            Self::Answer(_) | Self::Redirect(_) => None,
        }
    }
}

impl ConnectionProblem {
    fn hint(&self) -> Option<Hint> {
        match self {
            Self::Dns { .. } => Some(advice("check the spelling of the host and the DNS of this machine")),
            Self::Refused { .. } => Some(advice("check the port, and that the registry is running")),
            Self::Timeout { .. } | Self::Lost { .. } => {
                Some(advice("check the network, proxies and firewalls on the way, then run the command again"))
            }
            Self::Tls { .. } => Some(Hint::Untrusted),
            Self::CaFile { .. } => None,
        }
    }
}

impl LoginProblem {
    fn hint(&self, host: &str) -> Option<Hint> {
        let words = match self {
            Self::Missing => format!("log in with `docker login {host}`"),
            Self::Rejected => {
                format!("log in again with `docker login {host}`; the stored password may have expired")
            }
            Self::Token => "use a registry with basic authentication until tokens are supported".to_owned(),
            Self::Stored(_) => return None,
        };
        Some(Hint::Advice(words.into()))
    }
}

impl Refusal {
    fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Forbidden { .. } => {
                Some("ask the registry's administrator for the right to push and pull in this repository")
            }
            Self::NameUnknown { .. } => {
                Some("create the repository or project first; some registries, such as ECR, do not create it on a push")
            }
            Self::TooLarge { .. } => {
                Some("raise the limit for request bodies in the registry or in the proxy before it")
            }
            Self::TooManyRequests { .. } => Some("wait and run the command again"),
            Self::Server { .. } => Some("look into the registry's log, or run the command again later"),
            Self::Other { .. } => None,
        }
    }
}
