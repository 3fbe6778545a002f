//! Everybody who can bring a snapshot controller, against everybody else: `conflict/duplicate-snapshot-controller`.

use serde_json::{Value, json};

use crate::examine::examine_with;
use crate::support::{Vmopack, profile};

const RULE: &str = "conflict/duplicate-snapshot-controller";

/// One way for a snapshot controller to come into a cluster, or something that looks like one.
struct Party {
    name: &'static str,
    /// Further keys of the profile's target.
    target: &'static str,
    /// A layer of the profile.
    layer: &'static str,
    /// A pack of a profile that shares the cluster.
    foreign: Option<Value>,
}

fn own(name: &'static str, layer: &'static str) -> Party {
    Party { name, target: "", layer, foreign: None }
}

fn target(name: &'static str, target: &'static str) -> Party {
    Party { name, target, layer: "", foreign: None }
}

fn foreign(name: &'static str, pack: Value) -> Party {
    Party { name, target: "", layer: "", foreign: Some(pack) }
}

fn running(image: &str) -> Value {
    let containers = format!("[{{name: driver, image: csi/driver}}, {{name: snapshots, image: \"{image}\"}}]");
    let content = format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: csi, namespace: csi}}\n\
         spec:\n  template:\n    spec:\n      containers: {containers}\n"
    );
    json!({"name": "csi-manifests", "type": "manifest", "manifests": [{"name": "csi", "content": content}]})
}

/// Parties of the profile itself.
fn own_owners() -> Vec<Party> {
    vec![
        own("our layer", "{pack: snapshot-controller}"),
        own("the Volume Snapshot Controller pack", "{ref: {name: volume-snapshot-controller, version: 8.2.0}}"),
        own("the community pack", "{ref: {name: external-snapshotter, version: 4.0.1}}"),
        own("the vendor's VMO", "{ref: {name: virtual-machine-orchestrator, version: 4.6.3}}"),
        own(
            "the vendor's VMO, switched on",
            "{ref: {name: virtual-machine-orchestrator, version: 4.6.3}, \
             values: {charts: {virtual-machine-orchestrator: {snapshot-controller: {enabled: true}}}}}",
        ),
        own("plain manifests", "{manifests: {name: snapshots, files: [controller.yaml]}}"),
        own(
            "a pack of another name that lists the image",
            "{ref: {name: acme-snapshots, version: 1.0.0}, \
             values: {pack: {content: {images: [{image: \"registry.example.com/acme/snapshot-controller:v8.2.0\"}]}}}}",
        ),
        own(
            "a chart that can bring one, switched on",
            "{ref: {name: csi-driver-nfs, version: 4.11.0}, \
             values: {charts: {csi-driver-nfs: {externalSnapshotter: {enabled: true}}}}}",
        ),
    ]
}

/// Parties that this profile cannot change.
fn foreign_owners() -> Vec<Party> {
    vec![
        target("RKE2", "distribution: rke2"),
        target("OpenShift", "distribution: openshift"),
        target("AKS", "distribution: aks"),
        target("GKE", "distribution: gke"),
        target("scheduled backups", "backups: scheduled"),
        target("past backups", "backups: past"),
        foreign("the Volume Snapshot Controller pack elsewhere", json!({"name": "volume-snapshot-controller"})),
        foreign("our pack elsewhere", json!({"name": "snapshot-controller"})),
        foreign(
            "the pack under a name of its own",
            json!({"name": "Snapshots of vSphere--volume-snapshot-controller"}),
        ),
        foreign(
            "the vendor's VMO elsewhere",
            json!({"name": "virtual-machine-orchestrator", "values": "charts: {}\n"}),
        ),
        foreign("a controller inside a CSI driver", running("registry.k8s.io/sig-storage/snapshot-controller:v8.2.0")),
        foreign("RKE2's image", running("rancher/hardened-snapshot-controller:v8.6.0-build20260101")),
        foreign("OpenShift's image", running("quay.io/openshift/csi-snapshot-controller@sha256:00")),
        foreign(
            "a CSI chart that lists the image",
            json!({
                "name": "csi-openebs",
                "values": "pack:\n  content:\n    images:\n      - image: localhost:5000/sig-storage/snapshot-controller:v8.2.0\n",
            }),
        ),
        foreign(
            "a CSI chart with its switch on",
            json!({
                "name": "csi-driver-nfs",
                "values": "charts: {csi-driver-nfs: {externalSnapshotter: {enabled: true}}}\n",
            }),
        ),
    ]
}

/// What looks like an owner and is none.
fn bystanders() -> Vec<Party> {
    vec![
        target("kubeadm", "distribution: kubeadm"),
        target("EKS, whose add-on is opt-in", "distribution: eks"),
        target("K3s", "distribution: k3s"),
        target("no backups", "backups: none"),
        own(
            "the vendor's VMO, switched off",
            "{ref: {name: virtual-machine-orchestrator, version: 4.6.3}, \
             values: {charts: {virtual-machine-orchestrator: {snapshot-controller: {enabled: false}}}}}",
        ),
        own(
            "a chart that can bring one, switched off",
            "{ref: {name: csi-driver-nfs, version: 4.11.0}, \
             values: {charts: {csi-driver-nfs: {externalSnapshotter: {enabled: false}}}}}",
        ),
        own("a chart that can bring one, without values", "{ref: {name: csi-driver-nfs, version: 4.11.0}}"),
        foreign("the sidecar of a CSI driver", running("registry.k8s.io/sig-storage/csi-snapshotter:v8.2.0")),
        foreign("the old webhook", running("registry.k8s.io/sig-storage/snapshot-validation-webhook:v8.1.0")),
        foreign("somebody's namesake", running("registry.example.com/snapshot-controller/web:1")),
        foreign("values that hold macros", json!({"name": "csi-x", "values": "a: {{.spectro.var.x}}\nb: 1\n"})),
    ]
}

/// Puts parties into one cluster and returns severity and text of what the rule says.
fn judge(parties: &[&Party]) -> Option<(String, String)> {
    let targets: String =
        parties.iter().filter(|party| !party.target.is_empty()).map(|p| format!(", {}", p.target)).collect();
    let layers: String =
        parties.iter().filter(|party| !party.layer.is_empty()).map(|p| format!("    - {}\n", p.layer)).collect();
    let spec = format!(
        "  target: {{kubernetes: \"1.35\", with: [infra.json]{targets}}}\n  layers:\n\
         \x20   - manifests: {{name: unrelated, files: [unrelated.yaml]}}\n{layers}"
    );
    let packs: Vec<&Value> = parties.iter().filter_map(|party| party.foreign.as_ref()).collect();
    let infra = json!({"metadata": {"name": "infra"}, "spec": {"template": {"packs": packs}}});
    let controller = "{apiVersion: v1, kind: Pod, metadata: {name: snapshots}, \
                      spec: {containers: [{name: c, image: registry.k8s.io/sig-storage/snapshot-controller:v8.2.0}]}}\n";
    let folder = Vmopack::with_profile(&profile(&spec))
        .file("infra.json", infra.to_string())
        .file("unrelated.yaml", "{apiVersion: v1, kind: ConfigMap, metadata: {name: unrelated}}\n")
        .file("controller.yaml", controller);
    let examined = examine_with(&folder.path("profile.yaml"), RULE);
    let [finding] = examined.report.diagnostics() else {
        assert!(examined.report.diagnostics().is_empty(), "one finding for all owners:\n{}", examined.text);
        return None;
    };
    assert_eq!(finding.id.as_str(), RULE);
    assert_eq!(1 + finding.related.len(), parties.len(), "every owner is shown:\n{}", examined.text);
    Some((finding.severity.to_string(), examined.text))
}

/// Says whether two parties can be in one profile: its target has a key once.
fn together(one: &Party, other: &Party) -> bool {
    let key = |party: &Party| party.target.split(':').next().unwrap_or_default().to_owned();
    one.name != other.name && (one.target.is_empty() || key(one) != key(other))
}

#[test]
fn one_owner_is_fine() {
    for party in own_owners().iter().chain(&foreign_owners()).chain(&bystanders()) {
        assert_eq!(judge(&[party]), None, "{}", party.name);
    }
}

#[test]
fn an_owner_of_ours_clashes_with_every_other() {
    let (own, foreign) = (own_owners(), foreign_owners());
    for party in own.iter().skip(1).chain(&foreign) {
        let (severity, text) = judge(&[&own[0], party]).unwrap_or_else(|| panic!("{} is not seen", party.name));
        assert_eq!(severity, "error", "{}:\n{text}", party.name);
    }
    for party in &foreign {
        let (severity, text) = judge(&[&own[2], party]).unwrap_or_else(|| panic!("{} is not seen", party.name));
        assert_eq!(severity, "error", "{}:\n{text}", party.name);
    }
}

#[test]
fn owners_that_are_all_foreign_never_stop_the_build() {
    let owners = foreign_owners();
    for (index, one) in owners.iter().enumerate() {
        for other in owners[index + 1..].iter().filter(|other| together(one, other)) {
            let (severity, text) = judge(&[one, other]).unwrap_or_else(|| panic!("{} and {}", one.name, other.name));
            assert_eq!(severity, "warning", "{} and {}:\n{text}", one.name, other.name);
        }
    }
}

#[test]
fn bystanders_are_left_alone() {
    let own = own_owners();
    for party in bystanders() {
        assert_eq!(judge(&[&own[0], &party]), None, "{}", party.name);
    }
}

#[test]
fn every_owner_is_shown_at_its_place() {
    let (own, foreign) = (own_owners(), foreign_owners());
    let parties = [&own[0], &own[3], &foreign[0], &foreign[4], &foreign[10]];
    let (_, text) = judge(&parties).unwrap();
    insta::assert_snapshot!(text, @r#"
    error[conflict/duplicate-snapshot-controller]: the cluster gets 5 snapshot controllers
     --> profile.yaml:8:7
      |
    5 |   target: {kubernetes: "1.35", with: [infra.json], distribution: rke2, backups: scheduled}
      |                                                                  ----           --------- Palette installs one with backups
      |                                                                  |
      |                                                                  rke2 ships one
    ...
    8 |     - {pack: snapshot-controller}
      |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^ layer `vmo-snapshot-controller`
    9 |     - {ref: {name: virtual-machine-orchestrator, version: 4.6.3}}
      |                    ---------------------------- layer `virtual-machine-orchestrator` with its snapshot controller
      |
     ::: infra.json (manifest csi of csi-manifests):7:80
      |
    7 | ...r}, {name: snapshots, image: "registry.k8s.io/sig-storage/snapshot-controller:v8.2.0"}]
      |                                 -------------------------------------------------------- layer `csi-manifests` runs registry.k8s.io/sig-storage/snapshot-controller:v8.2.0
     ::: infra.json:1:327
      = help: keep one of them
    "#);
    let (_, text) = judge(&[&foreign[5], &foreign[6]]).unwrap();
    insta::assert_snapshot!(text, @r#"
    warning[conflict/duplicate-snapshot-controller]: the cluster gets two snapshot controllers
     --> infra.json:1:67
      |
    1 | {"metadata":{"name":"infra"},"spec":{"template":{"packs":[{"name":"volume-snapshot-controller"}]}}}
      |                                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ layer `volume-snapshot-controller`
      |
     ::: profile.yaml:5:61
      |
    5 |   target: {kubernetes: "1.35", with: [infra.json], backups: past}
      |                                                             ---- Palette installs one with backups
      |
      = note: no layer of this profile is part of it, so it does not stop the build
      = help: keep one of them
    "#);
}

#[test]
fn two_controllers_of_one_layer_are_two() {
    let pod = |name: &str| {
        format!(
            "---\n{{apiVersion: v1, kind: Pod, metadata: {{name: {name}}}, \
             spec: {{containers: [{{name: c, image: registry.k8s.io/sig-storage/snapshot-controller:v8.2.0}}]}}}}\n"
        )
    };
    let spec = "  target: {kubernetes: \"1.35\"}\n  layers:\n    - manifests: {name: own, files: [pods.yaml]}\n";
    let folder = Vmopack::with_profile(&profile(spec)).file("pods.yaml", pod("one") + &pod("two"));
    let examined = examine_with(&folder.path("profile.yaml"), RULE);
    let [finding] = examined.report.diagnostics() else { panic!("one finding:\n{}", examined.text) };
    assert_eq!(finding.related.len(), 1, "{}", examined.text);
}
