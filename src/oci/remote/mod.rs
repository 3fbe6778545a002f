//! A registry that is reached over HTTP, by the [distribution specification].
//!
//! What goes over the wire is decided in few places: `endpoint` says where a credential may go, `client` follows
//! redirects and answers challenges, `transport` is the only code that opens a connection.
//!
//! [distribution specification]: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md

mod answer;
mod challenge;
mod client;
mod credential;
mod credential_files;
mod credential_helpers;
mod credential_problem;
mod endpoint;
mod headers;
mod options;
mod problem;
mod read;
mod redaction;
mod transport;
mod write;

pub use self::credential::{Credential, Secret};
pub use self::credential_files::CredentialFiles;
pub use self::credential_problem::CredentialProblem;
pub use self::options::{Credentials, RemoteOptions, Timeouts, Transport};
pub use self::problem::{
    AnswerProblem, ConnectionProblem, Detail, LoginProblem, RedirectProblem, Refusal, RemoteProblem,
};

use std::fmt::{self, Display};

use self::client::Client;
use self::problem::ExchangeError;
use super::{
    Blob, BlobReader, Corrupt, Descriptor, EncodedImageManifest, Error, Host, Reference, Registry, Repository, Tag,
    TagUpdate,
};

/// An HTTP registry.
///
/// Requests are made when a method is called, none of them by [`Remote::new`].
#[derive(Debug)]
pub struct Remote {
    host: Host,
    client: Client,
}

impl Remote {
    /// Takes a host and how to reach it.
    pub fn new(host: Host, options: RemoteOptions) -> Result<Self, Error> {
        match Client::new(&host, options) {
            Ok(client) => Ok(Self { host, client }),
            Err(problem) => {
                let attempt = format!("{} `{host}`", Action::Connect);
                Err(Error::Remote { attempt, host, problem: Box::new(problem) })
            }
        }
    }

    /// Checks that the host is a registry and lets us in.
    pub fn ping(&self) -> Result<(), Error> {
        read::ping(&self.client).map_err(|error| self.error(Action::Connect, None, "it", error))
    }

    fn reading<'a>(
        &'a self,
        repository: &'a Repository,
        what: impl Display + 'a,
    ) -> impl Fn(ExchangeError) -> Error + 'a {
        move |error| self.error(Action::Read, Some(repository), &what, error)
    }

    /// Makes an error of what went wrong with `what`.
    fn error(
        &self,
        action: Action,
        repository: Option<&Repository>,
        what: impl Display,
        error: ExchangeError,
    ) -> Error {
        let name = full_name(&self.host, repository);
        let problem = match error {
            ExchangeError::Remote(problem) => problem,
            ExchangeError::Corrupt(difference) => return corrupt(action, &name, difference),
            ExchangeError::Source(source) => return Error::Read { source },
            ExchangeError::Missing => {
                return Error::NotFound { what: format!("{what} in `{name}`") };
            }
            ExchangeError::Unrecognised { status, detail } => self.explain(status, detail),
        };
        let attempt = format!("{action} `{name}`");
        Error::Remote { attempt, host: self.host.clone(), problem: Box::new(problem) }
    }

    /// Tells a registry that does not know a repository from a server that is not a registry: both answer 404.
    fn explain(&self, status: u16, detail: Detail) -> RemoteProblem {
        match read::ping(&self.client) {
            Err(ExchangeError::Remote(problem @ RemoteProblem::Answer(AnswerProblem::NotARegistry { .. }))) => problem,
            _ if status < 300 => AnswerProblem::Malformed { reason: "it is a web page" }.into(),
            _ => Refusal::Other { status, detail }.into(),
        }
    }
}

/// What was tried with a remote registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    /// Setting up the connection.
    Connect,
    /// Reading tags, manifests or blobs.
    Read,
    /// Writing blobs.
    PushBlob,
    /// Writing manifests and tags.
    PushManifest,
}

impl fmt::Display for Action {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Connect => "connect to",
            Self::Read => "read from",
            Self::PushBlob => "push a blob to",
            Self::PushManifest => "push a manifest to",
        })
    }
}

fn full_name(host: &Host, repository: Option<&Repository>) -> String {
    repository.map_or_else(|| host.to_string(), |repository| format!("{host}/{repository}"))
}

/// While we push, what differs from its digest is our own file; otherwise it is what the registry sent.
fn corrupt(action: Action, name: &str, corrupt: Corrupt) -> Error {
    let is_ours = action == Action::PushBlob && !matches!(corrupt, Corrupt::Announced { .. });
    let what = if is_ours { "the content to be pushed".to_owned() } else { format!("what `{name}` sent") };
    Error::Corrupt { what, corrupt }
}

impl Registry for Remote {
    fn has_blob(&self, repository: &Repository, blob: &Descriptor) -> Result<bool, Error> {
        read::has_blob(&self.client, repository, blob)
            .map_err(self.reading(repository, format!("blob {}", blob.digest)))
    }

    fn put_blob(&self, repository: &Repository, blob: &dyn Blob) -> Result<(), Error> {
        write::put_blob(&self.client, repository, blob)
            .map_err(|error| self.error(Action::PushBlob, Some(repository), blob.digest(), error))
    }

    fn get_blob(&self, repository: &Repository, blob: &Descriptor) -> Result<BlobReader<'_>, Error> {
        read::get_blob(&self.client, repository, blob)
            .map_err(self.reading(repository, format!("blob {}", blob.digest)))
    }

    fn get_manifest(&self, repository: &Repository, reference: &Reference) -> Result<EncodedImageManifest, Error> {
        let what = match reference {
            Reference::Tag(tag) => format!("tag `{tag}`"),
            Reference::Digest(digest) => format!("manifest {digest}"),
        };
        read::get_manifest(&self.client, repository, reference).map_err(self.reading(repository, what))
    }

    fn put_manifest(
        &self,
        repository: &Repository,
        manifest: &EncodedImageManifest,
        tag: Option<TagUpdate<'_>>,
    ) -> Result<(), Error> {
        write::put_manifest(&self.client, repository, manifest, tag.map(|update| update.tag))
            .map_err(|error| self.error(Action::PushManifest, Some(repository), manifest.digest(), error))
    }

    fn tags(&self, repository: &Repository) -> Result<Vec<Tag>, Error> {
        read::tags(&self.client, repository).map_err(self.reading(repository, "a list of tags"))
    }

    fn confirm_blob(&self, repository: &Repository, blob: &Descriptor) -> Result<bool, Error> {
        match read::confirm_blob(&self.client, repository, blob) {
            Ok(()) => Ok(true),
            Err(ExchangeError::Missing) => Ok(false),
            Err(error) => Err(self.error(Action::Read, Some(repository), "", error)),
        }
    }

    fn describe(&self, repository: &Repository) -> String {
        full_name(&self.host, Some(repository))
    }
}
