//! What the HTTP registry says when a registry refuses, is something else, or cannot be reached.

use std::io::Read;
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use vmopack::oci::{
    AnswerProblem, ConnectionProblem, Descriptor, Digest, Error, Host, Refusal, Registry, Remote, RemoteOptions,
    RemoteProblem, Timeouts, Transport, push,
};

use crate::fake_registry::{FakeRegistry, Pace, Reply};
use crate::oci_remote_client::{REFUSE, artifact, blob, html, impatient, problem, push_against, repository, show};

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
