//! Networks of plain manifests against the filters of bridges: `network/vlan-not-allowed`.

use crate::examine::examine_with;
use crate::support::{Vmopack, profile};

/// Checks one attachment beside one layer that filters, and returns the messages.
fn messages(filter: &str, config: &str) -> Vec<String> {
    let manifest = format!(
        "apiVersion: k8s.cni.cncf.io/v1\nkind: NetworkAttachmentDefinition\nmetadata: {{name: a, namespace: vms}}\n\
         spec:\n  config: '{config}'\n"
    );
    let spec = format!(
        "  target: {{kubernetes: \"1.35\"}}\n  layers:\n    - {filter}\n    - {{manifests: {{name: nets, files: [a.yaml]}}}}\n"
    );
    let folder = Vmopack::with_profile(&profile(&spec)).file("a.yaml", manifest);
    let examined = examine_with(&folder.path("profile.yaml"), "network/vlan-not-allowed");
    examined.report.diagnostics().iter().map(|finding| finding.message.clone()).collect()
}

fn vendor(values: &str) -> String {
    let charts = format!("charts: {{virtual-machine-orchestrator: {{vlanFiltering: {values}}}}}");
    format!("{{ref: {{name: virtual-machine-orchestrator, version: 4.6.3}}, values: {{{charts}}}}}")
}

fn ours(values: &str) -> String {
    format!("{{pack: multus, values: {{vlanFiltering: {values}}}}}")
}

fn bridge(rest: &str) -> String {
    format!("{{\"cniVersion\": \"0.3.1\", \"name\": \"a\", \"type\": \"bridge\", \"bridge\": \"br0\"{rest}}}")
}

#[test]
fn the_filter_of_the_same_bridge_decides() {
    let stopped = "VLAN 20 of network `vms/a` does not pass br0";
    let twenty = bridge(", \"vlan\": 20");
    for (filter, expected) in [
        (ours("{enabled: true, allowedVlans: [10]}"), true),
        (ours("{enabled: true, allowedVlans: [10, 15-25]}"), false),
        (ours("{enabled: false, allowedVlans: [10]}"), false),
        (ours("{enabled: true, bridge: br1, allowedVlans: [10]}"), false),
        (vendor("{enabled: true, env: {bridgeIF: br0, allowedVlans: \"10, 12-19\"}}"), true),
        (vendor("{enabled: true, env: {allowedVlans: \"10,20\"}}"), false),
        (vendor("{enabled: true, env: {bridgeIF: br7, allowedVlans: \"10\"}}"), false),
        (vendor("{enabled: true, env: {allowedVlans: \"{{ .spectro.var.vlans }}\"}}"), false),
        (vendor("{enabled: false, env: {allowedVlans: \"10\"}}"), false),
    ] {
        let expected: &[&str] = if expected { &[stopped] } else { &[] };
        assert_eq!(messages(&filter, &twenty), expected, "{filter}");
    }
}

#[test]
fn every_form_of_a_configuration_is_read() {
    let filter = ours("{enabled: true, allowedVlans: [10, 100-199]}");
    let list = format!(
        "{{\"cniVersion\": \"0.3.1\", \"name\": \"a\", \"plugins\": [{}, {{\"type\": \"tuning\"}}]}}",
        bridge(", \"vlan\": 30")
    );
    for (config, expected) in [
        (bridge(""), vec![]),
        (bridge(", \"vlan\": 0"), vec![]),
        (bridge(", \"vlanTrunk\": [{\"id\": 10}, {\"minID\": 150, \"maxID\": 201}]"), vec![200]),
        (bridge(", \"vlan\": 11, \"vlanTrunk\": [{\"id\": 12}]"), vec![11, 12]),
        (list, vec![30]),
        ("{\"type\": \"vlan\", \"master\": \"bond0\", \"vlanId\": 30}".to_owned(), vec![]),
        ("no JSON".to_owned(), vec![]),
    ] {
        let expected: Vec<String> =
            expected.iter().map(|vlan| format!("VLAN {vlan} of network `vms/a` does not pass br0")).collect();
        assert_eq!(messages(&filter, &config), expected, "{config}");
    }
}
