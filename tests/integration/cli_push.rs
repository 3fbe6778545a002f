//! `vmopack push`.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread;

use crate::fake_registry::{FakeRegistry, Reply, Seen};
use crate::support::Vmopack;

/// A registry, the target that names it, and a command that hides its port.
fn with_registry(registry: FakeRegistry) -> (FakeRegistry, String, Vmopack) {
    let host = registry.host().as_str().to_owned();
    let target = format!("{host}/team");
    (registry, target, Vmopack::with_extras().hide(&host, "[REGISTRY]"))
}

fn change(vmopack: &Vmopack) {
    let readme = vmopack.read("extras/README.md");
    vmopack.write("extras/README.md", readme + "Changed.\n");
}

#[test]
fn a_profile_goes_to_an_image_layout() {
    let vmopack = Vmopack::with_extras();
    insta::assert_snapshot!(vmopack.run(["push", "--to", "oci:registry"]), @r#"
    --- stdout
    spectro-packs/archive/vmo-extras:1.0.0-1@sha256:[DIGEST]
    --- stderr
    no vmopack.lock beside the profile: every pack gets revision 1; `vmopack lock` pins what they hold
      vmo-extras  1.0.0-1       1 object    0.8 kB
    Built 1 pack with 1 image in memory
      pushed         spectro-packs/archive/vmo-extras:1.0.0-1
    Pushed 1 pack, 0 already there, 0.8 kB sent
    registry is an OCI image layout: skopeo, oras and crane can copy it to a registry
    --- exit 0
    "#);
    insta::assert_snapshot!(vmopack.run(["push", "--to", "oci:registry"]), @r#"
    --- stdout
    spectro-packs/archive/vmo-extras:1.0.0-1@sha256:[DIGEST]
    --- stderr
    no vmopack.lock beside the profile: every pack gets revision 1; `vmopack lock` pins what they hold
      vmo-extras  1.0.0-1       1 object    0.8 kB
    Built 1 pack with 1 image in memory
      already there  spectro-packs/archive/vmo-extras:1.0.0-1
    Pushed 0 packs, 1 already there, 0.0 kB sent
    registry is an OCI image layout: skopeo, oras and crane can copy it to a registry
    --- exit 0
    "#);
}

#[test]
fn a_profile_goes_to_a_registry() {
    let (registry, target, vmopack) = with_registry(FakeRegistry::new());
    insta::assert_snapshot!(vmopack.run(["push", "--to", &target]), @r#"
    --- stdout
    team/spectro-packs/archive/vmo-extras:1.0.0-1@sha256:[DIGEST]
    --- stderr
    no vmopack.lock beside the profile: every pack gets revision 1; `vmopack lock` pins what they hold
      vmo-extras  1.0.0-1       1 object    0.8 kB
    Built 1 pack with 1 image in memory
      pushed         team/spectro-packs/archive/vmo-extras:1.0.0-1
    Pushed 1 pack, 0 already there, 0.8 kB sent
    In Palette, add an OCI registry (provider Pack) with
      endpoint           http://[REGISTRY]
      base content path  team
    then sync it, and import the profile.json that `vmopack build` writes
    --- exit 0
    "#);
    let uploads = |registry: &FakeRegistry| registry.seen().iter().filter(|seen| seen.method == "PUT").count();
    let before = uploads(&registry);
    insta::assert_snapshot!(vmopack.run(["push", "--to", &target, "--quiet"]), @r#"
    --- stdout
    team/spectro-packs/archive/vmo-extras:1.0.0-1@sha256:[DIGEST]
    --- exit 0
    "#);
    assert_eq!(uploads(&registry), before, "what is there moves no bytes");
}

#[test]
fn changed_content_needs_force() {
    let (_registry, target, vmopack) = with_registry(FakeRegistry::new());
    for target in ["oci:registry", &target] {
        vmopack.run(["push", "--to", target]);
    }
    change(&vmopack);
    insta::assert_snapshot!(vmopack.run(["push", "--to", "oci:registry"]), @r#"
    --- stderr
    no vmopack.lock beside the profile: every pack gets revision 1; `vmopack lock` pins what they hold
      vmo-extras  1.0.0-1       1 object    0.8 kB
    Built 1 pack with 1 image in memory
    error: `oci:registry:spectro-packs/archive/vmo-extras:1.0.0-1` exists already with other content (sha256:[DIGEST], not sha256:[DIGEST])
      help: give the pack a new version, or overwrite the tag with --force
    --- exit 4
    "#);
    insta::assert_snapshot!(vmopack.run(["push", "--to", &target]), @r#"
    --- stderr
    no vmopack.lock beside the profile: every pack gets revision 1; `vmopack lock` pins what they hold
      vmo-extras  1.0.0-1       1 object    0.8 kB
    Built 1 pack with 1 image in memory
    error: `[REGISTRY]/team/spectro-packs/archive/vmo-extras:1.0.0-1` exists already with other content (sha256:[DIGEST], not sha256:[DIGEST])
      help: give the pack a new version, or overwrite the tag with --force
    --- exit 4
    "#);
    insta::assert_snapshot!(vmopack.run(["push", "--to", "oci:registry", "--force"]), @r#"
    --- stdout
    spectro-packs/archive/vmo-extras:1.0.0-1@sha256:[DIGEST]
    --- stderr
    no vmopack.lock beside the profile: every pack gets revision 1; `vmopack lock` pins what they hold
      vmo-extras  1.0.0-1       1 object    0.8 kB
    Built 1 pack with 1 image in memory
      pushed         spectro-packs/archive/vmo-extras:1.0.0-1
    Pushed 1 pack, 0 already there, 0.8 kB sent
    registry is an OCI image layout: skopeo, oras and crane can copy it to a registry
    --- exit 0
    "#);
    assert_eq!(vmopack.run(["push", "--to", &target, "--force"]).code, Some(0));
}

#[test]
fn builds_and_archives_can_be_pushed() {
    let vmopack = Vmopack::with_extras();
    vmopack.run(["build", "--out", "out"]);
    insta::assert_snapshot!(vmopack.run(["push", "out", "--to", "oci:registry"]), @r#"
    --- stdout
    spectro-packs/archive/vmo-extras:1.0.0-1@sha256:[DIGEST]
    --- stderr
      pushed         spectro-packs/archive/vmo-extras:1.0.0-1
    Pushed 1 pack, 0 already there, 0.8 kB sent
    registry is an OCI image layout: skopeo, oras and crane can copy it to a registry
    --- exit 0
    "#);
    let archive = "out/packs/vmo-extras-1.0.0-1.tar.gz";
    insta::assert_snapshot!(vmopack.run(["push", archive, "--to", "oci:registry"]), @r#"
    --- stdout
    spectro-packs/archive/vmo-extras:1.0.0-1@sha256:[DIGEST]
    --- stderr
      already there  spectro-packs/archive/vmo-extras:1.0.0-1
    Pushed 0 packs, 1 already there, 0.0 kB sent
    registry is an OCI image layout: skopeo, oras and crane can copy it to a registry
    --- exit 0
    "#);
    let from_profile = vmopack.run(["push", "--to", "oci:registry", "--dry-run", "--quiet"]);
    insta::assert_snapshot!(from_profile, @r#"
    --- stdout
    spectro-packs/archive/vmo-extras:1.0.0-1@sha256:[DIGEST]
    --- exit 0
    "#);
    insta::assert_snapshot!(vmopack.run(["push", "extras", "--to", "oci:registry"]), @r#"
    --- stderr
    error: extras is no folder that `vmopack build` wrote
      caused by: cannot read extras/SHA256SUMS
      caused by: No such file or directory (os error 2)
      help: name a folder that `vmopack build` wrote, or single archives
    --- exit 4
    "#);
}

#[test]
fn a_build_is_pushed_only_as_it_was_built() {
    let vmopack = Vmopack::with_extras();
    vmopack.run(["build", "--out", "out"]);
    let archive = vmopack.path("out/packs/vmo-extras-1.0.0-1.tar.gz");
    fs_err::copy(&archive, vmopack.path("out/packs/vmo-more-1.0.0-1.tar.gz")).unwrap();
    insta::assert_snapshot!(vmopack.run(["push", "out", "--to", "oci:registry"]), @r#"
    --- stderr
    error: out/packs/vmo-more-1.0.0-1.tar.gz was not written by the build: SHA256SUMS does not list it
    --- exit 3
    "#);
    fs_err::remove_file(vmopack.path("out/packs/vmo-more-1.0.0-1.tar.gz")).unwrap();
    fs_err::write(vmopack.path("out/images.txt"), "evil.example.com/image:1\n").unwrap();
    let run = vmopack.run(["push", "out", "--to", "oci:registry"]);
    assert_eq!(run.code, Some(3), "{run}");
    assert!(run.stderr.contains("out/images.txt is not the file that was built"), "{run}");
    fs_err::remove_file(archive).unwrap();
    assert_eq!(vmopack.run(["push", "out", "--to", "oci:registry"]).code, Some(3));
    assert!(!vmopack.path("registry").exists(), "nothing was pushed");
}

#[test]
fn profiles_and_archives_are_not_mixed() {
    let vmopack = Vmopack::with_extras();
    vmopack.run(["build", "--out", "out"]);
    insta::assert_snapshot!(vmopack.run(["push", "profile.yaml", "out", "--to", "oci:registry"]), @r#"
    --- stderr
    error: profile.yaml is neither an archive nor a folder: a profile is pushed on its own
    --- exit 2
    "#);
    insta::assert_snapshot!(vmopack.run(["push", "out", "--set", "extras.a=1", "--to", "oci:registry"]), @r#"
    --- stderr
    error: --set, --packs and --with go with a profile: archives are pushed as they are
    --- exit 2
    "#);
}

#[test]
fn a_taken_tag_stops_the_push_before_the_first_byte() {
    let profile = "  target: {kubernetes: \"1.35\"}\n  layers: [{pack: descheduler}, {pack: snapshot-controller}]\n";
    let vmopack = Vmopack::with_spec(profile);
    vmopack.run(["push", "--to", "oci:registry"]);
    let run = vmopack.run([
        "push",
        "--to",
        "oci:registry",
        "--set",
        "snapshot-controller.replicas=3",
        "--set",
        "descheduler.interval=7m",
    ]);
    assert_eq!(run.code, Some(4), "{run}");
    assert!(run.stderr.contains("exists already with other content"), "{run}");
    assert!(!run.stderr.contains("  pushed"), "{run}");
}

#[test]
fn a_damaged_archive_fails_verification() {
    let vmopack = Vmopack::with_extras();
    vmopack.run(["build", "--out", "out"]);
    let archive = vmopack.path("out/packs/vmo-extras-1.0.0-1.tar.gz");
    let whole = fs_err::read(&archive).unwrap();
    let mut flipped = whole.clone();
    // The checksum of the content: what a bit in the middle breaks first depends on how the content was compressed.
    flipped[whole.len() - 8] ^= 0x10;
    for (name, bytes) in [("cut", &whole[..whole.len() / 2]), ("flipped", &flipped), ("empty", b""), ("text", b"hello")]
    {
        vmopack.write(&format!("{name}.tar.gz"), bytes);
    }
    insta::assert_snapshot!(vmopack.run(["push", "cut.tar.gz", "--to", "oci:registry"]), @r#"
    --- stderr
    error: cut.tar.gz is damaged, or no archive
      caused by: incomplete deflate stream
    --- exit 3
    "#);
    insta::assert_snapshot!(vmopack.run(["push", "flipped.tar.gz", "--to", "oci:registry"]), @r#"
    --- stderr
    error: flipped.tar.gz is damaged, or no archive
      caused by: corrupt gzip stream does not have a matching checksum
    --- exit 3
    "#);
    insta::assert_snapshot!(vmopack.run(["push", "empty.tar.gz", "--to", "oci:registry"]), @r#"
    --- stderr
    error: empty.tar.gz is damaged, or no archive
      caused by: unexpected end of file
    --- exit 3
    "#);
    insta::assert_snapshot!(vmopack.run(["push", "text.tar.gz", "--to", "oci:registry"]), @r#"
    --- stderr
    error: text.tar.gz is damaged, or no archive
      caused by: unexpected end of file
    --- exit 3
    "#);
    insta::assert_snapshot!(vmopack.run(["push", "missing.tar.gz", "--to", "oci:registry"]), @r#"
    --- stderr
    error: cannot read missing.tar.gz
      caused by: No such file or directory (os error 2)
    --- exit 4
    "#);
    assert!(!vmopack.path("registry").exists());
}

#[test]
fn a_dry_run_changes_nothing() {
    let (registry, target, vmopack) = with_registry(FakeRegistry::new());
    insta::assert_snapshot!(vmopack.run(["push", "--to", &target, "--dry-run"]), @r#"
    --- stdout
    team/spectro-packs/archive/vmo-extras:1.0.0-1@sha256:[DIGEST]
    --- stderr
    no vmopack.lock beside the profile: every pack gets revision 1; `vmopack lock` pins what they hold
      vmo-extras  1.0.0-1       1 object    0.8 kB
    Built 1 pack with 1 image in memory
    --- exit 0
    "#);
    vmopack.run(["push", "--to", "oci:registry", "--dry-run"]);
    assert!(registry.seen().is_empty() && !vmopack.path("registry").exists());
}

#[test]
fn findings_stop_a_push() {
    let spec = "  target: {kubernetes: \"1.35\", distribution: rke2}\n  layers:\n    - pack: snapshot-controller\n";
    let vmopack = Vmopack::with_spec(spec);
    let run = vmopack.run(["push", "--to", "oci:registry"]);
    assert_eq!(run.code, Some(1), "{run}");
    assert!(!vmopack.path("registry").exists());
}

#[test]
fn a_target_that_makes_no_sense_is_refused() {
    for (target, snapshot) in [
        ("https://registry.example.com/team", "a scheme"),
        ("registry.example.com/Team", "upper case"),
        ("registry.example.com/team/spectro-packs/archive", "the path that is added by itself"),
        ("oci:", "no folder"),
        ("", "nothing"),
    ] {
        let run = Vmopack::with_extras().run(["push", "--to", target]);
        assert_eq!(run.code, Some(2), "{snapshot}: {run}");
        assert!(run.stderr.starts_with("error: "), "{snapshot}: {run}");
    }
    let run = Vmopack::with_extras().run(["push", "--to", "registry.example.com/team/spectro-packs/archive"]);
    insta::assert_snapshot!(run, @r#"
    --- stderr
    error: `registry.example.com/team/spectro-packs/archive` already ends in `spectro-packs/archive`, which is added for every pack: write `registry.example.com/team`
    --- exit 2
    "#);
}

#[test]
fn a_registry_that_is_not_there_or_refuses_is_the_world() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let vmopack = Vmopack::with_extras().hide(&nobody, "[REGISTRY]");
    insta::assert_snapshot!(vmopack.run(["push", "--to", &nobody]), @r#"
    --- stderr
    no vmopack.lock beside the profile: every pack gets revision 1; `vmopack lock` pins what they hold
      vmo-extras  1.0.0-1       1 object    0.8 kB
    Built 1 pack with 1 image in memory
    error: cannot read from `[REGISTRY]/spectro-packs/archive/vmo-extras`
      caused by: the connection was refused
      caused by: Connection refused (os error 111)
      help: check the port, and that the registry is running
    --- exit 4
    "#);
    let (_registry, target, vmopack) = with_registry(FakeRegistry::with_login("Basic bm9ib2R5"));
    insta::assert_snapshot!(vmopack.run(["push", "--to", &target]), @r#"
    --- stderr
    no vmopack.lock beside the profile: every pack gets revision 1; `vmopack lock` pins what they hold
      vmo-extras  1.0.0-1       1 object    0.8 kB
    Built 1 pack with 1 image in memory
    error: cannot read from `[REGISTRY]/team/spectro-packs/archive/vmo-extras`
      caused by: the registry asks for a login
      help: log in with `docker login [REGISTRY]`
    --- exit 4
    "#);
    let (_registry, target, vmopack) =
        with_registry(FakeRegistry::scripted(|_| Some(Reply::error(403, "DENIED", "requested access is denied"))));
    insta::assert_snapshot!(vmopack.run(["push", "--to", &target]), @r#"
    --- stderr
    no vmopack.lock beside the profile: every pack gets revision 1; `vmopack lock` pins what they hold
      vmo-extras  1.0.0-1       1 object    0.8 kB
    Built 1 pack with 1 image in memory
    error: cannot read from `[REGISTRY]/team/spectro-packs/archive/vmo-extras`
      caused by: the registry denies access: DENIED: requested access is denied
      help: ask the registry's administrator for the right to push and pull in this repository
    --- exit 4
    "#);
}

#[test]
fn a_registry_without_tls_says_which_flags_help() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    // This address leads to this machine, which only the system knows.
    let elsewhere = format!("0.0.0.0:{}", listener.local_addr().unwrap().port());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 1024]);
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let vmopack = Vmopack::with_extras().hide(&elsewhere, "[ELSEWHERE]");
    let run = vmopack.run(["push", "--to", &elsewhere, "--quiet"]);
    insta::assert_snapshot!(run, @r#"
    --- stderr
    error: cannot read from `[ELSEWHERE]/spectro-packs/archive/vmo-extras`
      caused by: no secure connection could be made
      caused by: received corrupt message of type InvalidContentType
      help: give the registry's CA certificate with --ca-file; for a registry without TLS, say --plain-http
    --- exit 4
    "#);
}

#[test]
fn credentials_come_from_dockers_file() {
    let (_registry, target, vmopack) = with_registry(FakeRegistry::with_login("Basic cm9ib3QkY2k6Q0FOQVJZ"));
    let host = target.trim_end_matches("/team");
    let config = serde_json::json!({"auths": {host: {"auth": "cm9ib3QkY2k6Q0FOQVJZ"}}});
    let vmopack = vmopack.file(".docker/config.json", config.to_string());
    let run = vmopack.run(["push", "--to", &target]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(!run.to_string().contains("CANARY") && !run.to_string().contains("cm9ib3Q"), "no secret is shown");
}

#[test]
fn a_login_without_encryption_is_warned_of() {
    let (_registry, target, vmopack) = with_registry(FakeRegistry::with_login("Basic cm9ib3QkY2k6Q0FOQVJZ"));
    // This address leads to this machine, which only the system knows.
    let target = target.replace("127.0.0.1", "0.0.0.0");
    let host = target.trim_end_matches("/team");
    let config = serde_json::json!({"auths": {host: {"auth": "cm9ib3QkY2k6Q0FOQVJZ"}}});
    let vmopack = vmopack.file(".docker/config.json", config.to_string()).hide(host, "[ELSEWHERE]");
    let run = vmopack.run(["push", "--to", &target, "--plain-http", "--quiet"]);
    insta::assert_snapshot!(run, @r#"
    --- stdout
    team/spectro-packs/archive/vmo-extras:1.0.0-1@sha256:[DIGEST]
    --- stderr
    warning: the login for `[ELSEWHERE]` was sent without encryption, for all on the way to read
    --- exit 0
    "#);
}

#[test]
fn a_registry_that_loses_what_was_pushed_fails_verification() {
    let forgets = |seen: &Seen| seen.is("PUT", "/manifests/1.0.0-1").then(|| Reply::new(201, ""));
    let (_registry, target, vmopack) = with_registry(FakeRegistry::scripted(forgets));
    insta::assert_snapshot!(vmopack.run(["push", "--to", &target, "--quiet"]), @r#"
    --- stderr
    error: the registry took `[REGISTRY]/team/spectro-packs/archive/vmo-extras:1.0.0-1` but does not give back what was pushed
    --- exit 3
    "#);
}

#[test]
fn a_layout_that_cannot_be_made_is_the_world() {
    let vmopack = Vmopack::with_extras().file("thesis/chapter-1.odt", "");
    insta::assert_snapshot!(vmopack.run(["push", "--to", "oci:thesis"]), @r#"
    --- stderr
    no vmopack.lock beside the profile: every pack gets revision 1; `vmopack lock` pins what they hold
      vmo-extras  1.0.0-1       1 object    0.8 kB
    Built 1 pack with 1 image in memory
    error: cannot use the image layout `thesis`
      caused by: the directory is not empty and has no `oci-layout` file
      help: choose a directory that is empty, new, or an image layout
    --- exit 4
    "#);
    insta::assert_snapshot!(vmopack.run(["push", "--to", "oci:profile.yaml"]), @r#"
    --- stderr
    no vmopack.lock beside the profile: every pack gets revision 1; `vmopack lock` pins what they hold
      vmo-extras  1.0.0-1       1 object    0.8 kB
    Built 1 pack with 1 image in memory
    error: cannot use the image layout `profile.yaml`
      caused by: failed to query resolved metadata `profile.yaml/oci-layout`: Not a directory (os error 20)
      help: choose a directory that you may write to
    --- exit 4
    "#);
}

#[test]
fn a_build_of_references_alone_is_nothing_to_push() {
    let spec = "  target: {kubernetes: \"1.35\"}\n  layers:\n    - ref: {name: tools, version: 1.0.0}\n";
    let vmopack = Vmopack::with_spec(spec);
    assert_eq!(vmopack.run(["build", "--quiet"]).code, Some(0));
    insta::assert_snapshot!(vmopack.run(["push", "dist/build", "--to", "oci:registry"]), @r#"
    --- stderr
    error: the build in dist/build has no packs
    --- exit 4
    "#);
}
