//! The HTTP registry, against a registry in this process that can be made to misbehave.

use std::fmt::Write as _;
use std::io::{self, Read};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use vmopack::oci::{
    AnswerProblem, Artifact, ConnectionProblem, Corrupt, Credential, CredentialFiles, Credentials, Descriptor, Digest,
    EncodedImageManifest, Error, Events, FileBlob, Host, MemoryBlob, PushOptions, PushOutcome, Reference, Refusal,
    Registry, Remote, RemoteOptions, RemoteProblem, Repository, Secret, Tag, Timeouts, Transport, push,
};
use vmopack::palette::pack_artifact;

use crate::fake_registry::{FakeRegistry, Pace, Reply, Seen, login};

const IMAGE_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const IMAGE_INDEX: &str = "application/vnd.oci.image.index.v1+json";
const DOCKER_MANIFEST_LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
const REFUSE: PushOptions = PushOptions { overwrite: false };
const BASIC: &str = "Basic cm9ib3QkY2k6Q0FOQVJZ";

fn artifact(content: &[u8]) -> Artifact {
    let base = Repository::new("team").unwrap();
    let archive = Box::new(MemoryBlob::new(content));
    pack_artifact(Some(&base), "cdi", "1.66.0-1", archive).unwrap()
}

fn repository() -> Repository {
    Repository::new("team/spectro-packs/archive/cdi").unwrap()
}

fn tag() -> Reference {
    Tag::new("1.66.0-1").unwrap().into()
}

fn blob() -> Descriptor {
    Descriptor::new("application/vnd.oci.image.layer.v1.tar", Digest::of("archive"), 7)
}

fn logged_in() -> RemoteOptions {
    let credential = Credential::Basic { username: "robot$ci".to_owned(), password: Secret::new("CANARY") };
    RemoteOptions { credentials: Credentials::Given(credential), ..RemoteOptions::default() }
}

fn impatient() -> RemoteOptions {
    let short = Duration::from_millis(200);
    RemoteOptions {
        timeouts: Timeouts { connect: short, idle: short, answer: short, commit: short },
        ..RemoteOptions::default()
    }
}

/// Shows an error with its causes and the next step, without what differs between runs.
fn show(error: &Error, host: &Host) -> String {
    let mut text = format!("error: {error}");
    let mut cause = std::error::Error::source(error);
    while let Some(source) = cause {
        write!(text, "\n  caused by: {source}").unwrap();
        cause = source.source();
    }
    if let Some(hint) = error.hint() {
        write!(text, "\nhelp: {hint}").unwrap();
    }
    assert!(!text.contains("CANARY") && !text.contains("cm9ib3Q"), "a secret is shown: {text}");
    text.replace(host.as_str(), "HOST")
}

fn problem(error: Error) -> RemoteProblem {
    match error {
        Error::Remote { problem, .. } => *problem,
        other => panic!("not a problem of the registry: {other:?}"),
    }
}

/// Pushes to a registry that answers all requests of a method to a path with one reply, and shows what comes of it.
fn push_against(method: &'static str, part: &'static str, reply: Reply) -> String {
    let registry = FakeRegistry::scripted(move |seen| seen.is(method, part).then(|| reply.clone()));
    let error = push(&registry.remote(), &artifact(b"archive"), REFUSE, &()).unwrap_err();
    show(&error, &registry.host())
}

fn html(status: u16) -> Reply {
    Reply::new(status, "<html>\u{1b}[2J welcome</html>").header("Content-Type", "text/html; charset=utf-8")
}

#[test]
fn a_push_writes_the_tag_last_and_reads_it_back() {
    let registry = FakeRegistry::new();
    let outcome = push(&registry.remote(), &artifact(b"archive"), REFUSE, &()).unwrap();
    assert_eq!(outcome, PushOutcome::Pushed { bytes: 9 });
    insta::assert_snapshot!(registry.transcript(), @r#"
    GET /v2/team/spectro-packs/archive/cdi/manifests/1.66.0-1
    HEAD /v2/team/spectro-packs/archive/cdi/blobs/sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a
    HEAD /v2/team/spectro-packs/archive/cdi/blobs/sha256:0eb3e36bfb24dcd9bb1d1bece1531216b59539a8fde17ee80224af0653c92aa3
    POST /v2/team/spectro-packs/archive/cdi/blobs/uploads/
    PUT /upload/1?_state=a%2Fb&digest=sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a
    POST /v2/team/spectro-packs/archive/cdi/blobs/uploads/
    PUT /upload/1?_state=a%2Fb&digest=sha256:0eb3e36bfb24dcd9bb1d1bece1531216b59539a8fde17ee80224af0653c92aa3
    PUT /v2/team/spectro-packs/archive/cdi/manifests/sha256:15457374a3aeaf700ffa33a126d237212467d1129ba8bf0286cb6ce1f12fd82a
    PUT /v2/team/spectro-packs/archive/cdi/manifests/1.66.0-1
    GET /v2/team/spectro-packs/archive/cdi/manifests/1.66.0-1
    GET /v2/team/spectro-packs/archive/cdi/blobs/sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a
    GET /v2/team/spectro-packs/archive/cdi/blobs/sha256:0eb3e36bfb24dcd9bb1d1bece1531216b59539a8fde17ee80224af0653c92aa3
    "#);
    let seen = registry.seen();
    let put = seen.iter().find(|seen| seen.is("PUT", "/manifests/1.66.0-1")).unwrap();
    assert_eq!(put.header("content-type"), Some(IMAGE_MANIFEST));
    assert_eq!(put.body, artifact(b"archive").manifest().bytes());
    assert!(seen.iter().all(|seen| { seen.header("user-agent").is_some_and(|agent| agent.starts_with("vmopack/")) }));
}

#[test]
fn pushing_again_only_asks() {
    let registry = FakeRegistry::new();
    push(&registry.remote(), &artifact(b"archive"), REFUSE, &()).unwrap();
    let before = registry.seen().len();
    assert_eq!(push(&registry.remote(), &artifact(b"archive"), REFUSE, &()).unwrap(), PushOutcome::AlreadyThere);
    assert!(registry.seen()[before..].iter().all(|seen| matches!(seen.method.as_str(), "GET" | "HEAD")));

    let error = push(&registry.remote(), &artifact(b"changed"), REFUSE, &()).unwrap_err();
    insta::assert_snapshot!(show(&error, &registry.host()), @r#"
    error: `HOST/team/spectro-packs/archive/cdi:1.66.0-1` exists already with other content (sha256:15457374a3aeaf700ffa33a126d237212467d1129ba8bf0286cb6ce1f12fd82a, not sha256:14e218590b9a35acebe580e5509723627a8266c2a1decf5f122d75e9120fb55d)
    help: use a new tag, or allow the push to overwrite this one
    "#);
    push(&registry.remote(), &artifact(b"changed"), PushOptions { overwrite: true }, &()).unwrap();
}

#[test]
fn immutable_tags_are_told_from_failures() {
    // The tag appears between our question and our write, as another push would make it.
    let race = |content: &'static [u8]| {
        let asked = AtomicUsize::new(0);
        let manifest = artifact(content).manifest().bytes().to_vec();
        let registry = FakeRegistry::scripted(move |seen| match seen.method.as_str() {
            "GET" if seen.path.ends_with("/1.66.0-1") && asked.fetch_add(1, Ordering::SeqCst) > 0 => {
                Some(Reply::new(200, manifest.clone()).header("Content-Type", IMAGE_MANIFEST))
            }
            "PUT" if seen.path.ends_with("/1.66.0-1") => Some(Reply::error(400, "TAG_INVALID", "the tag is immutable")),
            _ => None,
        });
        push(&registry.remote(), &artifact(b"archive"), REFUSE, &())
    };
    assert!(matches!(race(b"archive"), Ok(PushOutcome::Pushed { .. })));
    assert!(matches!(race(b"changed"), Err(Error::TagTaken { .. })));
}

#[test]
fn a_registry_that_forgets_is_noticed() {
    let registry = FakeRegistry::scripted(|seen| (seen.is("PUT", "/manifests/1.66")).then(|| Reply::new(201, "")));
    let error = push(&registry.remote(), &artifact(b"archive"), REFUSE, &()).unwrap_err();
    insta::assert_snapshot!(show(&error, &registry.host()), @r#"
    error: the registry took `HOST/team/spectro-packs/archive/cdi:1.66.0-1` but does not give back what was pushed
    help: push again, and ask the registry's administrator if it stays like this
    "#);
}

#[test]
fn a_registry_that_spoils_blobs_is_noticed() {
    // HEAD tells the right size; only reading the blob shows what became of it.
    for (reply, expected) in [
        (Reply::new(200, "archivX"), "tampered"),
        (Reply::new(200, "arch"), "tampered"),
        (Reply::error(404, "BLOB_UNKNOWN", ""), "does not give back"),
        (Reply::new(200, "arch").claiming(7), "the connection was lost"),
    ] {
        let digest = Digest::of("archive").to_string();
        let spoils = move |seen: &Seen| (seen.method == "GET" && seen.path.ends_with(&digest)).then(|| reply.clone());
        let registry = FakeRegistry::scripted(spoils);
        let shown = show(&push(&registry.remote(), &artifact(b"archive"), REFUSE, &()).unwrap_err(), &registry.host());
        assert!(shown.contains(expected), "{shown}");
    }
}

#[test]
fn what_is_large_is_not_fetched_back() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("pack.tar.gz");
    for (size, method) in [(64 << 20, "HEAD"), ((64 << 20) - 2, "GET")] {
        fs_err::File::create(&path).unwrap().set_len(size).unwrap();
        let archive = FileBlob::hash(&path).unwrap();
        let url = format!("/v2/spectro-packs/archive/cdi/blobs/{}", vmopack::oci::Blob::digest(&archive));
        let artifact = pack_artifact(None, "cdi", "1", Box::new(archive)).unwrap();
        let registry = FakeRegistry::new();
        push(&registry.remote(), &artifact, REFUSE, &()).unwrap();
        let seen = registry.seen();
        let last = seen.iter().rfind(|seen| seen.path == url).unwrap();
        assert_eq!(last.method, method);
    }
}

#[test]
fn a_blob_whose_size_is_not_told_is_read() {
    let against = |head: Reply, get: Reply| {
        let reply = move |seen: &Seen| match seen.method.as_str() {
            "HEAD" => Some(head.clone()),
            _ => Some(get.clone()),
        };
        let registry = FakeRegistry::scripted(reply);
        (registry.remote().has_blob(&repository(), &blob()).unwrap(), registry.transcript().lines().count())
    };
    let silent = |body: &str| Reply::new(200, body).without_length();
    assert_eq!(against(silent(""), Reply::new(200, "archive")), (true, 2));
    assert_eq!(against(silent(""), Reply::new(200, "archi")), (false, 2));
    assert_eq!(against(silent(""), silent("archive")), (true, 2));
    assert_eq!(against(silent(""), silent("archivX")), (false, 2));
    assert_eq!(against(silent(""), silent("arch")), (false, 2));
    assert_eq!(against(Reply::new(200, "").claiming(7), silent("other")), (true, 1));
}

#[test]
fn content_is_read_and_verified() {
    let registry = FakeRegistry::new();
    push(&registry.remote(), &artifact(b"archive"), REFUSE, &()).unwrap();
    let remote = registry.remote();
    let manifest = remote.get_manifest(&repository(), &tag()).unwrap();
    assert_eq!(&manifest, artifact(b"archive").manifest());
    assert_eq!(remote.get_manifest(&repository(), &manifest.descriptor().digest.into()).unwrap(), manifest);
    let mut content = Vec::new();
    remote.get_blob(&repository(), &blob()).unwrap().read_to_end(&mut content).unwrap();
    assert_eq!(content, b"archive");
    let accept = registry.seen().iter().find_map(|seen| seen.header("accept").map(str::to_owned)).unwrap();
    let accepted =
        [IMAGE_MANIFEST, IMAGE_INDEX, "application/vnd.docker.distribution.manifest.v2+json", DOCKER_MANIFEST_LIST];
    assert_eq!(accept, accepted.join(", "));
}

#[test]
fn wrong_blobs_are_never_given_out() {
    for (reply, expected) in [
        (Reply::new(200, "archivX"), "digest"),
        (Reply::new(200, "archive and more"), "long"),
        (Reply::new(200, "arch"), "short"),
        (Reply::new(200, "arch").claiming(7), "lost"),
        (html(200), "long"),
    ] {
        let registry = FakeRegistry::scripted(move |seen| seen.path.contains("/blobs/").then(|| reply.clone()));
        let remote = registry.remote();
        let error = io::copy(&mut remote.get_blob(&repository(), &blob()).unwrap(), &mut io::sink()).unwrap_err();
        let found = match Corrupt::in_io(&error) {
            Some(Corrupt::Digest { .. }) => "digest",
            Some(Corrupt::TooLong { .. }) => "long",
            Some(Corrupt::TooShort { .. }) => "short",
            _ => "lost",
        };
        assert_eq!(found, expected, "{error}");
    }
}

#[test]
fn wrong_manifests_are_never_given_out() {
    let bytes = artifact(b"archive").manifest().bytes().to_vec();
    let other = Digest::of("other");
    let manifest = |media_type: &str| Reply::new(200, bytes.clone()).header("Content-Type", media_type);
    let get = |reply: Reply, reference: Reference| {
        let registry = FakeRegistry::scripted(move |seen| seen.path.contains("/manifests/").then(|| reply.clone()));
        let error = registry.remote().get_manifest(&repository(), &reference).unwrap_err();
        show(&error, &registry.host())
    };
    let shown = [
        get(manifest(IMAGE_MANIFEST), other.into()),
        get(manifest(IMAGE_MANIFEST).header("Docker-Content-Digest", other.to_string()), tag()),
        get(manifest(IMAGE_INDEX), tag()),
        get(Reply::new(200, "{\"layers\":[],\"manifests\":[]}"), tag()),
        get(Reply::new(200, "nonsense"), tag()),
        get(Reply::new(200, vec![b' '; (4 << 20) + 1]), tag()),
    ];
    insta::assert_snapshot!(shown.join("\n\n"), @r#"
    error: what `HOST/team/spectro-packs/archive/cdi` sent is damaged or was tampered with
      caused by: expected sha256:d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa, found sha256:15457374a3aeaf700ffa33a126d237212467d1129ba8bf0286cb6ce1f12fd82a
    help: fetch it again from its source, and do not use what is there now

    error: what `HOST/team/spectro-packs/archive/cdi` sent is damaged or was tampered with
      caused by: the registry announced sha256:d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa and sent sha256:15457374a3aeaf700ffa33a126d237212467d1129ba8bf0286cb6ce1f12fd82a
    help: fetch it again from its source, and do not use what is there now

    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: the answer of the registry cannot be used
      caused by: the image manifest came as `application/vnd.oci.image.index.v1+json` but says that it is `application/vnd.oci.image.manifest.v1+json`

    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: the answer of the registry cannot be used
      caused by: the document can be read as an image manifest and as an index

    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: the answer of the registry cannot be used
      caused by: the image manifest is not valid JSON
      caused by: expected ident at line 1 column 2

    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: the answer of the registry cannot be used: it is larger than it may be
    "#);
}

#[test]
fn digests_that_registries_announce_after_a_write_are_compared() {
    for part in ["/upload/", "/manifests/1.66"] {
        let reply = Reply::new(201, "").header("Docker-Content-Digest", Digest::of("other").to_string());
        let shown = push_against("PUT", part, reply);
        assert!(shown.contains("the registry announced"), "{shown}");
    }
}

#[test]
fn refusals_say_what_to_do() {
    let shown = [
        push_against("POST", "/uploads/", Reply::error(403, "DENIED", "requested access to the resource is denied")),
        push_against("POST", "/uploads/", Reply::error(404, "NAME_UNKNOWN", "no such project")),
        push_against("PUT", "/upload/", html(413)),
        push_against("PUT", "/manifests/", Reply::error(413, "SIZE_INVALID", "")),
        push_against("GET", "/manifests/", Reply::new(429, "slow\u{7} down").header("Retry-After", "120")),
        push_against("PUT", "/upload/", Reply::new(502, "x".repeat(3_000))),
        push_against("PUT", "/manifests/", Reply::error(400, "MANIFEST_INVALID", "unknown config type")),
        push_against("POST", "/uploads/", Reply::new(405, "")),
        push_against("POST", "/uploads/", Reply::new(202, "")),
        push_against("POST", "/uploads/", Reply::new(202, "").header("Location", "file:///etc/passwd")),
        push_against("GET", "/manifests/", Reply::error(403, "DENIED", "no pull")),
    ];
    insta::assert_snapshot!(shown.join("\n\n").replace(&"x".repeat(900), "(900 x)"), @r#"
    error: cannot push a blob to `HOST/team/spectro-packs/archive/cdi`
      caused by: the registry denies access: DENIED: requested access to the resource is denied
    help: ask the registry's administrator for the right to push and pull in this repository

    error: cannot push a blob to `HOST/team/spectro-packs/archive/cdi`
      caused by: the registry does not know this repository: NAME_UNKNOWN: no such project
    help: create the repository or project first; some registries, such as ECR, do not create it on a push

    error: cannot push a blob to `HOST/team/spectro-packs/archive/cdi`
      caused by: the registry does not accept 2 bytes at once: <html>\u{1b}[2J welcome</html>
    help: raise the limit for request bodies in the registry or in the proxy before it

    error: cannot push a manifest to `HOST/team/spectro-packs/archive/cdi`
      caused by: the registry does not accept 535 bytes at once: SIZE_INVALID
    help: raise the limit for request bodies in the registry or in the proxy before it

    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: the registry has had too many requests (wait: 120 seconds): slow\u{7} down
    help: wait and run the command again

    error: cannot push a blob to `HOST/team/spectro-packs/archive/cdi`
      caused by: the registry failed with status 502: (900 x)xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
    help: look into the registry's log, or run the command again later

    error: cannot push a manifest to `HOST/team/spectro-packs/archive/cdi`
      caused by: the registry refused the request with status 400: MANIFEST_INVALID: unknown config type

    error: cannot push a blob to `HOST/team/spectro-packs/archive/cdi`
      caused by: the registry refused the request with status 405

    error: cannot push a blob to `HOST/team/spectro-packs/archive/cdi`
      caused by: the answer of the registry cannot be used: it opens an upload without a location

    error: cannot push a blob to `HOST/team/spectro-packs/archive/cdi`
      caused by: the registry sent us somewhere else
      caused by: it gives no usable location

    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: the registry denies access: DENIED: no pull
    help: ask the registry's administrator for the right to push and pull in this repository
    "#);
}

#[test]
fn other_servers_are_told_from_registries() {
    let everything = |reply: Reply| {
        let registry = FakeRegistry::scripted(move |_| Some(reply.clone()));
        let error = push(&registry.remote(), &artifact(b"archive"), REFUSE, &()).unwrap_err();
        let ping = registry.remote().ping().unwrap_err();
        assert!(matches!(problem(ping), RemoteProblem::Answer(AnswerProblem::NotARegistry { .. })));
        show(&error, &registry.host())
    };
    insta::assert_snapshot!([everything(html(404)), everything(html(200)), everything(Reply::new(404, ""))].join("\n\n"), @r#"
    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: this is not a registry: it answered 404 to /v2/: <html>\u{1b}[2J welcome</html>
    help: check host and port: this server does not speak the registry protocol

    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: this is not a registry: it answered 200 to /v2/: <html>\u{1b}[2J welcome</html>
    help: check host and port: this server does not speak the registry protocol

    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: this is not a registry: it answered 404 to /v2/
    help: check host and port: this server does not speak the registry protocol
    "#);
    FakeRegistry::new().remote().ping().unwrap();
}

#[test]
fn a_registry_without_head_works() {
    for status in [400, 403, 405, 501] {
        let registry = FakeRegistry::scripted(move |seen| (seen.method == "HEAD").then(|| Reply::new(status, "")));
        push(&registry.remote(), &artifact(b"archive"), REFUSE, &()).unwrap();
        assert_eq!(push(&registry.remote(), &artifact(b"archive"), REFUSE, &()).unwrap(), PushOutcome::AlreadyThere);
    }
}

#[test]
fn a_blob_of_another_size_is_not_there() {
    let registry = FakeRegistry::scripted(|seen| seen.is("HEAD", "/blobs/").then(|| Reply::new(200, "").claiming(8)));
    assert!(!registry.remote().has_blob(&repository(), &blob()).unwrap());
}

#[test]
fn locations_are_followed_as_they_come() {
    let other = FakeRegistry::new();
    let elsewhere = format!("http://{}/upload/2?X-Signature=a%2Bb&y=1", other.host());
    let registry = FakeRegistry::scripted(move |seen| {
        let location = if seen.path.contains("cdi") { elsewhere.clone() } else { "session".to_owned() };
        (seen.method == "POST").then(|| Reply::new(202, "").header("Location", location))
    });
    let archive = MemoryBlob::new(*b"archive");
    registry.remote_with(logged_in()).put_blob(&repository(), &archive).unwrap();
    let seen = other.seen();
    assert_eq!(seen[0].path, format!("/upload/2?X-Signature=a%2Bb&y=1&digest={}", Digest::of("archive")));
    assert_eq!((seen[0].header("authorization"), seen[0].header("content-length")), (None, Some("7")));
    let _ = registry.remote().put_blob(&Repository::new("x").unwrap(), &archive);
    assert_eq!(
        registry.seen().last().unwrap().path,
        format!("/v2/x/blobs/uploads/session?digest={}", Digest::of("archive"))
    );
}

#[test]
fn a_login_is_used_only_when_asked_for() {
    let registry = FakeRegistry::with_login(BASIC);
    push(&registry.remote_with(logged_in()), &artifact(b"archive"), REFUSE, &()).unwrap();
    let shown = |seen: &Seen| seen.header("authorization").map(str::to_owned);
    let mut headers = registry.seen().iter().map(shown).collect::<Vec<_>>();
    assert_eq!(headers.remove(0), None, "asks first without");
    assert!(headers.iter().all(|header| header.as_deref() == Some(BASIC)), "and then remembers");

    let open = FakeRegistry::new();
    push(&open.remote_with(logged_in()), &artifact(b"archive"), REFUSE, &()).unwrap();
    assert!(open.seen().iter().all(|seen| seen.header("authorization").is_none()));
}

#[test]
fn logins_that_do_not_work_are_explained() {
    let against = |challenge: &'static str, options: RemoteOptions| {
        let registry = FakeRegistry::scripted(move |seen| {
            let echo = seen.header("authorization").unwrap_or_default().to_owned();
            Some(Reply::error(401, "UNAUTHORIZED", &echo).header("WWW-Authenticate", challenge))
        });
        let error = registry.remote_with(options).get_manifest(&repository(), &tag()).unwrap_err();
        show(&error, &registry.host())
    };
    let token = || {
        let credentials = Credentials::Given(Credential::IdentityToken(Secret::new("CANARY")));
        RemoteOptions { credentials, ..RemoteOptions::default() }
    };
    let shown = [
        against("Basic realm=x", RemoteOptions::default()),
        against("Basic realm=x", logged_in()),
        against("Basic realm=x", token()),
        against(r#"Bearer realm="https://evil.example/token",service="r",scope="repository:a:pull,push""#, logged_in()),
        against("Negotiate", logged_in()),
    ];
    insta::assert_snapshot!(shown.join("\n\n"), @r#"
    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: the registry asks for a login
    help: log in with `docker login HOST`

    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: the registry does not accept the login
    help: log in again with `docker login HOST`; the stored password may have expired

    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: the registry asks for token authentication, which is not supported yet
    help: use a registry with basic authentication until tokens are supported

    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: the registry asks for token authentication, which is not supported yet
    help: use a registry with basic authentication until tokens are supported

    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: the answer of the registry cannot be used: it asks for a login without saying how
    "#);
    let both = FakeRegistry::scripted(|seen| {
        (seen.header("authorization") != Some(BASIC)).then(|| login().header("WWW-Authenticate", "Bearer realm=x"))
    });
    both.remote_with(logged_in()).ping().unwrap();
}

#[test]
fn logins_come_from_the_files_of_docker() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("config.json");
    let options = || {
        let credentials = Credentials::Files(CredentialFiles::new([path.clone()]));
        RemoteOptions { credentials, ..RemoteOptions::default() }
    };
    let registry = FakeRegistry::with_login(BASIC);
    let host = registry.host();
    fs_err::write(&path, format!(r#"{{"auths":{{"{host}":{{"auth":"cm9ib3QkY2k6Q0FOQVJZ"}}}}}}"#)).unwrap();
    registry.remote_with(options()).ping().unwrap();

    // What was configured and fails is not silently done without.
    fs_err::write(&path, format!(r#"{{"credHelpers":{{"{host}":"vmopack-missing"}}}}"#)).unwrap();
    let error = registry.remote_with(options()).ping().unwrap_err();
    let shown = show(&error, &host).replace(&directory.path().display().to_string(), "@");
    insta::assert_snapshot!(shown, @r#"
    error: cannot connect to `HOST`
      caused by: the stored credentials cannot be used
      caused by: the credential helper that `@/config.json` names cannot be run
    "#);
    FakeRegistry::new().remote_with(options()).ping().unwrap();
}

#[test]
fn each_namespace_has_its_own_login() {
    const TEAM: &str = "Basic dGVhbTpw";
    const HOST: &str = "Basic aG9zdDpw";
    let registry = FakeRegistry::scripted(|seen| {
        let expected = if seen.path.starts_with("/v2/team/") { TEAM } else { HOST };
        (!seen.path.starts_with("/upload/") && seen.header("authorization") != Some(expected)).then(login)
    });
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("auth.json");
    let host = registry.host();
    let auths = format!(r#"{{"auths":{{"{host}/team":{{"auth":"dGVhbTpw"}},"{host}":{{"auth":"aG9zdDpw"}}}}}}"#);
    fs_err::write(&path, auths).unwrap();
    let credentials = Credentials::Files(CredentialFiles::new([path]));
    let remote = registry.remote_with(RemoteOptions { credentials, ..RemoteOptions::default() });
    let elsewhere = pack_artifact(None, "cdi", "1", Box::new(MemoryBlob::new(*b"x"))).unwrap();
    push(&remote, &artifact(b"archive"), REFUSE, &()).unwrap();
    push(&remote, &elsewhere, REFUSE, &()).unwrap();
    remote.ping().unwrap();
    push(&remote, &artifact(b"archive"), REFUSE, &()).unwrap();
    let anonymous = registry.seen().iter().filter(|seen| seen.header("authorization").is_none()).count();
    assert_eq!(anonymous, 2, "each login is remembered");
    let uploads = registry.seen().into_iter().filter(|seen| seen.path.starts_with("/upload/"));
    let logins: Vec<_> = uploads.map(|seen| seen.header("authorization").unwrap().to_owned()).collect();
    assert_eq!(logins, [TEAM, TEAM, HOST], "an upload keeps to the login of its repository");
}

/// Counts warnings.
#[derive(Default)]
struct Warnings(Mutex<Vec<String>>);

impl Events for Warnings {
    fn insecure_login(&self, host: &Host) {
        self.0.lock().unwrap().push(host.to_string());
    }
}

#[test]
fn a_login_without_encryption_is_warned_of_once() {
    let registry = FakeRegistry::with_login(BASIC);
    // This address leads to this machine, which only the system knows.
    let elsewhere = Host::new(registry.host().as_str().replace("127.0.0.1", "0.0.0.0")).unwrap();
    let against = |host: &Host, options: RemoteOptions| {
        let events = Arc::new(Warnings::default());
        let options =
            RemoteOptions { transport: Transport::PlainHttp, events: Arc::<Warnings>::clone(&events), ..options };
        let remote = Remote::new(host.clone(), options).unwrap();
        let _ = push(&remote, &artifact(b"archive"), REFUSE, &());
        let _ = push(&remote, &artifact(b"archive"), REFUSE, &());
        events.0.lock().unwrap().clone()
    };
    assert_eq!(against(&elsewhere, logged_in()), [elsewhere.to_string()]);
    let stubborn = FakeRegistry::scripted(|_| Some(login()));
    let stubborn = Host::new(stubborn.host().as_str().replace("127.0.0.1", "0.0.0.0")).unwrap();
    assert_eq!(against(&stubborn, logged_in()), [stubborn.to_string()], "also when it is sent again and again");
    assert_eq!(against(&elsewhere, RemoteOptions::default()), [] as [&str; 0], "there is no login");
    assert_eq!(against(&registry.host(), logged_in()), [] as [&str; 0], "it does not leave this machine");
}

#[test]
fn a_server_that_echoes_our_login_is_not_quoted() {
    let registry = FakeRegistry::scripted(|seen| {
        Some(match seen.header("authorization") {
            None => login(),
            Some(header) => Reply::error(403, "DENIED", &format!("no access with {header} or CANARY")),
        })
    });
    let error = registry.remote_with(logged_in()).ping().unwrap_err();
    assert!(show(&error, &registry.host()).contains("no access with Basic (secret) or (secret)"), "{error:?}");
    let debug = format!("{error:?} {:?}", registry.remote_with(logged_in()));
    assert!(!debug.contains("CANARY") && !debug.contains("cm9ib3Q"));
}

#[test]
fn no_header_that_echoes_our_login_is_quoted() {
    // `show` fails if it finds the login.
    let against = |reply: fn(&str) -> Reply| {
        let registry = FakeRegistry::scripted(move |seen| Some(seen.header("authorization").map_or_else(login, reply)));
        let error = registry.remote_with(logged_in()).get_manifest(&repository(), &tag()).unwrap_err();
        assert!(!format!("{error:?}").contains("cm9ib3Q"), "{error:?}");
        show(&error, &registry.host())
    };
    let shown = [
        against(|ours| Reply::new(429, "").header("Retry-After", ours)),
        against(|_| Reply::new(429, "").header("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT")),
        against(|ours| Reply::new(200, r#"{"mediaType":"x"}"#).header("Content-Type", ours)),
        against(|ours| Reply::new(200, format!(r#"{{"mediaType":"{ours}"}}"#)).header("Content-Type", "x/y")),
        against(|ours| Reply::new(200, format!(r#""{ours}""#))),
    ];
    insta::assert_snapshot!(shown.join("\n\n"), @r#"
    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: the registry has had too many requests
    help: wait and run the command again

    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: the registry has had too many requests (wait: until 06 Nov 1994 08:49:37 GMT)
    help: wait and run the command again

    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: the answer of the registry cannot be used
      caused by: the image manifest came as `Basic (secret)` but says that it is `x`

    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: the answer of the registry cannot be used
      caused by: the image manifest came as `x/y` but says that it is `Basic (secret)`

    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: the answer of the registry cannot be used
      caused by: a member of the image manifest has another type than it should, or is there twice
    "#);

    // The place that we are led to knows the login from its path.
    let evil = FakeRegistry::scripted(|seen| {
        Some(if seen.path.contains("denied") { Reply::error(403, "DENIED", &seen.path) } else { login() })
    });
    for path in ["denied", "login"] {
        let target = evil.host().to_string();
        let registry = FakeRegistry::scripted(move |seen| {
            let led = |ours: &str| {
                let location = format!("http://{target}/{path}/{}/CANARY?{0}", &ours[6..]);
                Reply::new(307, "").header("Location", location)
            };
            Some(seen.header("authorization").map_or_else(login, led))
        });
        let error = registry.remote_with(logged_in()).get_manifest(&repository(), &tag()).unwrap_err();
        let shown = show(&error, &evil.host());
        assert!(
            shown.contains(if path == "login" { "`http://HOST` asks" } else { "/denied/(secret)/(secret)" }),
            "{shown}"
        );
    }
}

#[test]
fn a_place_that_is_not_gone_to_is_named_in_short() {
    use vmopack::oci::RedirectProblem;
    let evil = FakeRegistry::scripted(|_| Some(login()));
    let target = evil.host().to_string();
    let registry = FakeRegistry::scripted(move |_| {
        Some(Reply::new(307, "").header("Location", format!("http://{target}/{}", "x".repeat(4_000))))
    });
    let RemoteProblem::Redirect(problem) = problem(registry.remote().ping().unwrap_err()) else { panic!() };
    assert_eq!(problem, RedirectProblem::Login { to: format!("http://{}", evil.host()) });
}

#[test]
fn a_login_never_leaves_the_registry() {
    // The other origin stores, serves and asks for logins; it must never be shown one.
    for (status, asks) in [(301, false), (302, false), (303, false), (307, false), (308, false), (307, true)] {
        let evil = FakeRegistry::scripted(move |_| asks.then(login));
        evil.put_blob(b"archive");
        let target = evil.host().to_string();
        let registry = FakeRegistry::scripted(move |seen| {
            let location = format!("http://{target}{}", seen.path);
            Some(match seen.header("authorization") {
                None => login(),
                Some(_) => Reply::new(status, "").header("Location", location),
            })
        });
        let remote = registry.remote_with(logged_in());
        let content = remote.get_blob(&repository(), &blob()).map(|mut reader| io::copy(&mut reader, &mut io::sink()));
        assert_eq!(content.is_ok(), !asks);
        let _ = remote.has_blob(&repository(), &blob());
        let _ = remote.put_blob(&repository(), &MemoryBlob::new(*b"archive"));
        let _ = remote.put_manifest(&repository(), artifact(b"archive").manifest(), None);
        let _ = remote.tags(&repository());
        assert!(!evil.seen().is_empty());
        for seen in evil.seen() {
            assert!(seen.header("authorization").is_none() && !format!("{seen:?}").contains("cm9ib3Q"), "{seen:?}");
        }
    }
}

#[test]
fn redirects_have_limits() {
    let redirecting = |status: u16, location: &'static str| {
        let registry = FakeRegistry::scripted(move |_| Some(Reply::new(status, "").header("Location", location)));
        let read = registry.remote().get_blob(&repository(), &blob()).err().unwrap();
        let requests = registry.seen().len();
        let write = registry.remote().put_blob(&repository(), &MemoryBlob::new(*b"archive")).unwrap_err();
        format!("{requests} requests\n{}\n{}", show(&read, &registry.host()), show(&write, &registry.host()))
    };
    let shown = [
        redirecting(307, "/again"),
        redirecting(302, "/again"),
        redirecting(307, "ftp://other.example/?secret=CANARY"),
        redirecting(308, "http://user:word@other.example/"),
    ];
    insta::assert_snapshot!(shown.join("\n\n"), @r#"
    11 requests
    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: the registry sent us somewhere else
      caused by: it redirects more than ten times
    error: cannot push a blob to `HOST/team/spectro-packs/archive/cdi`
      caused by: the registry sent us somewhere else
      caused by: it redirects more than ten times

    11 requests
    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: the registry sent us somewhere else
      caused by: it redirects more than ten times
    error: cannot push a blob to `HOST/team/spectro-packs/archive/cdi`
      caused by: the registry sent us somewhere else
      caused by: it answers a write with the redirect 302

    1 requests
    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: the registry sent us somewhere else
      caused by: it gives no usable location
    error: cannot push a blob to `HOST/team/spectro-packs/archive/cdi`
      caused by: the registry sent us somewhere else
      caused by: it gives no usable location

    1 requests
    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: the registry sent us somewhere else
      caused by: it gives no usable location
    error: cannot push a blob to `HOST/team/spectro-packs/archive/cdi`
      caused by: the registry sent us somewhere else
      caused by: it gives no usable location
    "#);
    let nowhere = FakeRegistry::scripted(|_| Some(Reply::new(307, "")));
    assert!(matches!(problem(nowhere.remote().ping().unwrap_err()), RemoteProblem::Redirect(_)));
}

#[test]
fn tags_are_listed_page_by_page() {
    let registry = FakeRegistry::scripted(|seen| {
        let page = |tags: &str| Reply::new(200, format!(r#"{{"name":"x","tags":{tags}}}"#));
        Some(match seen.path.split_once('?').map(|(_, query)| query) {
            None => page(r#"["b","a","not a tag"]"#).header("Link", r#"</v2/x/tags/list?last=b>; rel="next""#),
            Some("last=b") => page(r#"["c","a"]"#).header("Link", "<list?last=c>; rel=next"),
            Some(_) => page("null"),
        })
    });
    let tags = registry.remote().tags(&repository()).unwrap();
    assert_eq!(tags.iter().map(Tag::as_str).collect::<Vec<_>>(), ["a", "b", "c"]);
}

#[test]
fn hostile_lists_of_tags_are_refused() {
    let listing = |reply: Reply| {
        let registry = FakeRegistry::scripted(move |seen| seen.path.contains("/tags/").then(|| reply.clone()));
        let error = registry.remote().tags(&repository()).unwrap_err();
        assert!(registry.seen().len() <= 51);
        show(&error, &registry.host())
    };
    let link = |link: &str| Reply::new(200, r#"{"tags":["a"]}"#).header("Link", link);
    let shown = [
        listing(link("<http://169.254.169.254/latest>; rel=next")),
        listing(link("</v2/x/tags/list>; rel=next")),
        listing(Reply::new(200, "[]")),
        listing(html(200)),
        listing(Reply::error(404, "NAME_UNKNOWN", "")),
    ];
    insta::assert_snapshot!(shown.join("\n\n"), @r#"
    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: the registry sent us somewhere else
      caused by: its list continues on another host

    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: the answer of the registry cannot be used: its list of tags has no end

    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: the answer of the registry cannot be used: its list of tags is malformed

    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: the answer of the registry cannot be used: it is a web page

    error: a list of tags in `HOST/team/spectro-packs/archive/cdi` does not exist
    "#);
}

fn linked(number: usize, next: &str) -> Reply {
    Reply::new(200, format!(r#"{{"tags":["t{number}"]}}"#)).header("Link", format!("<{next}>; rel=next"))
}

#[test]
fn lists_of_tags_have_limits() {
    let listing = |page: fn(usize) -> Reply| {
        let pages = AtomicUsize::new(0);
        let registry = FakeRegistry::scripted(move |_| Some(page(pages.fetch_add(1, Ordering::SeqCst) + 1)));
        let listed = registry.remote().tags(&repository()).map(|tags| tags.len());
        (listed.map_err(|error| show(&error, &registry.host())), registry.seen().len())
    };
    let (endless, requests) = listing(|number| linked(number, &format!("list?last={number}")));
    assert!(endless.unwrap_err().contains("has no end"));
    assert_eq!(requests, 50);
    let (circle, requests) = listing(|number| linked(number, if number == 1 { "list?last=1" } else { "list" }));
    assert!(circle.unwrap_err().contains("has no end"));
    assert_eq!(requests, 2);
    let (large, requests) = listing(|number| {
        let tags = format!(r#"{{"tags":["{}"]}}"#, "x".repeat(4_000_000));
        Reply::new(200, tags).header("Link", format!("<list?last={number}>; rel=next"))
    });
    assert!(large.unwrap_err().contains("larger than it may be"));
    assert_eq!(requests, 5);
    let (all, requests) = listing(|number| {
        if number < 50 { linked(number, &format!("list?last={number}")) } else { Reply::new(200, r#"{"tags":["z"]}"#) }
    });
    assert_eq!((all, requests), (Ok(50), 50));
}

#[test]
fn the_next_page_is_relative_to_where_this_one_came_from() {
    let registry = FakeRegistry::scripted(|seen| {
        Some(match seen.path.as_str() {
            "/mirror/v2/list" => Reply::new(200, r#"{"tags":["a"]}"#).header("Link", "<more>; rel=next"),
            "/mirror/v2/more" => Reply::new(200, r#"{"tags":["b"]}"#),
            path if path.ends_with("/tags/list") => Reply::new(307, "").header("Location", "/mirror/v2/list"),
            _ => Reply::error(404, "NAME_UNKNOWN", ""),
        })
    });
    assert_eq!(registry.remote().tags(&repository()).unwrap().len(), 2);
}

#[test]
fn networks_that_fail_are_explained() {
    let reach = |host: &str, options: RemoteOptions| {
        let host = Host::new(host).unwrap();
        let error = Remote::new(host.clone(), options).unwrap().ping().unwrap_err();
        let shown = show(&error, &host);
        // What the system says differs; our own words do not.
        shown
            .lines()
            .filter(|line| !line.contains("os error") && !line.contains("lookup") && !line.contains("timeout"))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let garbage = TcpListener::bind("127.0.0.1:0").unwrap();
    let (silent_host, garbage_host) =
        (silent.local_addr().unwrap().to_string(), garbage.local_addr().unwrap().to_string());
    thread::spawn(move || {
        for stream in garbage.incoming() {
            use std::io::Write as _;
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 1024]);
            let _ = stream.write_all(b"220 mail.example.com ESMTP\r\n\r\n");
        }
    });
    let https = RemoteOptions { transport: Transport::Https, ..RemoteOptions::default() };
    let shown = [
        reach("registry.invalid", RemoteOptions { transport: Transport::PlainHttp, ..RemoteOptions::default() }),
        reach("127.0.0.1:1", RemoteOptions::default()),
        reach(&silent_host, impatient()),
        reach(&garbage_host, RemoteOptions::default()),
        reach(&garbage_host, https),
    ];
    insta::assert_snapshot!(shown.join("\n\n"), @r#"
    error: cannot connect to `HOST`
      caused by: the host name cannot be resolved
    help: check the spelling of the host and the DNS of this machine

    error: cannot connect to `HOST`
      caused by: the connection was refused
    help: check the port, and that the registry is running

    error: cannot connect to `HOST`
      caused by: the registry did not answer in time
    help: check the network, proxies and firewalls on the way, then run the command again

    error: cannot connect to `HOST`
      caused by: the answer of the registry cannot be used: it is not HTTP

    error: cannot connect to `HOST`
      caused by: no secure connection could be made
      caused by: received corrupt message of type InvalidContentType
    help: trust the registry's CA certificate, or use HTTP for a registry without TLS
    "#);
}

#[test]
fn answers_that_trickle_have_limits() {
    let against = |method: &'static str, part: &'static str, reply: Reply| {
        let registry = FakeRegistry::scripted(move |seen| seen.is(method, part).then(|| reply.clone()));
        registry.put_blob(&[b'x'; 30]);
        let (patient, limit) = (Duration::from_secs(10), Duration::from_millis(300));
        let timeouts = Timeouts { connect: patient, idle: patient, answer: limit, commit: limit };
        registry.remote_with(RemoteOptions { timeouts, ..RemoteOptions::default() })
    };
    let slow = |status: u16, pace: Pace| Reply::new(status, [b'x'; 300]).trickling(pace);
    let push = |remote: &Remote| push(remote, &artifact(b"archive"), REFUSE, &()).unwrap_err();
    for (method, part, reply) in [
        ("GET", "/manifests/", slow(200, Pace::All)),
        ("GET", "/manifests/", slow(200, Pace::Body)),
        ("POST", "/uploads/", slow(202, Pace::All)),
        ("PUT", "/upload/", slow(201, Pace::All)),
        ("PUT", "/manifests/", slow(201, Pace::All)),
    ] {
        let error = push(&against(method, part, reply));
        assert!(
            matches!(problem(error), RemoteProblem::Connection(ConnectionProblem::Timeout { .. })),
            "{method} {part}"
        );
    }
    for (method, part) in [("GET", "/manifests/"), ("PUT", "/upload/"), ("GET", "/blobs/")] {
        let remote = against(method, part, slow(500, Pace::Body));
        let error =
            if part == "/blobs/" { remote.get_blob(&repository(), &blob()).err().unwrap() } else { push(&remote) };
        let RemoteProblem::Refused(Refusal::Server { status: 500, detail }) = problem(error) else {
            panic!("{method} {part}")
        };
        assert!(detail.to_string().len() < 100, "{method} {part}: {detail}");
    }

    let content = [b'x'; 30];
    let remote = against("GET", "/blobs/", Reply::new(200, content).trickling(Pace::Body));
    let blob = Descriptor::new("x", Digest::of(content), 30);
    remote.get_blob(&repository(), &blob).unwrap().check().expect("a blob may take its time");
}

#[test]
fn a_ca_file_must_hold_certificates() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ca.pem");
    let create = || {
        let options = RemoteOptions { ca_file: Some(path.clone()), ..RemoteOptions::default() };
        Remote::new(Host::new("registry.example.com").unwrap(), options)
    };
    assert!(matches!(
        problem(create().unwrap_err()),
        RemoteProblem::Connection(ConnectionProblem::CaFile { source: Some(_), .. })
    ));
    fs_err::write(&path, "no certificate").unwrap();
    assert!(matches!(
        problem(create().unwrap_err()),
        RemoteProblem::Connection(ConnectionProblem::CaFile { source: None, .. })
    ));
}

#[test]
fn hosts_elsewhere_are_reached_over_https_only() {
    // Nothing listens there; what matters is that no plain request is tried.
    let registry = FakeRegistry::new();
    let options = RemoteOptions { transport: Transport::Https, ..impatient() };
    let error = registry.remote_with(options).ping().unwrap_err();
    assert!(!matches!(error, Error::NotFound { .. }));
    assert!(registry.seen().is_empty());
}

#[test]
fn a_large_blob_is_streamed_and_a_refusal_is_heard_first() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("large");
    fs_err::write(&path, vec![7; 3 << 20]).unwrap();
    let large = FileBlob::hash(&path).unwrap();
    let registry = FakeRegistry::new();
    registry.remote().put_blob(&repository(), &large).unwrap();
    let put = registry.seen().pop().unwrap();
    assert_eq!((put.body.len(), put.header("content-length")), (3 << 20, Some("3145728")));
    assert_eq!(put.header("transfer-encoding"), None);

    let small = FakeRegistry::scripted(|seen| seen.is("PUT", "/upload/").then(|| html(413)));
    let error = small.remote().put_blob(&repository(), &large).unwrap_err();
    assert!(matches!(problem(error), RemoteProblem::Refused(Refusal::TooLarge { size: 3_145_728, .. })));
    assert!(small.seen().pop().unwrap().body.is_empty(), "nothing was sent");
}

#[test]
fn a_file_that_changes_while_it_is_pushed_is_not_stored() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("pack.tar.gz");
    fs_err::write(&path, "before").unwrap();
    let blob = FileBlob::hash(&path).unwrap();
    fs_err::write(&path, "behind").unwrap();
    let registry = FakeRegistry::new();
    let error = registry.remote().put_blob(&repository(), &blob).unwrap_err();
    assert!(matches!(&error, Error::Corrupt { what, .. } if what == "the content to be pushed"), "{error:?}");
    fs_err::remove_file(&path).unwrap();
    assert!(matches!(registry.remote().put_blob(&repository(), &blob), Err(Error::Read { .. })));
    assert!(!registry.seen().iter().any(|seen| seen.method == "PUT" && seen.body.len() == 6));
}

#[test]
fn an_index_is_stored_byte_for_byte() {
    let bytes = b"{ \"manifests\" : [],\n \"x\":1 }".to_vec();
    let index = EncodedImageManifest::identify(bytes.clone(), Some(IMAGE_INDEX)).unwrap();
    let registry = FakeRegistry::new();
    registry.put_manifest("/v2/a/manifests/docker", DOCKER_MANIFEST_LIST, &bytes);
    let remote = registry.remote();
    remote.put_manifest(&repository(), &index, None).unwrap();
    let found = remote.get_manifest(&repository(), &index.descriptor().digest.into()).unwrap();
    assert_eq!(found.bytes(), bytes);
    let docker = remote.get_manifest(&Repository::new("a").unwrap(), &Tag::new("docker").unwrap().into()).unwrap();
    assert_eq!(docker.descriptor().media_type, DOCKER_MANIFEST_LIST);
}
