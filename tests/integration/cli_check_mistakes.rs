//! `vmopack check` on what cannot be judged: every mistake is shown, at its place.

use crate::support::{EXTRAS_PROFILE, Vmopack};

/// A mistake on nearly every line.
const MISTAKES: &str = "\
apiVersion: vmopack/v1alpha2
kind: Profile
metadata:
  name: VMO
  version: v1.0
  descripton: Virtual machines next to containers
spec:
  target:
    kubernetes: 1.35
    distribution: kubeadn
    airgap: maybe
    airgap: true
  layers:
    - pack: kubevirt
      version: 1.9
      valeus: {}
    - pack: cdi
      ref: {name: cdi, version: 1.0.0}
    - manifests: {name: networks}
  rules:
    conflict/duplicate-crd: fatal
";

#[test]
fn mistakes_of_a_profile_come_all_at_once() {
    insta::assert_snapshot!(Vmopack::with_profile(MISTAKES).run(["check"]), @r#"
    --- stderr
    error[profile/invalid-value]: `apiVersion` is `vmopack/v1alpha1` for a profile
     --> profile.yaml:1:13
      |
    1 | apiVersion: vmopack/v1alpha2
      |             ^^^^^^^^^^^^^^^^

    error[profile/invalid-value]: `VMO` is no name: use lower-case letters, digits and inner hyphens, at most 63
     --> profile.yaml:4:9
      |
    4 |   name: VMO
      |         ^^^

    error[profile/invalid-value]: `v1.0` is no version: write three numbers such as 1.8.4, without a leading v
     --> profile.yaml:5:12
      |
    5 |   version: v1.0
      |            ^^^^

    error[profile/unknown-key]: unknown key `descripton`
     --> profile.yaml:6:3
      |
    6 |   descripton: Virtual machines next to containers
      |   ^^^^^^^^^^
      |
      = help: did you mean `description`?

    error[profile/wrong-type]: expected text, found a number
     --> profile.yaml:9:17
      |
    9 |     kubernetes: 1.35
      |                 ^^^^
      |
      = help: put it in quotes: "1.35"

    error[profile/invalid-value]: `kubeadn` is not one of kubeadm, pxk, pxk-e, k3s, rke2, microk8s, eks, aks, gke, openshift, talos
      --> profile.yaml:10:19
       |
    10 |     distribution: kubeadn
       |                   ^^^^^^^
       |
       = help: did you mean `kubeadm`?

    error[profile/wrong-type]: expected true or false, found text
      --> profile.yaml:11:13
       |
    11 |     airgap: maybe
       |             ^^^^^

    error[profile/invalid-yaml]: key `airgap` appears twice
      --> profile.yaml:12:5
       |
    11 |     airgap: maybe
       |     ------ first here
    12 |     airgap: true
       |     ^^^^^^
       |
       = help: remove one of the two

    error[profile/wrong-type]: expected text, found a number
      --> profile.yaml:15:16
       |
    15 |       version: 1.9
       |                ^^^
       |
       = help: put it in quotes: "1.9"

    error[profile/unknown-key]: unknown key `valeus`
      --> profile.yaml:16:7
       |
    16 |       valeus: {}
       |       ^^^^^^
       |
       = help: did you mean `values`?

    error[profile/invalid-value]: a layer has exactly one of `pack`, `ref` and `manifests`
      --> profile.yaml:17:7
       |
    17 |     - pack: cdi
       |       ^^^^^^^^^

    error[profile/missing-key]: `files` is missing here
      --> profile.yaml:19:18
       |
    19 |     - manifests: {name: networks}
       |                  ^^^^^^^^^^^^^^^^

    error[profile/invalid-value]: `fatal` is not one of off, note, warning, error
      --> profile.yaml:21:29
       |
    21 |     conflict/duplicate-crd: fatal
       |                             ^^^^^

    13 errors; `vmopack explain ID` says more about each
    --- exit 2
    "#);
}

#[test]
fn mistakes_of_all_layers_come_at_once() {
    let spec = "  target: {kubernetes: \"1.35\"}
  layers:
    - pack: kubevirtt
    - pack: cdi
      version: 1.2.3
    - pack: snapshot-controller
      values: {replicas: 0, repliacs: 2}
      presets: [large]
      expose: [namespace]
    - pack: snapshot-controller
    - pack: ./missing
    - manifests: {name: networks, files: [missing.yaml, missing/*.yaml]}
";
    insta::assert_snapshot!(Vmopack::with_spec(spec).run(["check", "--set", "multus.x=1"]), @r#"
    --- stderr
    error[profile/unknown-pack]: the profile has no pack `multus`
     --> --set:1:1
      |
    1 | multus.x=1
      | ^^^^^^^^^^

    error[profile/unknown-pack]: there is no pack `kubevirtt`
     --> profile.yaml:7:13
      |
    7 |     - pack: kubevirtt
      |             ^^^^^^^^^
      |
      = help: did you mean `kubevirt`?

    error[profile/no-version-fits]: pack `cdi` has no version 1.2.3
     --> profile.yaml:9:16
      |
    9 |       version: 1.2.3
      |                ^^^^^
      |
      = help: versions: 1.66.0, 1.65.0, 1.64.0

    error[values/invalid]: value `replicas`: it is less than the minimum of 1
      --> profile.yaml:11:26
       |
    11 |       values: {replicas: 0, repliacs: 2}
       |                          ^
       |
       = note: `replicas`: Number of controller pods; one leads, the others stand by

    error[values/invalid]: there is no value `repliacs`
      --> profile.yaml:11:29
       |
    11 |       values: {replicas: 0, repliacs: 2}
       |                             ^^^^^^^^
       |
       = help: did you mean `replicas`?

    error[profile/unknown-preset]: pack `snapshot-controller` has no preset `large`
      --> profile.yaml:12:17
       |
    12 |       presets: [large]
       |                 ^^^^^
       |
       = help: presets: many-snapshots, few-snapshots

    error[values/not-exposable]: `namespace` cannot be exposed: the pack has no such value
      --> profile.yaml:13:16
       |
    13 |       expose: [namespace]
       |                ^^^^^^^^^
       |
       = help: values that can be: replicas, logVerbosity, logFormat, workerThreads, resyncPeriod, kubeApi.qps, kubeApi.burst, imagePullPolicy, priorityClassName, resources.requests.cpu, resources.requests.memory, resources.limits.memory, nodeSelector, tolerations

    error[profile/unknown-pack]: cannot read missing: No such file or directory (os error 2)
      --> profile.yaml:15:13
       |
    15 |     - pack: ./missing
       |             ^^^^^^^^^

    error[profile/unreadable-file]: cannot read missing.yaml: No such file or directory (os error 2)
      --> profile.yaml:16:43
       |
    16 |     - manifests: {name: networks, files: [missing.yaml, missing/*.yaml]}
       |                                           ^^^^^^^^^^^^

    error[profile/unreadable-file]: cannot read missing: No such file or directory (os error 2)
      --> profile.yaml:16:57
       |
    16 |     - manifests: {name: networks, files: [missing.yaml, missing/*.yaml]}
       |                                                         ^^^^^^^^^^^^^^

    10 errors; `vmopack explain ID` says more about each
    --- exit 1
    "#);
}

#[test]
fn a_broken_file_shows_the_place() {
    let broken = EXTRAS_PROFILE.replace("  layers:", "  layers: [");
    insta::assert_snapshot!(Vmopack::with_profile(&broken).run(["check"]), @r#"
    --- stderr
    error[profile/invalid-yaml]: "-" is only valid inside a block
     --> profile.yaml:7:5
      |
    7 |     - pack: ./extras
      |     ^

    1 error; `vmopack explain ID` says more about each
    --- exit 2
    "#);
    insta::assert_snapshot!(Vmopack::with_profile("").run(["check"]), @r#"
    --- stderr
    error[profile/invalid-yaml]: the profile is empty
     --> profile.yaml:1:1
      |
    1 |
      | ^
      |
      = help: `vmopack init DIR` writes one to start from

    1 error; `vmopack explain ID` says more about each
    --- exit 2
    "#);
    insta::assert_snapshot!(Vmopack::new().file("profile.yaml", b"a: \xff\n").run(["check"]), @r#"
    --- stderr
    error: profile.yaml is not UTF-8 text: byte 3 starts no character
    --- exit 2
    "#);
}

#[test]
fn no_version_fits_shows_the_matrix() {
    let spec = "  target: {kubernetes: \"1.20\"}\n  layers:\n    - pack: multus\n    - pack: kubevirt\n";
    insta::assert_snapshot!(Vmopack::with_spec(spec).run(["check"]), @r#"
    --- stderr
    error[profile/no-version-fits]: no version of `multus` fits Kubernetes 1.20
     --> profile.yaml:7:7
      |
    5 |   target: {kubernetes: "1.20"}
      |                        ------ the target
    6 |   layers:
    7 |     - pack: multus
      |       ^^^^^^^^^^^^
      |
      = note: 4.3.0: Kubernetes 1.25 and later
      = note: 4.2.4: Kubernetes 1.25 and later
      = help: change the target, pin a version of the packs that it goes with, or leave the layer out

    error[profile/no-version-fits]: no version of `kubevirt` fits Kubernetes 1.20
     --> profile.yaml:8:7
      |
    5 |   target: {kubernetes: "1.20"}
      |                        ------ the target
    ...
    8 |     - pack: kubevirt
      |       ^^^^^^^^^^^^^^
      |
      = note: 1.9.0: Kubernetes 1.34 to 1.36
      = note: 1.8.4: Kubernetes 1.33 to 1.35
      = note: 1.7.4: Kubernetes 1.32 to 1.34
      = help: change the target, pin a version of the packs that it goes with, or leave the layer out

    2 errors; `vmopack explain ID` says more about each
    --- exit 1
    "#);
}

#[test]
fn what_is_not_there_is_named() {
    insta::assert_snapshot!(Vmopack::new().run(["check"]), @r#"
    --- stderr
    error: cannot read profile.yaml
      caused by: No such file or directory (os error 2)
      help: name the profile, or let `vmopack init` write one to start from
    --- exit 2
    "#);
    let vmopack = Vmopack::with_extras();
    insta::assert_snapshot!(vmopack.run(["check", "--with", "infra.json"]), @r#"
    --- stderr
    error: cannot read infra.json
      caused by: No such file or directory (os error 2)
    --- exit 4
    "#);
    insta::assert_snapshot!(vmopack.run(["check", "--packs", "more"]), @r#"
    --- stderr
    error: cannot read more
      caused by: No such file or directory (os error 2)
    --- exit 4
    "#);
}

#[test]
fn mistakes_of_a_pack_of_the_users_own_are_located() {
    let vmopack = Vmopack::with_extras();
    let broken =
        vmopack.read("extras/pack.yaml").replace("installPriority: 40", "installPriority: soon\n  namspace: x");
    vmopack.write("extras/pack.yaml", broken);
    fs_err::remove_file(vmopack.path("extras/logo.png")).unwrap();
    insta::assert_snapshot!(vmopack.run(["check"]), @r#"
    --- stderr
    error[pack/missing-file]: the pack has no logo.png
     --> extras/pack.yaml:1:1
      |
    1 | apiVersion: vmopack/v1alpha1
      | ^

    error[pack/wrong-type]: expected an integer, found text
     --> extras/pack.yaml:9:20
      |
    9 |   installPriority: soon
      |                    ^^^^

    error[pack/unknown-key]: unknown key `namspace`
      --> extras/pack.yaml:10:3
       |
    10 |   namspace: x
       |   ^^^^^^^^
       |
       = help: did you mean `namespace`?

    3 errors; `vmopack explain ID` says more about each
    --- exit 1
    "#);
    let vmopack = Vmopack::with_extras();
    vmopack.write("extras/templates/10-console.yaml", "a: <[ values.missing ]>\n");
    insta::assert_snapshot!(vmopack.run(["check"]), @r#"
    --- stderr
    error[template/unquoted-scalar]: a value is printed as a whole scalar without `toyaml`
     --> extras/templates/10-console.yaml:1:7
      |
    1 | a: <[ values.missing ]>
      |       ^^^^^^^^^^^^^^
      |
      = help: write `| toyaml` behind it

    1 error; `vmopack explain ID` says more about each
    --- exit 1
    "#);
    vmopack.write("extras/templates/10-console.yaml", "a: <% if %>\n");
    insta::assert_snapshot!(vmopack.run(["check"]), @r#"
    --- stderr
    error[template/syntax]: unexpected end of block
     --> extras/templates/10-console.yaml:1:10
      |
    1 | a: <% if %>
      |          ^^

    1 error; `vmopack explain ID` says more about each
    --- exit 1
    "#);
    vmopack.write("extras/templates/10-console.yaml", "kind: <[ pack.name ]>\n");
    insta::assert_snapshot!(vmopack.run(["check"]), @r#"
    --- stderr
    error[manifest/invalid-object]: this is no Kubernetes object: `apiVersion` is missing
     --> vmo-extras/manifests/10-console.yaml:1:1
      |
    1 | kind: vmo-extras
      | ^^^^^^^^^^^^^^^^

    1 error; `vmopack explain ID` says more about each
    --- exit 1
    "#);
}

#[test]
fn packs_that_do_not_exist_are_named_beside_other_mistakes() {
    let spec = "  target: {kubernetes: \"1.35\"}\n  layers:\n    - pack: kubevrt\n      versin: 1.9.0\n";
    insta::assert_snapshot!(Vmopack::with_spec(spec).run(["check"]), @r"
    --- stderr
    error[profile/unknown-pack]: there is no pack `kubevrt`
     --> profile.yaml:7:13
      |
    7 |     - pack: kubevrt
      |             ^^^^^^^
      |
      = help: did you mean `kubevirt`?

    error[profile/unknown-key]: unknown key `versin`
     --> profile.yaml:8:7
      |
    8 |       versin: 1.9.0
      |       ^^^^^^
      |
      = help: did you mean `version`?

    2 errors; `vmopack explain ID` says more about each
    --- exit 2
    ");
}
