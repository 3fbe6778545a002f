//! Where KubeVirt and CDI run on each distribution, and where they look for its kubelet.

use crate::packs::Workspace;
use serde_json::{Value, json};
use vmopack::profile::Distribution;
use vmopack::yaml::Node;

/// Where the infrastructure pods must run.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Placement {
    /// On nodes with the label of a control plane.
    Required,
    /// There if possible.
    Preferred,
    Anywhere,
}

const KUBELET: &str = "/var/lib/kubelet";

/// EKS, AKS and GKE show no control-plane nodes, MicroK8s labels none and lives in its snap; all others label them and keep
/// the kubelet's own folder.
const EXPECTED: &[(&str, Placement, &str)] = &[
    ("kubeadm", Placement::Required, KUBELET),
    ("pxk", Placement::Required, KUBELET),
    ("pxk-e", Placement::Required, KUBELET),
    ("k3s", Placement::Required, KUBELET),
    ("rke2", Placement::Required, KUBELET),
    ("microk8s", Placement::Anywhere, "/var/snap/microk8s/common/var/lib/kubelet"),
    ("eks", Placement::Anywhere, KUBELET),
    ("aks", Placement::Anywhere, KUBELET),
    ("gke", Placement::Anywhere, KUBELET),
    ("openshift", Placement::Required, KUBELET),
    ("talos", Placement::Required, KUBELET),
];

fn objects(distribution: &str, layer: &str) -> Vec<Value> {
    let mut workspace = Workspace::new("x: 1\n", &[("10-a.yaml", "a: 1\n")]);
    workspace.spec = format!("target: {{kubernetes: \"1.34\", distribution: {distribution}}}\nlayers: [{{{layer}}}]\n");
    let rendered = workspace.render().map_err(|problems| workspace.list(problems)).unwrap();
    let documents = rendered.packs().flat_map(|pack| &pack.files).flat_map(|file| &file.documents);
    documents.map(Node::to_json).collect()
}

fn of_kind<'a>(objects: &'a [Value], kind: &str) -> &'a Value {
    objects.iter().find(|object| object["kind"] == kind).unwrap()
}

/// What a node affinity asks for; no affinity at all is `Anywhere`.
fn placement(affinity: &Value) -> Placement {
    let rules = &affinity["nodeAffinity"];
    if rules["requiredDuringSchedulingIgnoredDuringExecution"].is_object() {
        Placement::Required
    } else if rules.is_object() {
        Placement::Preferred
    } else {
        Placement::Anywhere
    }
}

/// The same for `infra.nodePlacement` of the KubeVirt resource, where nothing at all means KubeVirt's own: required.
fn infra(resource: &Value) -> Placement {
    match &resource["spec"]["infra"]["nodePlacement"] {
        Value::Null => Placement::Required,
        placement_of => placement(&placement_of["affinity"]),
    }
}

/// Paths on the host of the volumes that virt-handler gets from the patches of the KubeVirt resource.
fn patched_paths(resource: &Value) -> Vec<(String, String)> {
    let patches = resource["spec"]["customizeComponents"]["patches"].as_array().into_iter().flatten();
    let handlers = patches.filter(|patch| patch["resourceName"] == "virt-handler" && patch["type"] == "strategic");
    let pods = handlers.map(|patch| {
        let patch: Value = serde_json::from_str(patch["patch"].as_str().unwrap()).unwrap();
        patch["spec"]["template"]["spec"].clone()
    });
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut paths = Vec::new();
    for pod in pods {
        let volumes = pod["volumes"].as_array().unwrap();
        paths.extend(volumes.iter().map(|volume| (text(&volume["name"]), text(&volume["hostPath"]["path"]))));
        let mounts = pod["containers"][0]["volumeMounts"].as_array().unwrap();
        paths.extend(
            mounts.iter().map(|mount| (format!("{} in the pod", text(&mount["name"])), text(&mount["mountPath"]))),
        );
    }
    paths
}

#[test]
fn every_distribution_of_a_profile_is_expected() {
    let expected: Vec<&str> = EXPECTED.iter().map(|(name, ..)| *name).collect();
    assert_eq!(Distribution::NAMES.iter().map(|(name, _)| *name).collect::<Vec<_>>(), expected);
}

#[test]
fn kubevirt_goes_where_the_distribution_lets_it() {
    for (distribution, expected, kubelet) in EXPECTED {
        for version in ["1.9.0", "1.8.4", "1.7.4"] {
            let objects = objects(distribution, &format!("pack: kubevirt, version: {version}"));
            let operator = &of_kind(&objects, "Deployment")["spec"]["template"]["spec"];
            let resource = of_kind(&objects, "KubeVirt");
            let label = format!("{distribution} {version}");
            assert_eq!(placement(&operator["affinity"]), *expected, "{label}");
            assert_eq!(infra(resource), *expected, "{label}");
            assert_eq!(operator["nodeSelector"], json!({"kubernetes.io/os": "linux"}), "{label}");
            // Nodes that are tainted for the control plane are those that `Required` asks for.
            let tolerated = operator["tolerations"].as_array().unwrap().iter().map(|toleration| &toleration["key"]);
            let keys =
                ["CriticalAddonsOnly", "node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"];
            assert!(tolerated.eq(keys), "{label}");
            let paths = patched_paths(resource);
            let flags = &resource["spec"]["customizeComponents"]["flags"]["handler"]["kubelet-pods-dir"];
            if *kubelet == KUBELET {
                assert_eq!(resource["spec"]["customizeComponents"], Value::Null, "{label}");
            } else {
                let of = |name: &str, path: String| (name.to_owned(), path);
                let pods = format!("{kubelet}/pods");
                let root = (*kubelet).to_owned();
                let all =
                    [of("kubelet", root.clone()), of("kubelet-pods", pods.clone()), of("kubelet in the pod", root)];
                assert_eq!(paths, all, "{label}");
                assert_eq!(*flags, pods, "{label}");
            }
        }
    }
}

#[test]
fn values_win_over_the_distribution() {
    for (distribution, values, expected) in [
        ("eks", "controlPlane: required", Placement::Required),
        ("kubeadm", "controlPlane: preferred", Placement::Preferred),
        ("kubeadm", "controlPlane: any", Placement::Anywhere),
    ] {
        let objects = objects(distribution, &format!("pack: kubevirt, values: {{{values}}}"));
        let affinity = &of_kind(&objects, "Deployment")["spec"]["template"]["spec"]["affinity"];
        assert_eq!(placement(affinity), expected, "{distribution} {values}");
        assert_eq!(infra(of_kind(&objects, "KubeVirt")), expected, "{distribution} {values}");
    }
    let own =
        of_kind(&objects("microk8s", "pack: kubevirt, values: {kubeletRoot: /var/lib/kubelet}"), "KubeVirt").clone();
    assert_eq!(own["spec"]["customizeComponents"], Value::Null);
}

/// What the user says of the components stays, beside what the kubelet's folder takes.
#[test]
fn the_kubelets_folder_keeps_other_changes() {
    let values = "kubeletRoot: /var/lib/k0s/kubelet, customizeComponents: {flags: {api: {v: \"3\"}, handler: {v: \"4\"}}, \
                  patches: [{resourceType: Deployment, resourceName: virt-api, type: json, patch: '[]'}]}";
    let objects = objects("kubeadm", &format!("pack: kubevirt, values: {{{values}}}"));
    let customized = &of_kind(&objects, "KubeVirt")["spec"]["customizeComponents"];
    let flags = json!({"api": {"v": "3"}, "handler": {"v": "4", "kubelet-pods-dir": "/var/lib/k0s/kubelet/pods"}});
    assert_eq!(customized["flags"], flags);
    let names = customized["patches"].as_array().unwrap().iter().map(|patch| &patch["resourceName"]);
    assert!(names.eq(["virt-handler", "virt-api"]));
}

/// CDI asks for Linux alone and bears the taint that some distributions give to nodes for such components.
#[test]
fn cdi_runs_anywhere() {
    for (distribution, _) in Distribution::NAMES {
        let objects = objects(distribution, "pack: cdi");
        let operator = &of_kind(&objects, "Deployment")["spec"]["template"]["spec"];
        let infra = &of_kind(&objects, "CDI")["spec"]["infra"];
        for pods in [operator, infra] {
            assert_eq!(placement(&pods["affinity"]), Placement::Anywhere, "{distribution}");
            assert_eq!(pods["nodeSelector"], json!({"kubernetes.io/os": "linux"}), "{distribution}");
            assert_eq!(
                pods["tolerations"],
                json!([{"key": "CriticalAddonsOnly", "operator": "Exists"}]),
                "{distribution}"
            );
        }
    }
}
