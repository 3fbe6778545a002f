//! What `vmopack check` prints, and where.

use crate::cli_check::{ERROR, with_warning};
use crate::support::{EXTRAS_PROFILE, Vmopack};

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
fn colour_comes_only_when_asked_for() {
    let vmopack = Vmopack::with_extras();
    assert!(!vmopack.run(["check"]).stderr.contains('\u{1b}'));
    assert!(vmopack.run(["check", "--color", "always"]).stderr.contains('\u{1b}'));
}
