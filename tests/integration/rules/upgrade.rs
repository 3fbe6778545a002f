//! What the rules about updates and removal say where the fixtures have no room for it.

use serde_json::json;

use crate::examine::{examine, examine_with};
use crate::support::{Vmopack, profile};

const SKIPS: &str = "upgrade/kubevirt-skips-minor";
const DOWNGRADE: &str = "upgrade/downgrade";

fn lock(version: &str) -> String {
    format!(
        "apiVersion: vmopack/v1alpha1\nkind: Lock\npacks:\n  vmo-kubevirt:\n    version: {version}\n    revision: 1\n    \
         digest: sha256:0\n    images: [quay.io/kubevirt/virt-api:v{version}, m.example.com/x/virt-operator:v{version}@sha256:0]\n"
    )
}

fn operator(image: &str) -> String {
    format!(
        "{{apiVersion: v1, kind: Pod, metadata: {{name: o}}, spec: {{containers: [{{name: o, image: \"{image}\"}}]}}}}\n"
    )
}

fn said(spec: &str, lock: &str, image: &str, rule: &str) -> Vec<String> {
    let folder =
        Vmopack::with_profile(&profile(spec)).file("vmopack.lock", lock).file("operator.yaml", operator(image));
    let found = examine_with(&folder.path("profile.yaml"), rule);
    found.report.diagnostics().iter().map(|finding| finding.message.clone()).collect()
}

#[test]
fn a_kubevirt_is_found_under_any_name() {
    let spec = "  target: {kubernetes: \"1.35\"}\n  layers:\n    - manifests: {name: own, files: [operator.yaml]}\n";
    let operator = "quay.io/kubevirt/virt-operator";
    let message = |new: &str| vec![format!("KubeVirt goes from 1.7.4 to {new} in one step")];
    for (tag, expected) in [
        (":v1.9.0", message("1.9.0")),
        (":v1.10.0-rc.1@sha256:00", message("1.10.0-rc.1")),
        (":v2.0.0", message("2.0.0")),
        (":v1.8.9", vec![]),
        (":v1.7.0", vec![]),
        (":v1.6.0", vec![]),
        ("@sha256:00", vec![]),
        (":latest", vec![]),
    ] {
        assert_eq!(said(spec, &lock("1.7.4"), &format!("{operator}{tag}"), SKIPS), expected, "{tag}");
    }
}

#[test]
fn a_tag_of_any_size_is_a_version() {
    let spec = "  target: {kubernetes: \"1.35\"}\n  layers:\n    - manifests: {name: own, files: [operator.yaml]}\n";
    for tag in ["v1.4294967295.0", "v4294967295.4294967295.0", "v1.99999999999.0"] {
        let lock = lock("1.7.4").replace("virt-operator:v1.7.4", &format!("virt-operator:{tag}"));
        assert!(said(spec, &lock, "quay.io/kubevirt/virt-operator:v1.9.0", SKIPS).is_empty(), "{tag}");
    }
}

#[test]
fn a_lock_without_kubevirt_says_nothing_of_it() {
    let spec = "  target: {kubernetes: \"1.35\"}\n  layers:\n    - {pack: kubevirt, version: 1.9.0}\n";
    let without = lock("1.7.4").replace("virt-operator", "virt-other");
    assert!(said(spec, &without, "a", SKIPS).is_empty());
    assert!(said(spec, "apiVersion: vmopack/v1alpha1\nkind: Lock\npacks: {}\n", "a", SKIPS).is_empty());
}

#[test]
fn versions_go_back_by_number() {
    let spec = |version: &str| {
        format!("  target: {{kubernetes: \"1.34\"}}\n  layers:\n    - {{pack: kubevirt, version: {version}}}\n")
    };
    for (old, new, number) in
        [("1.8.4", "1.7.4", 1), ("1.10.0", "1.9.0", 1), ("1.7.4", "1.7.4", 0), ("1.7.9", "1.8.4", 0)]
    {
        assert_eq!(said(&spec(new), &lock(old), "a", DOWNGRADE).len(), number, "{old} to {new}");
    }
}

#[test]
fn a_resource_that_is_not_wholly_known_is_not_said_to_lack_a_strategy() {
    let values = "pack: {namespace: x}\n";
    let manifest = |strategy: &str| {
        format!("apiVersion: kubevirt.io/v1\nkind: KubeVirt\nmetadata: {{name: kubevirt}}\nspec: {{{strategy}}}\n")
    };
    let infra = |kind: &str, strategy: &str| {
        let manifests = [json!({"name": "k", "content": manifest(strategy)})];
        let pack = json!({"name": "virt", "type": kind, "tag": "1.0.0", "values": values, "manifests": manifests});
        json!({"spec": {"template": {"packs": [pack]}}}).to_string()
    };
    let spec = "  target: {kubernetes: \"1.35\", with: [infra.json]}\n  layers: [{pack: snapshot-controller}]\n";
    let rule = "warning kubevirt/uninstall-deletes-vms".to_owned();
    for (kind, strategy, expected) in [
        ("spectro", "", vec![]),
        ("spectro", "uninstallStrategy: RemoveWorkloads", vec![rule.clone()]),
        ("manifest", "", vec![rule]),
        ("manifest", "uninstallStrategy: BlockUninstallIfWorkloadsExist", vec![]),
    ] {
        let folder = Vmopack::with_profile(&profile(spec)).file("infra.json", infra(kind, strategy));
        assert_eq!(examine(&folder.path("profile.yaml")).found(), expected, "{kind}, {strategy}");
    }
}

#[test]
fn cdi_is_paired_with_the_kubevirt_of_others() {
    let spec = "  target: {kubernetes: \"1.35\", with: [infra.json]}\n  layers: [{pack: cdi}]\n";
    let infra = |version: &str| json!({"spec": {"template": {"packs": [{"name": "kubevirt", "tag": version}]}}});
    let folder = Vmopack::with_profile(&profile(spec)).file("infra.json", infra("1.8.2").to_string());
    insta::assert_snapshot!(examine(&folder.path("profile.yaml")).text, @r#"
    warning[cdi/kubevirt-pair]: CDI 1.66.0 goes with KubeVirt 1.9, not 1.8
     --> profile.yaml:6:12
      |
    6 |   layers: [{pack: cdi}]
      |            ^^^^^^^^^^^
      |
     ::: infra.json:1:39
      |
    1 | {"spec":{"template":{"packs":[{"name":"kubevirt","tag":"1.8.2"}]}}}
      |                                       ---------- KubeVirt 1.8.2
      |
      = help: pin a version of CDI that goes with KubeVirt 1.8
    "#);
    folder.write("infra.json", infra("1.9.1").to_string());
    assert!(examine(&folder.path("profile.yaml")).found().is_empty());
}

#[test]
fn definitions_of_others_are_theirs_to_keep() {
    let crd =
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a.b.c}\nspec: {}\n";
    let pack = json!({"name": "x", "type": "manifest", "manifests": [{"name": "k", "content": crd}]});
    let infra = json!({"spec": {"template": {"packs": [pack]}}}).to_string();
    let spec = "  target: {kubernetes: \"1.35\", with: [infra.json]}\n  layers: [{pack: snapshot-controller}]\n";
    let folder = Vmopack::with_profile(&profile(spec)).file("infra.json", infra);
    assert!(examine(&folder.path("profile.yaml")).found().is_empty());
}
