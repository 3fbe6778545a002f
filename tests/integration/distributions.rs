//! Every distribution of `target.distribution`: what `init` writes for it fits it, and what it ships is not installed twice.

use serde_json::Value;

use vmopack::assess::Assessment;
use vmopack::profile::Distribution;
use vmopack::render::{Rendered, RenderedPack};

use crate::examples::starter;
use crate::packs::Workspace;

/// What a distribution is like: <https://docs.k3s.io/networking/multus-ipams>,
/// <https://docs.siderolabs.com/kubernetes-guides/cni/multus>, <https://microk8s.io/docs/addon-multus>, and the paths of
/// <https://github.com/kubevirt/cluster-network-addons-operator/blob/main/pkg/network/cni/cni.go> for OpenShift.
struct Facts {
    distribution: Distribution,
    /// Packs that it makes superfluous.
    ships: &'static [&'static str],
    /// Directories of CNI configurations, CNI plugins, network namespaces and the kubelet.
    paths: [&'static str; 4],
    /// Directory that its CNI plugins lead to, where they are absolute links: the function `extract` of
    /// <https://github.com/k3s-io/k3s/blob/main/cmd/k3s/main.go>. Elsewhere they are files.
    links: Option<&'static str>,
    /// Whether system priority classes need a quota outside of `kube-system`.
    quota: bool,
    /// Whether the pods of the distribution may choose their user.
    users: bool,
}

const COMMON: [&str; 4] = ["/etc/cni/net.d", "/opt/cni/bin", "/run/netns", "/var/lib/kubelet"];

fn plain(distribution: Distribution) -> Facts {
    Facts { distribution, ships: &[], paths: COMMON, links: None, quota: false, users: true }
}

fn all() -> Vec<Facts> {
    use Distribution::{Aks, Eks, Gke, K3s, Kubeadm, Microk8s, Openshift, Pxk, PxkE, Rke2, Talos};
    let [conf, bin, netns, kubelet] = COMMON;
    vec![
        plain(Kubeadm),
        plain(Pxk),
        plain(PxkE),
        plain(Eks),
        Facts {
            paths: ["/var/lib/rancher/k3s/agent/etc/cni/net.d", "/var/lib/rancher/k3s/data/cni", netns, kubelet],
            links: Some("/var/lib/rancher/k3s/data"),
            ..plain(K3s)
        },
        Facts { ships: &["snapshot-controller"], ..plain(Rke2) },
        Facts {
            paths: [
                "/var/snap/microk8s/current/args/cni-network",
                "/var/snap/microk8s/current/opt/cni/bin",
                netns,
                "/var/snap/microk8s/common/var/lib/kubelet",
            ],
            ..plain(Microk8s)
        },
        Facts { ships: &["snapshot-controller"], ..plain(Aks) },
        Facts {
            ships: &["snapshot-controller"],
            paths: [conf, "/home/kubernetes/bin", netns, kubelet],
            quota: true,
            ..plain(Gke)
        },
        Facts { ships: &["snapshot-controller", "multus"], users: false, ..plain(Openshift) },
        Facts { paths: [conf, bin, "/var/run/netns", kubelet], ..plain(Talos) },
    ]
}

/// Renders and checks a profile; returns severity and id of each finding beside what was rendered.
fn examined(spec: &str) -> (Assessment, Vec<String>) {
    let mut workspace = Workspace::new("x: 1\n", &[("10-a.yaml", "a: 1\n")]);
    spec.clone_into(&mut workspace.spec);
    let assessment = workspace.assess();
    let found = assessment.report().diagnostics().iter();
    let found = found.map(|finding| format!("{} {}", finding.severity, finding.id)).collect();
    (assessment, found)
}

/// The `spec` of the profile that `init` writes.
fn starter_spec(distribution: Distribution) -> String {
    let text = starter(distribution);
    let spec = text.split("\nspec:\n").nth(1).unwrap();
    spec.lines().map(|line| format!("{}\n", line.strip_prefix("  ").unwrap_or(line))).collect()
}

fn documents(pack: &RenderedPack) -> Vec<Value> {
    pack.files.iter().flat_map(|file| &file.documents).map(vmopack::yaml::Node::to_json).collect()
}

fn of_kind(documents: &[Value], kind: &str) -> Vec<Value> {
    documents.iter().filter(|document| document["kind"] == kind).cloned().collect()
}

fn rendered(assessment: &Assessment) -> &Rendered {
    assessment.prepared().unwrap().rendered()
}

fn pack<'a>(assessment: &'a Assessment, name: &str) -> Option<&'a RenderedPack> {
    rendered(assessment).packs().find(|pack| pack.resolved.pack.name.as_str() == name)
}

#[test]
fn the_table_knows_every_distribution() {
    let names: Vec<_> = all().iter().map(|facts| facts.distribution.as_str()).collect();
    assert_eq!(names.len(), Distribution::NAMES.len());
    assert!(Distribution::NAMES.iter().all(|(name, _)| names.contains(name)), "{names:?}");
}

#[test]
fn starters_fit_their_distribution() {
    let packs = ["snapshot-controller", "multus", "kubevirt", "cdi", "descheduler", "dashboard"];
    for facts in all() {
        let name = facts.distribution.as_str();
        let (assessment, found) = examined(&starter_spec(facts.distribution));
        assert!(found.is_empty(), "{name}: {found:?}");
        for wanted in packs {
            assert_eq!(pack(&assessment, wanted).is_none(), facts.ships.contains(&wanted), "{name}: {wanted}");
        }
        for pack in rendered(&assessment).packs() {
            assert_quota(&facts, pack);
        }
        if let Some(multus) = pack(&assessment, "multus") {
            assert_paths(&facts, multus);
        }
        for wanted in ["descheduler", "dashboard"] {
            let text = serde_json::to_string(&documents(pack(&assessment, wanted).unwrap())).unwrap();
            assert_eq!(text.contains("runAsUser"), facts.users, "{name}: {wanted}");
            assert_eq!(text.contains("runAsGroup"), facts.users, "{name}: {wanted}");
        }
    }
}

/// Multus mounts what the distribution has where, in its daemon and in its installer, and looks for plugins there.
fn assert_paths(facts: &Facts, multus: &RenderedPack) {
    let name = facts.distribution.as_str();
    let documents = documents(multus);
    let daemon = daemon(multus);
    let volume = |wanted: &str| {
        let volumes = daemon["volumes"].as_array().unwrap().iter();
        volumes.clone().find(|volume| volume["name"] == wanted).unwrap()["hostPath"]["path"].clone()
    };
    let paths = ["cni", "cnibin", "host-run-netns", "host-var-lib-kubelet"].map(volume);
    assert_eq!(paths, facts.paths, "{name}");
    let seen = same_paths(&daemon);
    for needed in [Some(facts.paths[1]), facts.links].into_iter().flatten() {
        let is_seen = seen.iter().any(|path| needed == path || needed.starts_with(&format!("{path}/")));
        assert!(is_seen, "{name}: the daemon must see {needed} where the node has it, not only {seen:?}");
    }
    let config = of_kind(&documents, "ConfigMap")[0]["data"]["daemon-config.json"].clone();
    let config: Value = serde_json::from_str(config.as_str().unwrap()).unwrap();
    assert_eq!(config["binDir"], facts.paths[1], "{name}");
    assert_eq!(config["cniConfigDir"], "/host/etc/cni/net.d", "{name}");
    assert_eq!(config["socketDir"], "/host/run/multus/", "{name}: where its shim looks, /run/multus on the node");
}

/// The pod of the first `DaemonSet` of a pack.
fn daemon(pack: &RenderedPack) -> Value {
    of_kind(&documents(pack), "DaemonSet")[0]["spec"]["template"]["spec"].clone()
}

/// Directories of the node that the daemon has under the same path.
fn same_paths(daemon: &Value) -> Vec<String> {
    let volumes = daemon["volumes"].as_array().unwrap();
    let mounts = daemon["containers"][0]["volumeMounts"].as_array().unwrap().iter();
    let same = mounts.filter(|mount| {
        let volume = volumes.iter().find(|volume| volume["name"] == mount["name"]).unwrap();
        mount["subPath"].is_null() && volume["hostPath"]["path"] == mount["mountPath"]
    });
    same.map(|mount| mount["mountPath"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_version_of_multus_knows_the_directories() {
    for facts in all().iter().filter(|facts| !facts.ships.contains(&"multus")) {
        for version in ["4.3.0", "4.2.4"] {
            let target = format!("target: {{kubernetes: \"1.35\", distribution: {}}}", facts.distribution.as_str());
            let (assessment, _) = examined(&format!("{target}\nlayers: [{{pack: multus, version: {version}}}]\n"));
            assert_paths(facts, pack(&assessment, "multus").unwrap());
        }
    }
}

/// A pack whose pods have a priority class of the system brings a quota for it where the distribution asks for one.
fn assert_quota(facts: &Facts, pack: &RenderedPack) {
    let documents = documents(pack);
    let critical = serde_json::to_string(&documents).unwrap().contains("\"priorityClassName\":\"system-");
    let quotas = of_kind(&documents, "ResourceQuota");
    let what = format!("{} on {}", pack.resolved.name, facts.distribution.as_str());
    assert_eq!(quotas.len(), usize::from(facts.quota && critical), "{what}");
    for quota in quotas {
        let selector = &quota["spec"]["scopeSelector"]["matchExpressions"][0];
        assert_eq!(selector["scopeName"], "PriorityClass", "{what}");
        assert_eq!(quota["metadata"]["namespace"], pack.resolved.pack.namespace.as_str(), "{what}");
    }
}

#[test]
fn what_a_distribution_ships_is_not_installed_twice() {
    for facts in all() {
        let name = facts.distribution.as_str();
        for (pack, rule) in [
            ("snapshot-controller", "conflict/duplicate-snapshot-controller"),
            ("multus", "conflict/duplicate-component"),
        ] {
            let spec = format!("target: {{kubernetes: \"1.35\", distribution: {name}}}\nlayers: [{{pack: {pack}}}]\n");
            let expected: &[String] = if facts.ships.contains(&pack) { &[format!("error {rule}")] } else { &[] };
            assert_eq!(examined(&spec).1, expected, "{pack} on {name}");
        }
    }
}

#[test]
fn networks_go_with_the_multus_of_the_distribution() {
    let (assessment, found) = examined(
        "target: {kubernetes: \"1.35\", distribution: openshift}\n\
         layers:\n\
         - pack: multus\n\
         \x20 values:\n\
         \x20   daemon: {enabled: false}\n\
         \x20   networks: [{name: a, namespaces: [vms], bridge: br0, vlan: 5}]\n\
         \x20   vlanFiltering: {enabled: true, allowedVlans: [5]}\n",
    );
    assert!(found.is_empty(), "{found:?}");
    let multus = pack(&assessment, "multus").unwrap();
    let needed: Vec<_> =
        multus.resolved.images.iter().filter(|image| image.needed).filter_map(|image| image.key.as_deref()).collect();
    assert_eq!(needed, ["vlanFilter"]);
    let binding = &of_kind(&documents(multus), "RoleBinding")[0];
    assert_eq!(binding["roleRef"]["name"], "system:openshift:scc:privileged");
}

#[test]
fn an_old_k3s_has_to_say_where_its_plugins_are() {
    let spec = |kubernetes: &str, values: &str| {
        format!(
            "target: {{kubernetes: \"{kubernetes}\", distribution: k3s}}\nlayers: [{{pack: multus, values: {{{values}}}}}]\n"
        )
    };
    let mut workspace = Workspace::new("x: 1\n", &[("10-a.yaml", "a: 1\n")]);
    workspace.spec = spec("1.31", "");
    let problems = workspace.render().unwrap_err();
    insta::assert_snapshot!(workspace.show(problems), @r#"
error[values/refused]: value `hostPaths.cniBin` must be set: on k3s it is /var/lib/rancher/k3s/data/cni since 1.31.2, 1.30.6, 1.29.10 and 1.28.15, else .../k3s/data/current/bin
 --> profile.yaml:6:12
  |
6 |   layers: [{pack: multus, values: {}}]
  |            ^^^^^^^^^^^^^^^^^^^^^^^^^^
"#);
    let paths = "/var/lib/rancher/k3s/data/current/bin";
    let (assessment, _) = examined(&spec("1.31", &format!("hostPaths: {{cniBin: {paths}}}")));
    let daemon = daemon(pack(&assessment, "multus").unwrap());
    assert!(daemon.to_string().contains(&format!("\"path\":\"{paths}\"")));
    assert!(same_paths(&daemon).contains(&"/var/lib/rancher/k3s/data".to_owned()), "which holds what is linked there");
    examined(&spec("1.32", ""));
}

#[test]
fn plugins_of_another_directory_are_seen_beside_what_links_lead_to() {
    let spec = |paths: &str| {
        format!(
            "target: {{kubernetes: \"1.35\", distribution: k3s}}\nlayers: [{{pack: multus, values: {{hostPaths: {{{paths}}}}}}}]\n"
        )
    };
    for (paths, expected) in [
        ("cniBin: /opt/cni/bin", vec!["/opt/cni/bin", "/var/lib/rancher/k3s/data"]),
        ("cniBin: /data/k3s/data/cni, cniBinTargets: /data/k3s/data", vec!["/data/k3s/data"]),
        ("cniBin: /data/k3s/database, cniBinTargets: /data/k3s/data", vec!["/data/k3s/data", "/data/k3s/database"]),
    ] {
        let (assessment, _) = examined(&spec(paths));
        let mut seen = same_paths(&daemon(pack(&assessment, "multus").unwrap()));
        seen.retain(|path| path.starts_with("/opt") || path.contains("k3s"));
        seen.sort();
        assert_eq!(seen, expected, "{paths}");
    }
}

#[test]
fn the_quota_goes_with_critical_pods() {
    let values = "daemon: {enabled: false}, networks: [{name: a, namespaces: [vms], bridge: br0}]";
    let gke = |values: &str| {
        let target = "target: {kubernetes: \"1.35\", distribution: gke}";
        let (assessment, _) = examined(&format!("{target}\nlayers: [{{pack: multus, values: {{{values}}}}}]\n"));
        of_kind(&documents(pack(&assessment, "multus").unwrap()), "ResourceQuota").len()
    };
    assert_eq!(gke(values), 0, "networks alone run nothing");
    assert_eq!(gke(&format!("{values}, vlanFiltering: {{enabled: true, allowedVlans: [5]}}")), 1);
}

/// Where pods find DNS and the API server once a Service has led them on: OpenShift's DNS listens on 5353, MicroK8s' API server on
/// 16443 (<https://microk8s.io/docs/services-and-ports>).
#[test]
fn network_policies_let_pods_reach_the_api_server_and_dns() {
    for facts in all() {
        let name = facts.distribution.as_str();
        let on = "values: {networkPolicies: {enabled: true}}";
        let (assessment, _) = examined(&format!(
            "target: {{kubernetes: \"1.35\", distribution: {name}}}\nlayers: [{{pack: kubevirt, {on}}}, {{pack: cdi, {on}}}]\n"
        ));
        for ports in ["kubevirt", "cdi"].map(|wanted| service_ports(pack(&assessment, wanted).unwrap())) {
            for needed in ["TCP 443", "TCP 6443", "TCP 53", "UDP 53", "TCP 5353", "UDP 5353"] {
                assert!(ports.contains(&needed.to_owned()), "{name}: {ports:?} lack {needed}");
            }
            let own = ports.iter().filter(|port| *port == "TCP 16443").count();
            assert_eq!(own, usize::from(facts.distribution == Distribution::Microk8s), "{name}: {ports:?}");
        }
    }
}

/// The ports of the policy for all pods that need services of the cluster.
fn service_ports(pack: &RenderedPack) -> Vec<String> {
    let policies = of_kind(&documents(pack), "NetworkPolicy");
    let wanted = serde_json::json!({"np.kubevirt.io/allow-access-cluster-services": "true"});
    let policy = policies.iter().find(|policy| policy["spec"]["podSelector"]["matchLabels"] == wanted);
    let ports = policy.and_then(|policy| policy["spec"]["egress"][0]["ports"].as_array());
    ports.into_iter().flatten().map(|port| format!("{} {}", port["protocol"].as_str().unwrap(), port["port"])).collect()
}

#[test]
fn whoever_opens_no_port_gets_no_policy_for_them() {
    let (assessment, _) = examined(
        "target: {kubernetes: \"1.35\", distribution: microk8s}\n\
         layers:\n\
         - {pack: kubevirt, values: {networkPolicies: {enabled: true, clusterServicePorts: []}}}\n\
         - {pack: cdi, values: {networkPolicies: {enabled: true, apiServerPorts: [], dnsPorts: []}}}\n",
    );
    for name in ["kubevirt", "cdi"] {
        assert!(service_ports(pack(&assessment, name).unwrap()).is_empty(), "{name}");
    }
}
