//! How Cilium is set up beside Multus and KubeVirt: `network/cilium-exclusive` and `network/cilium-socket-lb`.

use serde_json::json;

use crate::examine::examine_with;
use crate::support::{Vmopack, profile};

const EXCLUSIVE: &str = "network/cilium-exclusive";
const SOCKETS: &str = "network/cilium-socket-lb";

/// Checks layers with one rule, and returns severity and message of each finding.
fn found(rule: &str, target: &str, layers: &[&str], files: &[(&str, String)]) -> Vec<String> {
    let layers: String = layers.iter().map(|layer| format!("    - {layer}\n")).collect();
    let spec = format!("  target: {{kubernetes: \"1.35\"{target}}}\n  layers:\n{layers}");
    let folder =
        files.iter().fold(Vmopack::with_profile(&profile(&spec)), |folder, (name, text)| folder.file(name, text));
    let examined = examine_with(&folder.path("profile.yaml"), rule);
    let findings = examined.report.diagnostics().iter();
    findings.map(|finding| format!("{} {}", finding.severity, finding.message)).collect()
}

/// A profile as Palette exports it, with one pack.
fn infra(pack: &str, values: &str) -> String {
    let pack = json!({"name": pack, "type": "spectro", "layer": "cni", "version": "1.18.4", "tag": "1.18.4", "values": values});
    json!({"metadata": {"name": "infra"}, "spec": {"template": {"type": "cluster", "packs": [pack]}}}).to_string()
}

fn cilium(values: &str) -> String {
    format!("{{ref: {{name: cni-cilium-oss, version: 1.18.4}}, values: {{charts: {{cilium: {values}}}}}}}")
}

const TAKEN: &str = "error Cilium of layer `cni-cilium-oss` takes the configuration of Multus away";
const MAYBE: &str = "warning Cilium of layer `cni-cilium-oss` takes the configuration of Multus away";
const HIDDEN: &str = "warning Cilium of layer `cni-cilium-oss` hides Services from virtual machines";
const OURS: &str = "pack: multus";

#[test]
fn values_decide_and_what_they_lack_is_the_charts_default() {
    for (values, expected) in [
        ("{cni: {exclusive: true}}", vec![TAKEN]),
        ("{cni: {exclusive: \"true\"}}", vec![TAKEN]),
        ("{cni: {exclusive: false}}", vec![]),
        ("{cni: {exclusive: \"{{ .spectro.var.exclusive }}\"}}", vec![]),
        ("{cni: {exclusive: true, customConf: true}}", vec![]),
        ("{ipam: {mode: kubernetes}}", vec![MAYBE]),
        ("{cni: {customConf: true}}", vec![]),
    ] {
        assert_eq!(found(EXCLUSIVE, "", &[&cilium(values), OURS], &[]), expected, "{values}");
    }
}

#[test]
fn the_infrastructure_profile_is_read() {
    let with = ", with: [infra.json]";
    for (pack, values, expected) in [
        ("cni-cilium-oss", "charts:\n  cilium:\n    cni:\n      exclusive: true\n", vec![TAKEN]),
        ("cni-cilium-oss", "charts:\n  cilium:\n    cni:\n      exclusive: false\n", vec![]),
        ("cni-cilium-oss", "pack:\n  namespace: kube-system\n", vec![MAYBE]),
        ("cni-cilium-oss", "", vec![]),
        ("cni-calico", "charts:\n  cilium:\n    cni:\n      exclusive: true\n", vec![]),
    ] {
        let files = [("infra.json", infra(pack, values))];
        assert_eq!(found(EXCLUSIVE, with, &[OURS], &files), expected, "{pack} {values}");
    }
}

#[test]
fn the_config_map_of_plain_manifests_is_read() {
    let manifests = "manifests: {name: cni, files: [cilium.yaml]}";
    for (data, expected) in [
        ("{cni-exclusive: \"true\"}", vec!["error Cilium of layer `cni` takes the configuration of Multus away"]),
        ("{cni-exclusive: \"false\"}", vec![]),
        // The agent's own default is false: https://github.com/cilium/cilium/blob/main/daemon/cmd/cni/config/config.go
        ("{ipam: kubernetes}", vec![]),
    ] {
        let map = format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: cilium-config, namespace: kube-system}}\ndata: {data}\n"
        );
        assert_eq!(found(EXCLUSIVE, "", &[manifests, OURS], &[("cilium.yaml", map)]), expected, "{data}");
    }
}

#[test]
fn only_multus_that_a_layer_brings_counts() {
    let vendor = |values: &str| {
        let name = "virtual-machine-orchestrator";
        format!("{{ref: {{name: {name}, version: 4.6.3}}, values: {{charts: {{{name}: {values}}}}}}}")
    };
    let networks =
        "{pack: multus, values: {daemon: {enabled: false}, networks: [{name: a, namespaces: [b], bridge: br0}]}}";
    for (layer, expected) in [
        (vendor("{multus: {enabled: true}}"), vec![TAKEN]),
        (vendor("{multus: {enabled: false}}"), vec![]),
        (networks.to_owned(), vec![]),
        ("pack: kubevirt".to_owned(), vec![]),
    ] {
        let found = found(EXCLUSIVE, "", &[&cilium("{cni: {exclusive: true}}"), &layer], &[]);
        assert_eq!(found, expected, "{layer}");
    }
}

#[test]
fn services_are_hidden_where_cilium_replaces_kube_proxy() {
    for (values, expected) in [
        ("{kubeProxyReplacement: true}", vec![HIDDEN]),
        ("{kubeProxyReplacement: strict, socketLB: {hostNamespaceOnly: false}}", vec![HIDDEN]),
        ("{kubeProxyReplacement: true, socketLB: {hostNamespaceOnly: true}}", vec![]),
        ("{kubeProxyReplacement: true, socketLB: {hostNamespaceOnly: \"{{ .spectro.var.host }}\"}}", vec![]),
        ("{kubeProxyReplacement: false}", vec![]),
        ("{socketLB: {hostNamespaceOnly: false}}", vec![]),
    ] {
        assert_eq!(found(SOCKETS, "", &[&cilium(values), "pack: kubevirt"], &[]), expected, "{values}");
        assert!(found(SOCKETS, "", &[&cilium(values), OURS], &[]).is_empty(), "no machines, no harm: {values}");
    }
}
