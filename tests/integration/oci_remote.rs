//! The HTTP registry, against a registry in this process that can be made to misbehave: what is pushed and read.

use std::io::{self, Read};
use std::sync::atomic::{AtomicUsize, Ordering};

use vmopack::oci::{
    Corrupt, Digest, EncodedImageManifest, Error, FileBlob, MemoryBlob, PushOptions, PushOutcome, Reference, Refusal,
    Registry, RemoteProblem, Repository, Tag, push,
};
use vmopack::palette::pack_artifact;

use crate::fake_registry::{FakeRegistry, Reply, Seen};
use crate::oci_remote_client::{
    DOCKER_MANIFEST_LIST, IMAGE_INDEX, IMAGE_MANIFEST, REFUSE, artifact, blob, html, logged_in, problem, push_against,
    repository, show, tag,
};

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
