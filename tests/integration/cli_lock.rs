//! `vmopack lock`, and what the lock does to the other commands.

use crate::support::Vmopack;

fn locked() -> Vmopack {
    let spec =
        "  target: {kubernetes: \"1.35\"}\n  layers:\n    - pack: snapshot-controller\n    - pack: descheduler\n";
    let vmopack = Vmopack::with_spec(spec);
    assert_eq!(vmopack.run(["lock"]).code, Some(0));
    vmopack
}

fn set(vmopack: &Vmopack, from: &str, to: &str) {
    vmopack.write("profile.yaml", vmopack.read("profile.yaml").replace(from, to));
}

#[test]
fn a_first_lock_gives_every_pack_revision_1() {
    let vmopack = Vmopack::with_extras();
    insta::assert_snapshot!(vmopack.run(["lock"]), @r#"
    --- stderr
      vmo-extras  1.0.0-1     new revision
    Wrote vmopack.lock
    --- exit 0
    "#);
    insta::assert_snapshot!(vmopack.read("vmopack.lock"), @r#"
    # Written by `vmopack lock`: what each pack version holds. Commit it with the profile.
    apiVersion: vmopack/v1alpha1
    kind: Lock
    packs:
      vmo-extras:
        version: "1.0.0"
        revision: 1
        digest: sha256:[DIGEST]
        values: {}
        manifests:
          10-console.yaml: a5733d214dd2886a70b1008bb01cb572f5f9e3e91a9d29ecdffad63625dd9d6d
        images:
        - ghcr.io/example/console:1.0.0
        used:
          "1.0.0": 1
    "#);
    insta::assert_snapshot!(vmopack.run(["build"]), @r#"
    --- stderr
      vmo-extras  1.0.0-1       1 object    0.8 kB
    Built 1 pack with 1 image in dist/build
    --- exit 0
    "#);
}

#[test]
fn locking_again_changes_nothing() {
    let vmopack = locked();
    let before = vmopack.read("vmopack.lock");
    insta::assert_snapshot!(vmopack.run(["lock"]), @r#"
    --- stderr
      vmo-descheduler          0.35.1-1    unchanged
      vmo-snapshot-controller  8.6.0-1     unchanged
    Wrote vmopack.lock
    --- exit 0
    "#);
    assert_eq!(vmopack.read("vmopack.lock"), before);
}

#[test]
fn a_changed_value_needs_its_next_revision() {
    let vmopack = locked();
    set(
        &vmopack,
        "- pack: snapshot-controller\n",
        "- pack: snapshot-controller\n      values: {replicas: 3, logFormat: json}\n",
    );
    insta::assert_snapshot!(vmopack.run(["build"]), @r#"
    --- stderr
    error[profile/lock-mismatch]: `vmo-snapshot-controller` differs from what vmopack.lock holds as 8.6.0-1
      --> profile.yaml:7:7
       |
     7 |     - pack: snapshot-controller
       |       ^^^^^^^^^^^^^^^^^^^^^^^^^
       |
      ::: vmopack.lock:49:3
       |
    49 |   vmo-snapshot-controller:
       |   ----------------------- locked here
       |
       = note: value logFormat: "text" is now "json"
       = note: value replicas: 2 is now 3
       = note: manifest 20-controller.yaml: changed
       = help: run `vmopack lock` to give the new content its next revision, and commit the lock

    1 error; `vmopack explain ID` says more about each
    --- exit 1
    "#);
    assert!(!vmopack.path("dist").exists());
    insta::assert_snapshot!(vmopack.run(["lock", "--dry-run"]), @r#"
    --- stderr
      vmo-descheduler          0.35.1-1    unchanged
      vmo-snapshot-controller  8.6.0-2     new revision
    --- exit 0
    "#);
    insta::assert_snapshot!(vmopack.run(["lock"]), @r#"
    --- stderr
      vmo-descheduler          0.35.1-1    unchanged
      vmo-snapshot-controller  8.6.0-2     new revision
    Wrote vmopack.lock
    --- exit 0
    "#);
    assert_eq!(vmopack.run(["build"]).code, Some(0));
    let archives = vmopack.files("dist/build/packs");
    assert!(archives.contains(&"vmo-snapshot-controller-8.6.0-2.tar.gz".to_owned()), "{archives:?}");
    set(&vmopack, "{replicas: 3, logFormat: json}", "{}");
    vmopack.run(["lock"]);
    assert!(vmopack.read("vmopack.lock").contains("revision: 3"), "no revision is used twice");
}

#[test]
fn every_command_that_packs_minds_the_lock() {
    let vmopack = locked();
    let set = ["--set", "snapshot-controller.replicas=3"];
    for run in [vmopack.run(["check", set[0], set[1]]), vmopack.run(["push", "--to", "oci:registry", set[0], set[1]])] {
        assert_eq!(run.code, Some(1), "{run}");
        assert!(run.stderr.contains("value replicas: 2 is now 3"), "{run}");
    }
    assert_eq!(vmopack.run(["render", set[0], set[1]]).code, Some(0), "what is only looked at needs no revision");
    for form in ["packs", "profile"] {
        let run = vmopack.run(["render", "--as", form, "--out", "o", set[0], set[1]]);
        assert_eq!(run.code, Some(1), "{form} carry a version: {run}");
        assert!(!vmopack.path("o").exists());
    }
}

#[cfg(unix)]
#[test]
fn a_lock_that_is_a_link_stays_one() {
    let vmopack = locked();
    fs_err::rename(vmopack.path("vmopack.lock"), vmopack.path("shared.lock")).unwrap();
    fs_err::os::unix::fs::symlink("shared.lock", vmopack.path("vmopack.lock")).unwrap();
    let run = vmopack.run(["lock", "--set", "snapshot-controller.replicas=3"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(vmopack.path("vmopack.lock").is_symlink());
    assert!(vmopack.read("shared.lock").contains("revision: 2"));
}

#[test]
fn another_version_is_named() {
    let vmopack = locked();
    set(&vmopack, "- pack: snapshot-controller\n", "- pack: snapshot-controller\n      version: 8.5.0\n");
    let run = vmopack.run(["build"]);
    assert!(run.stderr.contains("version: 8.6.0 is now 8.5.0"), "{run}");
    insta::assert_snapshot!(vmopack.run(["lock"]), @r#"
    --- stderr
    warning[upgrade/downgrade]: `vmo-snapshot-controller` goes back from 8.6.0 to 8.5.0
      --> profile.yaml:8:16
       |
     8 |       version: 8.5.0
       |                ^^^^^
       |
      ::: vmopack.lock:49:3
       |
    49 |   vmo-snapshot-controller:
       |   ----------------------- 8.6.0 before
       |
       = help: stay with 8.6.0, or go on to a newer version

    1 warning; `vmopack explain ID` says more about each
      vmo-descheduler          0.35.1-1    unchanged
      vmo-snapshot-controller  8.5.0-1     new revision
    Wrote vmopack.lock
    --- exit 0
    "#);
    insta::assert_snapshot!(vmopack.run(["check"]), @r#"
    --- stderr
    ok: 2 layers fit Kubernetes 1.35 (kubeadm)
    --- exit 0
    "#);
}

#[test]
fn an_update_that_nobody_tests_is_said_before_it_is_locked() {
    let spec = |version: &str| {
        format!("  target: {{kubernetes: \"1.34\"}}\n  layers:\n    - pack: kubevirt\n      version: {version}\n")
    };
    let vmopack = Vmopack::with_spec(&spec("1.7.4"));
    vmopack.run(["lock", "--quiet"]);
    vmopack.write("profile.yaml", crate::support::profile(&spec("1.9.0")));
    let run = vmopack.run(["check"]);
    assert!(run.code == Some(1) && run.stderr.contains("error[upgrade/kubevirt-skips-minor]"), "{run}");
    let before = vmopack.read("vmopack.lock");
    insta::assert_snapshot!(vmopack.run(["lock", "--dry-run"]), @r#"
    --- stderr
    warning[upgrade/kubevirt-skips-minor]: KubeVirt goes from 1.7.4 to 1.9.0 in one step
     --> profile.yaml:8:16
      |
    8 |       version: 1.9.0
      |                ^^^^^
      |
     ::: vmopack.lock:5:3
      |
    5 |   vmo-kubevirt:
      |   ------------ 1.7.4 before
      |
      = note: an error in `check` and `diff`, for a cluster in which the older one runs
      = help: pin a version of KubeVirt 1.8, and go on when the `KubeVirt` resource is `Deployed` again

    1 warning; `vmopack explain ID` says more about each
      vmo-kubevirt  1.9.0-1     new revision
    --- exit 0
    "#);
    assert_eq!(vmopack.read("vmopack.lock"), before);
    vmopack.write("profile.yaml", crate::support::profile(&(spec("1.9.0") + "  rules: {upgrade: off}\n")));
    insta::assert_snapshot!(vmopack.run(["lock"]), @r#"
    --- stderr
      vmo-kubevirt  1.9.0-1     new revision
    Wrote vmopack.lock
    --- exit 0
    "#);
}

#[test]
fn the_locked_version_stays() {
    let vmopack = Vmopack::with_spec(
        "  target: {kubernetes: \"1.35\"}\n  layers:\n    - pack: snapshot-controller\n      version: 8.5.0\n",
    );
    vmopack.run(["lock"]);
    set(&vmopack, "      version: 8.5.0\n", "");
    vmopack.run(["build"]);
    assert_eq!(vmopack.files("dist/build/packs"), ["vmo-snapshot-controller-8.5.0-1.tar.gz"]);
}

#[test]
fn a_lock_with_mistakes_is_shown() {
    let vmopack = locked();
    let text = vmopack.read("vmopack.lock");
    vmopack.write("vmopack.lock", text.replace("revision: 1", "revision: 0").replace("digest:", "digset:"));
    insta::assert_snapshot!(vmopack.run(["build"]), @r#"
    --- stderr
    error[profile/missing-key]: `digest` is missing here
     --> vmopack.lock:6:5
      |
    6 |     version: "0.35.1"
      |     ^^^^^^^^^^^^^^^^^

    error[profile/invalid-value]: a revision is a number from 1 to 1000000000
     --> vmopack.lock:7:15
      |
    7 |     revision: 0
      |               ^

    error[profile/unknown-key]: unknown key `digset`
     --> vmopack.lock:8:5
      |
    8 |     digset: sha256:[DIGEST]
      |     ^^^^^^
      |
      = help: did you mean `digest`?

    error[profile/missing-key]: `digest` is missing here
      --> vmopack.lock:50:5
       |
    50 |     version: "8.6.0"
       |     ^^^^^^^^^^^^^^^^

    error[profile/invalid-value]: a revision is a number from 1 to 1000000000
      --> vmopack.lock:51:15
       |
    51 |     revision: 0
       |               ^

    error[profile/unknown-key]: unknown key `digset`
      --> vmopack.lock:52:5
       |
    52 |     digset: sha256:[DIGEST]
       |     ^^^^^^
       |
       = help: did you mean `digest`?

    6 errors; `vmopack explain ID` says more about each
    --- exit 2
    "#);
    vmopack.write("vmopack.lock", "<<<<<<< HEAD\n");
    insta::assert_snapshot!(vmopack.run(["build"]), @r#"
    --- stderr
    error[profile/wrong-type]: expected a map, found text
     --> vmopack.lock:1:1
      |
    1 | <<<<<<< HEAD
      | ^^^^^^^^^^^^

    1 error; `vmopack explain ID` says more about each
    --- exit 2
    "#);
}

#[test]
fn a_lock_that_cannot_be_read_or_written_is_a_failure() {
    let vmopack = Vmopack::with_extras();
    fs_err::create_dir(vmopack.path("vmopack.lock")).unwrap();
    insta::assert_snapshot!(vmopack.run(["lock"]), @r#"
    --- stderr
    error: cannot read vmopack.lock
      caused by: Is a directory (os error 21)
    --- exit 4
    "#);
    let vmopack = Vmopack::new();
    insta::assert_snapshot!(vmopack.run(["lock", "missing.yaml"]), @r#"
    --- stderr
    error: cannot read missing.yaml
      caused by: No such file or directory (os error 2)
      help: name the profile, or let `vmopack init` write one to start from
    --- exit 2
    "#);
}
