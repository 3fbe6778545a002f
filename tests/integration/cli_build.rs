//! `vmopack build`.

use crate::support::Vmopack;

#[test]
fn writes_archives_profile_images_and_checksums() {
    let vmopack = Vmopack::with_extras();
    insta::assert_snapshot!(vmopack.run(["build"]), @r#"
    --- stderr
    no vmopack.lock beside the profile: every pack gets revision 1; `vmopack lock` pins what they hold
      vmo-extras  1.0.0-1       1 object    0.8 kB
    Built 1 pack with 1 image in dist/build
    --- exit 0
    "#);
    assert_eq!(
        vmopack.files("dist/build"),
        [".vmopack", "SHA256SUMS", "images.txt", "packs/vmo-extras-1.0.0-1.tar.gz", "profile.json"]
    );
    assert_eq!(vmopack.read("dist/build/images.txt"), "ghcr.io/example/console:1.0.0\n");
}

#[test]
fn an_earlier_build_is_replaced_as_a_whole() {
    let vmopack = Vmopack::with_extras();
    vmopack.run(["build", "--out", "out"]);
    vmopack.write("out/packs/stale-1.0.0-1.tar.gz", "");
    insta::assert_snapshot!(vmopack.run(["build", "--out", "out", "--quiet"]), @"--- exit 0");
    assert_eq!(vmopack.files("out/packs"), ["vmo-extras-1.0.0-1.tar.gz"]);
    assert_eq!(
        vmopack.files("").iter().filter(|file| file.starts_with(".vmopack")).count(),
        0,
        "nothing is left beside it"
    );
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let digests = || {
        let vmopack = Vmopack::with_extras();
        vmopack.run(["build", "--out", "out"]);
        vmopack.read("out/SHA256SUMS")
    };
    assert_eq!(digests(), digests());
}

#[test]
fn findings_leave_nothing_behind() {
    let spec = "  target: {kubernetes: \"1.35\", distribution: rke2}\n  layers:\n    - pack: snapshot-controller\n";
    let vmopack = Vmopack::with_spec(spec);
    insta::assert_snapshot!(vmopack.run(["build", "--out", "out"]), @r#"
    --- stderr
    no vmopack.lock beside the profile: every pack gets revision 1; `vmopack lock` pins what they hold
    error[conflict/duplicate-snapshot-controller]: the cluster gets two snapshot controllers
     --> profile.yaml:7:7
      |
    5 |   target: {kubernetes: "1.35", distribution: rke2}
      |                                              ---- rke2 ships one
    6 |   layers:
    7 |     - pack: snapshot-controller
      |       ^^^^^^^^^^^^^^^^^^^^^^^^^ layer `vmo-snapshot-controller`
      |
      = help: leave the layer out: the cluster has a controller without it

    1 error; `vmopack explain ID` says more about each
    --- exit 1
    "#);
    assert_eq!(vmopack.run(["build"]).code, Some(1));
    assert_eq!(vmopack.files(""), ["profile.yaml"]);
    assert!(!vmopack.path("dist").exists(), "no empty folder either");
}

#[test]
fn folders_of_others_are_left_alone() {
    let vmopack = Vmopack::with_extras().file("thesis/chapter-1.odt", "").file("file", "");
    insta::assert_snapshot!(vmopack.run(["build", "--out", "thesis"]), @r#"
    --- stderr
    no vmopack.lock beside the profile: every pack gets revision 1; `vmopack lock` pins what they hold
    error: thesis exists and was not made by vmopack: it would be replaced
    --- exit 4
    "#);
    insta::assert_snapshot!(vmopack.run(["build", "--out", "file"]), @r#"
    --- stderr
    no vmopack.lock beside the profile: every pack gets revision 1; `vmopack lock` pins what they hold
    error: file exists and was not made by vmopack: it would be replaced
    --- exit 4
    "#);
    insta::assert_snapshot!(vmopack.run(["build", "--out", "file/out"]), @r#"
    --- stderr
    no vmopack.lock beside the profile: every pack gets revision 1; `vmopack lock` pins what they hold
    error: cannot write file/out
      caused by: Not a directory (os error 20)
    --- exit 4
    "#);
    assert_eq!(vmopack.files("thesis"), ["chapter-1.odt"]);
}

#[test]
fn a_profile_that_is_not_there_is_no_build() {
    let vmopack = Vmopack::new();
    insta::assert_snapshot!(vmopack.run(["build", "missing.yaml", "--out", "out"]), @r#"
    --- stderr
    error: cannot read missing.yaml
      caused by: No such file or directory (os error 2)
      help: name the profile, or let `vmopack init` write one to start from
    --- exit 2
    "#);
    assert_eq!(vmopack.files(""), [""; 0]);
}

#[test]
fn the_working_folder_is_never_replaced() {
    let vmopack = Vmopack::with_extras();
    insta::assert_snapshot!(vmopack.run(["build", "--out", "."]), @r#"
    --- stderr
    no vmopack.lock beside the profile: every pack gets revision 1; `vmopack lock` pins what they hold
    error: . would be replaced as a whole, and this command runs in it: name a folder of its own
    --- exit 4
    "#);
    assert!(vmopack.path("profile.yaml").exists());
}
