//! How a remote registry is reached.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::super::{Events, Host};
use super::Credentials;

/// How to reach a remote registry and as whom.
#[derive(Debug, Clone)]
pub struct RemoteOptions {
    /// Whether the connection is encrypted.
    pub transport: Transport,
    /// A file with further CA certificates, in PEM.
    pub ca_file: Option<PathBuf>,
    /// What is presented to a registry that asks.
    pub credentials: Credentials,
    /// How long to wait.
    pub timeouts: Timeouts,
    /// Who is told what concerns the registry as a whole; nobody by default.
    pub events: Arc<dyn Events>,
}

impl Default for RemoteOptions {
    fn default() -> Self {
        Self {
            transport: Transport::default(),
            ca_file: None,
            credentials: Credentials::default(),
            timeouts: Timeouts::default(),
            events: Arc::new(()),
        }
    }
}

/// Whether a connection is encrypted. Nothing ever falls back from one to the other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Transport {
    /// HTTPS, or plain HTTP to this machine itself.
    #[default]
    Automatic,
    /// HTTPS.
    Https,
    /// HTTP without encryption, wherever the host is.
    PlainHttp,
}

impl Transport {
    pub(super) fn scheme(self, host: &Host) -> &'static str {
        match self {
            Self::Automatic if host.is_loopback() => "http",
            Self::PlainHttp => "http",
            Self::Automatic | Self::Https => "https",
        }
    }
}

/// How long to wait. There is no limit for the transfer of a blob as long as bytes flow.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// For finding the host and connecting to it.
    pub connect: Duration,
    /// For each read and write in which nothing arrives.
    pub idle: Duration,
    /// For everything but the bytes of blobs, however steadily they come: a request and its whole answer.
    pub answer: Duration,
    /// For the answer to a complete upload, which a registry may have to copy to its storage first.
    pub commit: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            idle: Duration::from_mins(1),
            answer: Duration::from_mins(2),
            commit: Duration::from_mins(10),
        }
    }
}
