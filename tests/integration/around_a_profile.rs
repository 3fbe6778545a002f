//! What belongs to a profile but is not in it: files of values, manifests and other profiles.

use crate::examine::examine;
use crate::support::{Run, Vmopack, profile};

const TARGET: &str = "  target: {kubernetes: \"1.35\"}\n  layers:\n";
const OBJECT: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: b}\n";

fn manifests(files: &str) -> Vmopack {
    let spec = format!("{TARGET}    - manifests: {{name: own, files: [{files}]}}\n");
    Vmopack::with_spec(&spec).file("m/a.yaml", OBJECT)
}

fn found(folder: &Vmopack) -> Vec<String> {
    examine(&folder.path("profile.yaml")).found()
}

fn assert_error(run: &Run, message: &str) {
    assert_eq!(run.code, Some(1), "{run}");
    assert!(run.stderr.contains(message), "{run}");
}

#[test]
fn a_file_that_several_patterns_match_is_read_once() {
    let run = manifests("m/*.yaml, \"m/*.*\", m/a.yaml, ./m/a.yaml").run(["check"]);
    assert_eq!(run.code, Some(0), "{run}");
}

#[test]
fn patterns_that_cannot_be_are_refused() {
    assert_error(&manifests("\"*/a.yaml\"").run(["check"]), "has a `*` in a folder");
    assert_error(&manifests("\"gone/*.yaml\"").run(["check"]), "gone: No such file or directory");
    assert_error(&manifests("\"m/*.yml\"").run(["check"]), "no file matches");
}

#[cfg(unix)]
#[test]
fn a_file_name_that_is_no_text_is_reported() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = manifests("\"m/*.yaml\"");
    fs_err::write(folder.path("m").join(std::ffi::OsStr::from_bytes(b"\xff.yaml")), OBJECT).unwrap();
    assert_error(&folder.run(["check"]), "is not UTF-8 text");
}

#[test]
fn an_exported_profile_that_is_not_there_is_shown_where_it_is_named() {
    let spec = "  target: {kubernetes: \"1.35\", with: [gone.json]}\n  layers: [{ref: {name: p, version: 1.0.0}}]\n";
    let folder = Vmopack::with_spec(spec);
    let run = folder.run(["check"]);
    assert_error(&run, "cannot read gone.json: No such file");
    assert!(run.stderr.contains("profile.yaml:5:39"), "{run}");
    folder.write(
        "profile.yaml",
        profile("  target: {kubernetes: \"1.35\"}\n  layers: [{ref: {name: p, version: 1.0.0}}]\n"),
    );
    assert_eq!(folder.run(["check", "--with", "gone.json"]).code, Some(4));
}

#[test]
fn an_exported_profile_counts_once() {
    let exported = r#"{"spec": {"template": {"packs": [{"name": "volume-snapshot-controller"}]}}}"#;
    let spec = "  target: {kubernetes: \"1.35\", with: [infra.json]}\n  layers: [{ref: {name: p, version: 1.0.0}}]\n";
    let folder = Vmopack::with_spec(spec).file("infra.json", exported);
    for run in [
        folder.run(["check"]),
        folder.run(["check", "--with", "./infra.json"]),
        folder.run(["check", "--with", "infra.json", "--with", "infra.json"]),
    ] {
        assert!(!run.stderr.contains("snapshot controllers"), "{run}");
    }
}

#[test]
fn values_are_one_map() {
    for (text, message) in
        [("[a]\n", "values are a map, this is a list"), ("a: 1\n---\nb: 2\n", "values are one document")]
    {
        let spec = format!("{TARGET}    - ref: {{name: p, version: 1.0.0, valuesFrom: v.yaml}}\n");
        let run = Vmopack::with_spec(&spec).file("v.yaml", text).run(["check"]);
        assert_error(&run, &message.replace("values are a map", "the values of a pack are a map"));
    }
}

#[test]
fn a_comment_in_a_file_of_values_allows() {
    let spec = format!("{TARGET}    - pack: kubevirt\n    - ref: {{name: p, version: 1.0.0, valuesFrom: v.yaml}}\n");
    let folder = Vmopack::with_spec(&spec);
    folder.write("v.yaml", "pack:\n  namespace: kubevirt\n");
    assert_eq!(found(&folder), ["warning conflict/shared-namespace"]);
    folder.write("v.yaml", "pack:\n  # vmopack: allow conflict/shared-namespace -- meant\n  namespace: kubevirt\n");
    assert!(found(&folder).is_empty(), "{:?}", found(&folder));
    folder.write("v.yaml", "pack:\n  # vmopack: allow conflict/duplicate-crd -- gone\n  namespace: mine\n");
    assert_eq!(found(&folder), ["warning profile/unused-allow"]);
    for (rule, expected) in [
        ("profile/unused-allow: off", &[][..]),
        ("profile/unused-allow: note", &["note profile/unused-allow"]),
        ("conflict/duplicate-crd: off", &[]),
    ] {
        folder.write("profile.yaml", profile(&format!("{spec}  rules: {{{rule}}}\n")));
        assert_eq!(found(&folder), expected, "{rule}");
    }
}

#[test]
fn gates_of_a_foreign_kubevirt_are_judged_by_its_release() {
    let gates = "apiVersion: kubevirt.io/v1\nkind: KubeVirt\nmetadata: {name: kubevirt, namespace: kubevirt}\n\
                 spec: {uninstallStrategy: BlockUninstallIfWorkloadsExist, configuration: {developerConfiguration: {\
                 featureGates: [HotplugVolumes, Template]}}}\n";
    let operator = |image: &str| {
        format!(
            "{gates}---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: virt-operator, namespace: kubevirt}}\n\
             spec: {{template: {{spec: {{containers: [{{name: a, image: \"{image}\"}}]}}}}}}\n"
        )
    };
    let folder = manifests("m/a.yaml");
    for (text, expected) in [
        (gates.to_owned(), &[][..]),
        (operator("quay.io/kubevirt/virt-operator:v1.9.0"), &["warning kubevirt/inactive-feature-gate"]),
        (operator("quay.io/kubevirt/virt-operator:v1.7.2"), &["error kubevirt/unknown-feature-gate"]),
        (operator("quay.io/kubevirt/virt-operator@sha256:00"), &[]),
        (operator("quay.io/kubevirt/virt-operator:v1.12.0"), &[]),
    ] {
        folder.write("m/a.yaml", &text);
        assert_eq!(found(&folder), expected, "{text}");
    }
}

#[test]
fn the_crd_switch_of_the_vendor_counts_before_4_10() {
    let switch = "values: {charts: {virtual-machine-orchestrator: {snapshotController: {installCRDs: false}}}}";
    for (version, findings) in [("4.9.9", 0), ("4.7.1", 0), ("4.6.3", 1), ("4.10.0", 1)] {
        let spec = format!(
            "{TARGET}    - pack: snapshot-controller\n    - ref: {{name: virtual-machine-orchestrator, version: {version}}}\n      {switch}\n"
        );
        let found = found(&Vmopack::with_spec(&spec));
        let found = found.iter().filter(|line| line.contains("conflict/duplicate-snapshot-controller"));
        assert_eq!(found.count(), findings, "{version}");
    }
}

#[test]
fn a_started_profile_loads_and_resolves_or_is_not_written() {
    let folder = Vmopack::new();
    let run = folder.run(["init", "--name", &"a".repeat(40)]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.stderr.contains("at most 30 characters"), "{run}");
    let run = folder.run(["init", "--kubernetes", "1.30"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.stderr.contains("fits Kubernetes 1.30"), "{run}");
    assert!(folder.files(".").is_empty());
}

#[test]
fn json_holds_the_notes() {
    let spec = "  target: {kubernetes: \"1.20\"}\n  layers: [{pack: kubevirt}]\n";
    let run = Vmopack::with_spec(spec).run(["check", "--report", "json"]);
    assert!(run.stdout.contains("\"notes\": ["), "{run}");
}
