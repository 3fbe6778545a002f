//! Custom resources whose API nothing in the cluster brings: `pack/missing-dependency`.

use crate::examine::examine_with;
use crate::support::{Vmopack, profile};

const RULE: &str = "pack/missing-dependency";
const MACHINE: &str = "apiVersion: kubevirt.io/v1\nkind: VirtualMachine\nmetadata: {name: a, namespace: vms}\n";
const NETWORK: &str =
    "apiVersion: k8s.cni.cncf.io/v1\nkind: NetworkAttachmentDefinition\nmetadata: {name: a, namespace: vms}\n";
const CLASS: &str = "apiVersion: snapshot.storage.k8s.io/v1\nkind: VolumeSnapshotClass\nmetadata: {name: a}\n\
                     driver: d\ndeletionPolicy: Delete\n";

/// Returns what the rule says of a layer of plain manifests beside other layers.
fn found(distribution: &str, manifests: &str, others: &str) -> Vec<String> {
    let layers = format!(
        "  target: {{kubernetes: \"1.35\", distribution: {distribution}, with: [context.json]}}\n  layers:\n    \
         - manifests: {{name: own, files: [own.yaml]}}\n{others}"
    );
    found_beside(&layers, manifests, "[]")
}

fn found_beside(layers: &str, manifests: &str, packs: &str) -> Vec<String> {
    let context = format!("{{\"spec\": {{\"template\": {{\"packs\": {packs}}}}}}}");
    let folder = Vmopack::with_profile(&profile(layers)).file("own.yaml", manifests).file("context.json", context);
    let report = examine_with(&folder.path("profile.yaml"), RULE).report;
    report.diagnostics().iter().map(|finding| finding.message.clone()).collect()
}

#[test]
fn each_api_needs_its_component() {
    for (manifests, component, pack) in [
        (MACHINE, "KubeVirt", "kubevirt"),
        (NETWORK, "Multus", "multus"),
        (CLASS, "snapshot controller", "snapshot-controller"),
    ] {
        let [finding] = &found("kubeadm", manifests, "")[..] else { panic!("{component}") };
        assert!(finding.ends_with(&format!(" needs {component}, which nothing in the cluster brings")), "{finding}");
        let none: [String; 0] = [];
        assert_eq!(found("kubeadm", manifests, &format!("    - pack: {pack}\n")), none);
    }
}

#[test]
fn golden_images_need_two_components() {
    let layers =
        |others: &str| format!("  target: {{kubernetes: \"1.35\"}}\n  layers:\n    - pack: golden-images\n{others}");
    for (others, number) in [("", 2), ("    - pack: kubevirt\n", 1), ("    - pack: kubevirt\n    - pack: cdi\n", 0)] {
        assert_eq!(found_beside(&layers(others), "", "[]").len(), number, "{others}");
    }
}

#[test]
fn what_a_distribution_has_or_offers_is_not_missed() {
    for (distribution, networks, classes) in [
        ("kubeadm", 1, 1),
        ("talos", 1, 1),
        ("rke2", 0, 0),
        ("openshift", 0, 0),
        ("k3s", 0, 1),
        ("microk8s", 0, 1),
        ("eks", 1, 0),
        ("aks", 1, 0),
        ("gke", 1, 0),
    ] {
        assert_eq!(found(distribution, NETWORK, "").len(), networks, "{distribution}");
        assert_eq!(found(distribution, CLASS, "").len(), classes, "{distribution}");
        assert_eq!(found(distribution, MACHINE, "").len(), 1, "{distribution}");
    }
}

#[test]
fn what_is_not_known_may_bring_everything() {
    assert!(found("kubeadm", MACHINE, "    - ref: {name: virtual-machine-orchestrator, version: 4.10.0}\n").is_empty());
    let layers = "  target: {kubernetes: \"1.35\", with: [context.json]}\n  layers:\n    - manifests: {name: own, files: [own.yaml]}\n";
    let pack = r#"[{"name": "platform", "type": "spectro", "tag": "1.0.0", "values": ""}]"#;
    assert!(found_beside(layers, MACHINE, pack).is_empty());
    let manifest = r#"[{"name": "notes", "type": "manifest", "manifests": []}]"#;
    assert_eq!(found_beside(layers, MACHINE, manifest).len(), 1);
}

#[test]
fn definitions_and_resources_of_operators_show_who_knows_better() {
    let definition = "---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n\
                      metadata: {name: virtualmachines.kubevirt.io}\n";
    assert!(found("kubeadm", &format!("{MACHINE}{definition}"), "").is_empty());
    let operated = "---\napiVersion: kubevirt.io/v1\nkind: KubeVirt\nmetadata: {name: kubevirt, namespace: kubevirt}\n";
    assert!(found("kubeadm", &format!("{MACHINE}{operated}"), "").is_empty());
    let other = definition.replace("kubevirt.io}", "cdi.kubevirt.io}");
    assert_eq!(found("kubeadm", &format!("{MACHINE}{other}"), "").len(), 1);
}
