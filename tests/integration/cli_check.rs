//! `vmopack check`.

use crate::support::{EXTRAS_PROFILE, Vmopack, copy, repository};

/// Two layers in one namespace: a warning, and nothing else.
const WARNING: &str = "  target: {kubernetes: \"1.35\"}
  layers:
    - pack: ./extras
    - ref: {name: tools, version: 1.0.0}
      values: {pack: {namespace: extras}}
";

/// A feature gate that KubeVirt does not know: an error.
const ERROR: &str = "  target: {kubernetes: \"1.35\"}
  layers:
    - pack: kubevirt
      values: {featureGates: [HostDisks]}
";

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

fn with_warning() -> Vmopack {
    let vmopack = Vmopack::with_extras();
    vmopack.write("profile.yaml", crate::support::profile(WARNING));
    vmopack
}

#[test]
fn says_that_a_profile_is_fine() {
    insta::assert_snapshot!(Vmopack::with_extras().run(["check"]), @r#"
    --- stderr
    ok: 1 layer fits Kubernetes 1.35 (kubeadm)
    --- exit 0
    "#);
}

#[test]
fn warnings_do_not_fail() {
    insta::assert_snapshot!(with_warning().run(["check"]), @r#"
    --- stderr
    warning[conflict/shared-namespace]: namespace `extras` belongs to 2 layers
     --> profile.yaml:7:7
      |
    7 |     - pack: ./extras
      |       ^^^^^^^^^^^^^^ layer `vmo-extras`
    8 |     - ref: {name: tools, version: 1.0.0}
    9 |       values: {pack: {namespace: extras}}
      |                                  ------ layer `tools`
      |
      = help: give each layer a namespace of its own

    1 warning; `vmopack explain ID` says more about each
    ok: 2 layers fit Kubernetes 1.35 (kubeadm)
    --- exit 0
    "#);
}

#[test]
fn errors_fail() {
    insta::assert_snapshot!(Vmopack::with_spec(ERROR).run(["check", "profile.yaml"]), @r#"
    --- stderr
    error[kubevirt/unknown-feature-gate]: KubeVirt 1.9 has no feature gate `HostDisks`
     --> profile.yaml:8:31
      |
    8 |       values: {featureGates: [HostDisks]}
      |                               ^^^^^^^^^
      |
      = help: did you mean `HostDisk`?

    1 error; `vmopack explain ID` says more about each
    --- exit 1
    "#);
}

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
fn quiet_leaves_only_errors() {
    insta::assert_snapshot!(with_warning().run(["check", "--quiet"]), @"--- exit 0");
    insta::assert_snapshot!(Vmopack::with_spec(ERROR).run(["check", "-q"]), @r#"
    --- stderr
    error[kubevirt/unknown-feature-gate]: KubeVirt 1.9 has no feature gate `HostDisks`
     --> profile.yaml:8:31
      |
    8 |       values: {featureGates: [HostDisks]}
      |                               ^^^^^^^^^
      |
      = help: did you mean `HostDisk`?

    1 error; `vmopack explain ID` says more about each
    --- exit 1
    "#);
    insta::assert_snapshot!(with_warning().env("VMOPACK_QUIET", "true").run(["check"]), @"--- exit 0");
}

#[test]
fn json_goes_to_standard_output() {
    insta::assert_snapshot!(with_warning().run(["check", "--report", "json"]), @r#"
    --- stdout
    {
      "version": 1,
      "diagnostics": [
        {
          "rule": "conflict/shared-namespace",
          "severity": "warning",
          "message": "namespace `extras` belongs to 2 layers",
          "locations": [
            {
              "file": "profile.yaml",
              "line": 7,
              "column": 7,
              "endLine": 7,
              "endColumn": 21,
              "label": "layer `vmo-extras`"
            },
            {
              "file": "profile.yaml",
              "line": 9,
              "column": 34,
              "endLine": 9,
              "endColumn": 40,
              "label": "layer `tools`"
            }
          ],
          "help": "give each layer a namespace of its own"
        }
      ],
      "summary": {
        "errors": 0,
        "warnings": 1,
        "notes": 0
      }
    }
    --- stderr
    ok: 2 layers fit Kubernetes 1.35 (kubeadm)
    --- exit 0
    "#);
    insta::assert_snapshot!(Vmopack::with_extras().run(["check", "--report", "json"]), @r#"
    --- stdout
    {
      "version": 1,
      "diagnostics": [],
      "summary": {
        "errors": 0,
        "warnings": 0,
        "notes": 0
      }
    }
    --- stderr
    ok: 1 layer fits Kubernetes 1.35 (kubeadm)
    --- exit 0
    "#);
}

#[test]
fn json_comes_for_a_profile_that_does_not_load() {
    let broken = EXTRAS_PROFILE.replace("kubernetes: \"1.35\"", "kubernetes: 1.35");
    insta::assert_snapshot!(Vmopack::with_profile(&broken).run(["check", "--report", "json"]), @r#"
    --- stdout
    {
      "version": 1,
      "diagnostics": [
        {
          "rule": "profile/wrong-type",
          "severity": "error",
          "message": "expected text, found a number",
          "locations": [
            {
              "file": "profile.yaml",
              "line": 5,
              "column": 24,
              "endLine": 5,
              "endColumn": 28,
              "label": ""
            }
          ],
          "help": "put it in quotes: \"1.35\""
        }
      ],
      "summary": {
        "errors": 1,
        "warnings": 0,
        "notes": 0
      }
    }
    --- exit 2
    "#);
}

#[test]
fn reports_go_to_files() {
    let vmopack = with_warning();
    let run =
        vmopack.run(["check", "--report", "human", "--report", "json=report.json", "--report", "human=report.txt"]);
    insta::assert_snapshot!(run, @r#"
    --- stderr
    warning[conflict/shared-namespace]: namespace `extras` belongs to 2 layers
     --> profile.yaml:7:7
      |
    7 |     - pack: ./extras
      |       ^^^^^^^^^^^^^^ layer `vmo-extras`
    8 |     - ref: {name: tools, version: 1.0.0}
    9 |       values: {pack: {namespace: extras}}
      |                                  ------ layer `tools`
      |
      = help: give each layer a namespace of its own

    1 warning; `vmopack explain ID` says more about each
    ok: 2 layers fit Kubernetes 1.35 (kubeadm)
    --- exit 0
    "#);
    let json: serde_json::Value = serde_json::from_str(&vmopack.read("report.json")).unwrap();
    assert_eq!(json["summary"], serde_json::json!({"errors": 0, "warnings": 1, "notes": 0}));
    assert!(vmopack.read("report.txt").starts_with("warning[conflict/shared-namespace]"));
    let vmopack = with_warning().env("VMOPACK_REPORT", "json=a.json,human=b.txt");
    insta::assert_snapshot!(vmopack.run(["check"]), @r#"
    --- stderr
    ok: 2 layers fit Kubernetes 1.35 (kubeadm)
    --- exit 0
    "#);
    assert_eq!(vmopack.files("").len(), 9, "{:?}", vmopack.files(""));
}

#[test]
fn a_report_that_cannot_be_written_is_a_failure() {
    insta::assert_snapshot!(with_warning().run(["check", "--report", "json=missing/report.json"]), @r#"
    --- stderr
    error: cannot write missing/report.json
      caused by: No such file or directory (os error 2)
    --- exit 4
    "#);
    insta::assert_snapshot!(Vmopack::with_profile("").run(["check", "--report", "json=missing/report.json"]), @r#"
    --- stderr
    error: cannot write missing/report.json
      caused by: No such file or directory (os error 2)
    --- exit 4
    "#);
    insta::assert_snapshot!(with_warning().run(["check", "--report", "yaml"]), @r#"
    --- stderr
    error: invalid value 'yaml' for '--report <FORMAT[=FILE]>': the formats are human and json

    For more information, try '--help'.
    --- exit 2
    "#);
    insta::assert_snapshot!(with_warning().run(["check", "--report", "json="]), @r#"
    --- stderr
    error: invalid value 'json=' for '--report <FORMAT[=FILE]>': the file after `=` is missing

    For more information, try '--help'.
    --- exit 2
    "#);
}

#[test]
fn values_can_be_set() {
    let spec = "  target: {kubernetes: \"1.35\"}\n  layers:\n    - pack: snapshot-controller\n";
    let vmopack = Vmopack::with_spec(spec);
    let run = vmopack.run(["check", "--set", "snapshot-controller.kubeApi.qps=20"]);
    insta::assert_snapshot!(run, @r#"
    --- stderr
    ok: 1 layer fits Kubernetes 1.35 (kubeadm)
    --- exit 0
    "#);
    let run = vmopack.run(["check", "--set", "snapshot-controller.kubeApi.qps=many"]);
    insta::assert_snapshot!(run, @r#"
    --- stderr
    error[values/invalid]: value `kubeApi.qps`: it is not of type "integer"
     --> --set snapshot-controller.kubeApi.qps:1:1
      |
    1 | many
      | ^^^^
      |
      = note: `kubeApi.qps`: Requests per second in the long run

    1 error; `vmopack explain ID` says more about each
    --- exit 1
    "#);
    insta::assert_snapshot!(vmopack.run(["check", "--set", "replicas"]), @r#"
    --- stderr
    error[values/invalid-yaml]: `--set` takes PACK.PATH=VALUE, such as kubevirt.replicas=2
     --> --set:1:1
      |
    1 | replicas
      | ^^^^^^^^

    1 error; `vmopack explain ID` says more about each
    --- exit 2
    "#);
    insta::assert_snapshot!(vmopack.run(["check", "--set", "multus.replicas=1"]), @r#"
    --- stderr
    error[profile/unknown-pack]: the profile has no pack `multus`
     --> --set:1:1
      |
    1 | multus.replicas=1
      | ^^^^^^^^^^^^^^^^^

    1 error; `vmopack explain ID` says more about each
    --- exit 1
    "#);
    insta::assert_snapshot!(vmopack.run(["check", "--set", "snapshot-controller.replicas=[1"]), @r#"
    --- stderr
    error[values/invalid-yaml]: unclosed bracket '['
     --> --set snapshot-controller.replicas:1:1
      |
    1 | [1
      | ^

    1 error; `vmopack explain ID` says more about each
    --- exit 2
    "#);
}

#[test]
fn profiles_that_share_the_cluster_are_seen() {
    let spec = "  target: {kubernetes: \"1.35\"}\n  layers:\n    - pack: snapshot-controller\n";
    let infra = r#"{"spec": {"template": {"packs": [
  {"name": "csi-driver-nfs", "values": "charts:\n  csi-driver-nfs:\n    externalSnapshotter:\n      enabled: true\n"}
]}}}
"#;
    let vmopack = Vmopack::with_spec(spec).file("infra.json", infra).file("other.json", "{\"kind\": \"List\"}\n");
    insta::assert_snapshot!(vmopack.run(["check", "--with", "infra.json"]), @r#"
    --- stderr
    error[conflict/duplicate-snapshot-controller]: the cluster gets two snapshot controllers
     --> profile.yaml:7:7
      |
    7 |     - pack: snapshot-controller
      |       ^^^^^^^^^^^^^^^^^^^^^^^^^ layer `vmo-snapshot-controller`
      |
     ::: infra.json (values of csi-driver-nfs):4:16
      |
    4 |       enabled: true
      |                ---- layer `csi-driver-nfs` with `charts.csi-driver-nfs.externalSnapshotter.enabled`
     ::: infra.json:2:110
      = help: keep one of them

    1 error; `vmopack explain ID` says more about each
    --- exit 1
    "#);
    insta::assert_snapshot!(vmopack.run(["check", "--with", "infra.json", "--report", "json"]), @r#"
    --- stdout
    {
      "version": 1,
      "diagnostics": [
        {
          "rule": "conflict/duplicate-snapshot-controller",
          "severity": "error",
          "message": "the cluster gets two snapshot controllers",
          "locations": [
            {
              "file": "profile.yaml",
              "line": 7,
              "column": 7,
              "endLine": 7,
              "endColumn": 32,
              "label": "layer `vmo-snapshot-controller`"
            },
            {
              "file": "infra.json",
              "line": 2,
              "column": 110,
              "endLine": 2,
              "endColumn": 114,
              "label": "layer `csi-driver-nfs` with `charts.csi-driver-nfs.externalSnapshotter.enabled`"
            }
          ],
          "help": "keep one of them"
        }
      ],
      "summary": {
        "errors": 1,
        "warnings": 0,
        "notes": 0
      }
    }
    --- exit 1
    "#);
    insta::assert_snapshot!(vmopack.run(["check", "--with", "other.json"]), @r#"
    --- stderr
    error[profile/not-an-export]: this is no exported cluster profile: `spec.template.packs` is no list
     --> other.json:1:1
      |
    1 | {"kind": "List"}
      | ^
      |
      = help: export the profile in Palette as JSON

    1 error; `vmopack explain ID` says more about each
    --- exit 1
    "#);
    let named = crate::support::profile(spec).replace("\"1.35\"", "\"1.35\", with: [infra.json]");
    vmopack.write("profile.yaml", named);
    assert_eq!(vmopack.run(["check"]).code, Some(1));
}

#[test]
fn values_of_existing_packs_are_shown_where_they_are_written() {
    let spec = "  target: {kubernetes: \"1.35\"}\n  layers:\n    - pack: ./extras\n    - \
                ref: {name: one, version: 1.0.0, valuesFrom: values.yaml}\n    - \
                ref: {name: two, version: 1.0.0, valuesFrom: values.yaml}\n      values: {pack: {namespace: two}}\n";
    let vmopack = Vmopack::with_extras().file("values.yaml", "pack:\n  namespace: extras\n");
    vmopack.write("profile.yaml", crate::support::profile(spec));
    insta::assert_snapshot!(vmopack.run(["check"]), @r#"
    --- stderr
    warning[conflict/shared-namespace]: namespace `extras` belongs to 2 layers
     --> profile.yaml:7:7
      |
    7 |     - pack: ./extras
      |       ^^^^^^^^^^^^^^ layer `vmo-extras`
      |
     ::: values.yaml:2:14
      |
    2 |   namespace: extras
      |              ------ layer `one`
      |
      = help: give each layer a namespace of its own

    1 warning; `vmopack explain ID` says more about each
    ok: 3 layers fit Kubernetes 1.35 (kubeadm)
    --- exit 0
    "#);
    vmopack.write("values.yaml", "pack: {\n");
    insta::assert_snapshot!(vmopack.run(["check"]), @r#"
    --- stderr
    error[values/invalid-yaml]: unclosed bracket '{'
     --> values.yaml:1:7
      |
    1 | pack: {
      |       ^

    1 error; `vmopack explain ID` says more about each
    --- exit 1
    "#);
}

#[test]
fn folders_bring_more_packs() {
    let vmopack = Vmopack::with_profile(&EXTRAS_PROFILE.replace("./extras", "extras"));
    insta::assert_snapshot!(vmopack.run(["check"]), @r#"
    --- stderr
    error[profile/unknown-pack]: there is no pack `extras`
     --> profile.yaml:7:13
      |
    7 |     - pack: extras
      |             ^^^^^^
      |
      = help: packs: cdi, dashboard, descheduler, golden-images, kubevirt, multus, snapshot-controller; a folder starts with ./

    1 error; `vmopack explain ID` says more about each
    --- exit 1
    "#);
    copy(&repository("tests/rules/pack/undeclared-image/good/extras"), &vmopack.path("more/extras"));
    insta::assert_snapshot!(vmopack.run(["check", "--packs", "more"]), @r#"
    --- stderr
    ok: 1 layer fits Kubernetes 1.35 (kubeadm)
    --- exit 0
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
fn colour_comes_only_when_asked_for() {
    let vmopack = Vmopack::with_extras();
    assert!(!vmopack.run(["check"]).stderr.contains('\u{1b}'));
    assert!(vmopack.run(["check", "--color", "always"]).stderr.contains('\u{1b}'));
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
