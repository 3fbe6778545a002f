//! The client of the tests of the HTTP registry: what it pushes, how it logs in, and what it shows of an error.

use std::fmt::Write as _;
use std::time::Duration;

use vmopack::oci::{
    Artifact, Credential, Credentials, Descriptor, Digest, Error, Host, MemoryBlob, PushOptions, Reference,
    RemoteOptions, RemoteProblem, Repository, Secret, Tag, Timeouts, push,
};
use vmopack::palette::pack_artifact;

use crate::fake_registry::{FakeRegistry, Reply};

pub(crate) const IMAGE_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
pub(crate) const IMAGE_INDEX: &str = "application/vnd.oci.image.index.v1+json";
pub(crate) const DOCKER_MANIFEST_LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
pub(crate) const REFUSE: PushOptions = PushOptions { overwrite: false };
pub(crate) const BASIC: &str = "Basic cm9ib3QkY2k6Q0FOQVJZ";

pub(crate) fn artifact(content: &[u8]) -> Artifact {
    let base = Repository::new("team").unwrap();
    let archive = Box::new(MemoryBlob::new(content));
    pack_artifact(Some(&base), "cdi", "1.66.0-1", archive).unwrap()
}

pub(crate) fn repository() -> Repository {
    Repository::new("team/spectro-packs/archive/cdi").unwrap()
}

pub(crate) fn tag() -> Reference {
    Tag::new("1.66.0-1").unwrap().into()
}

pub(crate) fn blob() -> Descriptor {
    Descriptor::new("application/vnd.oci.image.layer.v1.tar", Digest::of("archive"), 7)
}

pub(crate) fn logged_in() -> RemoteOptions {
    let credential = Credential::Basic { username: "robot$ci".to_owned(), password: Secret::new("CANARY") };
    RemoteOptions { credentials: Credentials::Given(credential), ..RemoteOptions::default() }
}

pub(crate) fn impatient() -> RemoteOptions {
    let short = Duration::from_millis(200);
    RemoteOptions {
        timeouts: Timeouts { connect: short, idle: short, answer: short, commit: short },
        ..RemoteOptions::default()
    }
}

/// Shows an error as the command line does: with its causes and the next step.
pub(crate) fn with_causes(error: &Error) -> String {
    let mut text = format!("error: {error}");
    let mut cause = std::error::Error::source(error);
    while let Some(source) = cause {
        write!(text, "\n  caused by: {source}").unwrap();
        cause = source.source();
    }
    if let Some(hint) = error.hint() {
        write!(text, "\nhelp: {hint}").unwrap();
    }
    text
}

/// Shows an error with its causes and the next step, without what differs between runs.
pub(crate) fn show(error: &Error, host: &Host) -> String {
    let text = with_causes(error);
    assert!(!text.contains("CANARY") && !text.contains("cm9ib3Q"), "a secret is shown: {text}");
    text.replace(host.as_str(), "HOST")
}

pub(crate) fn problem(error: Error) -> RemoteProblem {
    match error {
        Error::Remote { problem, .. } => *problem,
        other => panic!("not a problem of the registry: {other:?}"),
    }
}

/// Pushes to a registry that answers all requests of a method to a path with one reply, and shows what comes of it.
pub(crate) fn push_against(method: &'static str, part: &'static str, reply: Reply) -> String {
    let registry = FakeRegistry::scripted(move |seen| seen.is(method, part).then(|| reply.clone()));
    let error = push(&registry.remote(), &artifact(b"archive"), REFUSE, &()).unwrap_err();
    show(&error, &registry.host())
}

pub(crate) fn html(status: u16) -> Reply {
    Reply::new(status, "<html>\u{1b}[2J welcome</html>").header("Content-Type", "text/html; charset=utf-8")
}
