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
pub(crate) const ERROR: &str = "  target: {kubernetes: \"1.35\"}
  layers:
    - pack: kubevirt
      values: {featureGates: [HostDisks]}
";

pub(crate) fn with_warning() -> Vmopack {
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
