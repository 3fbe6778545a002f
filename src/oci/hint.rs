//! What to do next, for every error that has an answer.

use std::io;

use super::{Error, Failure, LayoutProblem};

impl Error {
    /// Returns the next step for the reader of the error, as a phrase in the imperative.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Corrupt { .. } => Some("fetch it again from its source, and do not use what is there now".to_owned()),
            Self::TagTaken { .. } => Some("give the pack a new version, or overwrite the tag with --force".to_owned()),
            Self::PushLost { .. } => {
                Some("push again, and ask the registry's administrator if it stays like this".to_owned())
            }
            Self::Layout { problem, .. } => problem.hint().map(str::to_owned),
            Self::Remote { host, failure, .. } => failure.hint(host.as_str()),
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

impl Failure {
    fn hint(&self, host: &str) -> Option<String> {
        let hint = match self {
            Self::Dns { .. } => "check the spelling of the host and the DNS of this machine",
            Self::Refused { .. } => "check the port, and that the registry is running",
            Self::Timeout { .. } | Self::Connection { .. } => {
                "check the network, proxies and firewalls on the way, then run the command again"
            }
            Self::Tls { .. } => {
                "give the registry's CA certificate with --ca-file; for a registry without TLS, say --plain-http"
            }
            Self::NotARegistry { .. } => "check host and port: this server does not speak the registry protocol",
            Self::CredentialsMissing => {
                return Some(format!("log in with `docker login {host}`"));
            }
            Self::CredentialsRejected => {
                return Some(format!("log in again with `docker login {host}`; the stored password may have expired"));
            }
            Self::TokenAuthentication => "use a registry with basic authentication until tokens are supported",
            Self::Forbidden { .. } => {
                "ask the registry's administrator for the right to push and pull in this repository"
            }
            Self::NameUnknown { .. } => {
                "create the repository or project first; some registries, such as ECR, do not create it on a push"
            }
            Self::TooLarge { .. } => "raise the limit for request bodies in the registry or in the proxy before it",
            Self::TooManyRequests { .. } => "wait and run the command again",
            Self::Server { .. } => "look into the registry's log, or run the command again later",
            Self::Insecure { .. } => "let the proxy before the registry send `X-Forwarded-Proto: https`",
            _ => return None,
        };
        Some(hint.to_owned())
    }
}
