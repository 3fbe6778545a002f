//! A registry that is reached over HTTP, by the [distribution specification].
//!
//! What goes over the wire is decided in few places: `origin` says where a credential may go, `client` follows
//! redirects and answers challenges, `transport` is the only code that opens a connection.
//!
//! [distribution specification]: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md

mod answer;
mod challenge;
mod client;
mod credential;
mod credential_files;
mod failure;
mod link;
mod options;
mod origin;
mod read;
mod redaction;
mod retry;
mod tls;
mod transport;
mod trouble;
mod write;

pub use self::credential::{Credential, Credentials, Secret};
pub use self::credential_files::{CredentialFiles, CredentialProblem};
pub use self::failure::{Detail, Failure, RedirectProblem};
pub use self::options::{RemoteOptions, Timeouts, Transport};

use std::fmt::Display;

use self::client::Client;
use self::trouble::Trouble;
use super::error::place;
use super::{
    Action, Blob, BlobReader, Corrupt, Descriptor, EncodedManifest, Error, Host, Reference, Registry, Repository, Tag,
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
            Err(failure) => {
                Err(Error::Remote { action: Action::Connect, host, repository: None, failure: Box::new(failure) })
            }
        }
    }

    /// Checks that the host is a registry and lets us in.
    pub fn ping(&self) -> Result<(), Error> {
        read::ping(&self.client).map_err(|trouble| self.error(Action::Connect, None, "it", trouble))
    }

    fn reading<'a>(&'a self, repository: &'a Repository, what: impl Display + 'a) -> impl Fn(Trouble) -> Error + 'a {
        move |trouble| self.error(Action::Read, Some(repository), &what, trouble)
    }

    /// Makes an error of what went wrong with `what`.
    fn error(&self, action: Action, repository: Option<&Repository>, what: impl Display, trouble: Trouble) -> Error {
        let place = place(&self.host, repository);
        let failure = match trouble {
            Trouble::Failure(failure) => failure,
            Trouble::Corrupt(difference) => return corrupt(action, &place, difference),
            Trouble::Source(source) => return Error::Read { source },
            Trouble::Missing => {
                return Error::NotFound { place: format!("{what} in `{place}`") };
            }
            Trouble::Unrecognised { status, detail } => self.explain(status, detail),
        };
        let repository = repository.cloned();
        Error::Remote { action, host: self.host.clone(), repository, failure: Box::new(failure) }
    }

    /// Tells a registry that does not know a repository from a server that is no registry: both answer 404.
    fn explain(&self, status: u16, detail: Detail) -> Failure {
        match read::ping(&self.client) {
            Err(Trouble::Failure(failure @ Failure::NotARegistry { .. })) => failure,
            _ if status < 300 => Failure::Answer { problem: "it is a web page" },
            _ => Failure::Rejected { status, detail },
        }
    }
}

/// While we push, what differs from its digest is our own file; otherwise it is what the registry sent.
fn corrupt(action: Action, place: &str, corrupt: Corrupt) -> Error {
    let is_ours = action == Action::PushBlob && !matches!(corrupt, Corrupt::Announced { .. });
    let place = if is_ours { "the content to be pushed".to_owned() } else { format!("what `{place}` sent") };
    Error::Corrupt { place, corrupt }
}

impl Registry for Remote {
    fn has_blob(&self, repository: &Repository, blob: &Descriptor) -> Result<bool, Error> {
        read::has_blob(&self.client, repository, blob)
            .map_err(self.reading(repository, format!("blob {}", blob.digest)))
    }

    fn put_blob(&self, repository: &Repository, blob: &dyn Blob) -> Result<(), Error> {
        write::put_blob(&self.client, repository, blob)
            .map_err(|trouble| self.error(Action::PushBlob, Some(repository), blob.digest(), trouble))
    }

    fn get_blob(&self, repository: &Repository, blob: &Descriptor) -> Result<BlobReader<'_>, Error> {
        read::get_blob(&self.client, repository, blob)
            .map_err(self.reading(repository, format!("blob {}", blob.digest)))
    }

    fn get_manifest(&self, repository: &Repository, reference: &Reference) -> Result<EncodedManifest, Error> {
        let what = match reference {
            Reference::Tag(tag) => format!("tag `{tag}`"),
            Reference::Digest(digest) => format!("manifest {digest}"),
        };
        read::get_manifest(&self.client, repository, reference).map_err(self.reading(repository, what))
    }

    fn put_manifest(
        &self,
        repository: &Repository,
        manifest: &EncodedManifest,
        tag: Option<TagUpdate<'_>>,
    ) -> Result<(), Error> {
        write::put_manifest(&self.client, repository, manifest, tag.map(|update| update.tag))
            .map_err(|trouble| self.error(Action::PushManifest, Some(repository), manifest.digest(), trouble))
    }

    fn tags(&self, repository: &Repository) -> Result<Vec<Tag>, Error> {
        read::tags(&self.client, repository).map_err(self.reading(repository, "a list of tags"))
    }

    fn confirm_blob(&self, repository: &Repository, blob: &Descriptor) -> Result<bool, Error> {
        match read::confirm_blob(&self.client, repository, blob) {
            Ok(()) => Ok(true),
            Err(Trouble::Missing) => Ok(false),
            Err(trouble) => Err(self.error(Action::Read, Some(repository), "", trouble)),
        }
    }

    fn place(&self, repository: &Repository) -> String {
        place(&self.host, Some(repository))
    }
}
