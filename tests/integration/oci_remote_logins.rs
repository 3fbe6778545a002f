//! Logins of the HTTP registry: where they come from, and where they never go.

use std::io;
use std::sync::{Arc, Mutex};

use vmopack::oci::{
    Credential, CredentialFiles, Credentials, Events, Host, MemoryBlob, Registry, Remote, RemoteOptions, RemoteProblem,
    Secret, Transport, push,
};
use vmopack::palette::pack_artifact;

use crate::fake_registry::{FakeRegistry, Reply, Seen, login};
use crate::oci_remote_client::{BASIC, REFUSE, artifact, blob, logged_in, problem, repository, show, tag};

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
