//! How a remote registry is reached, as whom, and whom an encrypted connection trusts.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use fs_err::File;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

use super::super::{Events, Host, Repository};
use super::credential::Credential;
use super::credential_files::CredentialFiles;
use super::credential_problem::CredentialProblem;
use super::problem::ConnectionProblem;

/// Largest file of CA certificates that is read; the bundles of systems have 200 KiB.
const MAX_CA_FILE: u64 = 16 << 20;

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

impl RemoteOptions {
    /// Sets TLS up only where it is used: reading the CA certificates of a system takes some milliseconds.
    pub(super) fn tls(&self, host: &Host) -> Result<TlsConfig, ConnectionProblem> {
        match self.transport.scheme(host) {
            "https" => trusting(self.ca_file.as_deref()),
            _ => Ok(TlsConfig::default()),
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

/// Where credentials come from.
#[derive(Debug, Clone, Default)]
pub enum Credentials {
    /// None: public registries only.
    #[default]
    Anonymous,
    /// This one.
    Given(Credential),
    /// The configuration files and helpers of docker and podman.
    Files(CredentialFiles),
}

impl Credentials {
    pub(super) fn find(
        &self,
        host: &Host,
        repository: Option<&Repository>,
    ) -> Result<Option<Credential>, CredentialProblem> {
        match self {
            Self::Anonymous => Ok(None),
            Self::Given(credential) => Ok(Some(credential.clone())),
            Self::Files(files) => files.find(host, repository),
        }
    }

    /// Names the part of the registry whose login a repository uses; nothing if that is the whole registry.
    pub(super) fn namespace(&self, host: &Host, repository: Option<&Repository>) -> Option<String> {
        match self {
            Self::Anonymous | Self::Given(_) => None,
            Self::Files(files) => files.namespace(host, repository?),
        }
    }
}

/// Trusts what the system trusts, and the certificates of a file.
///
/// Where the system has no certificates, as in an empty container, Mozilla's list is built in. With a file it is not
/// used: whoever brings a CA certificate into an empty container is behind a registry of their own.
fn trusting(ca_file: Option<&Path>) -> Result<TlsConfig, ConnectionProblem> {
    let mut certificates = system_certificates();
    if let Some(path) = ca_file {
        certificates.extend(certificates_in(path)?);
    }
    let roots = if certificates.is_empty() { RootCerts::WebPki } else { RootCerts::new_with_certs(&certificates) };
    Ok(TlsConfig::builder().root_certs(roots).build())
}

/// One invalid certificate in the system's store does not keep the others from being trusted.
fn system_certificates() -> Vec<Certificate<'static>> {
    let found = rustls_native_certs::load_native_certs();
    found.certs.iter().map(|certificate| Certificate::from_der(certificate).to_owned()).collect()
}

fn certificates_in(path: &Path) -> Result<Vec<Certificate<'static>>, ConnectionProblem> {
    let problem = |source| ConnectionProblem::CaFile { path: path.to_owned(), source };
    let mut pem = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MAX_CA_FILE).read_to_end(&mut pem));
    read.map_err(|source| problem(Some(source)))?;
    let mut certificates = Vec::new();
    for item in parse_pem(&pem) {
        if let PemItem::Certificate(certificate) = item.map_err(|error| problem(Some(error.into_io())))? {
            certificates.push(certificate);
        }
    }
    if certificates.is_empty() { Err(problem(None)) } else { Ok(certificates) }
}
