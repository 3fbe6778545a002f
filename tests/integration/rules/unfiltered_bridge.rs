//! Networks of plain manifests against the filters of bridges: `network/vlan-not-allowed` and `network/unfiltered-bridge`.

use crate::examine::examine_with;
use crate::support::{Vmopack, profile};

/// Checks one attachment beside one layer that filters, and returns the messages.
fn messages(filter: &str, config: &str) -> Vec<String> {
    messages_of("network/vlan-not-allowed", filter, config)
}

fn messages_of(rule: &str, filter: &str, config: &str) -> Vec<String> {
    let manifest = format!(
        "apiVersion: k8s.cni.cncf.io/v1\nkind: NetworkAttachmentDefinition\nmetadata: {{name: a, namespace: vms}}\n\
         spec:\n  config: '{config}'\n"
    );
    let spec = format!(
        "  target: {{kubernetes: \"1.35\"}}\n  layers:\n    - {filter}\n    - {{manifests: {{name: nets, files: [a.yaml]}}}}\n"
    );
    let folder = Vmopack::with_profile(&profile(&spec)).file("a.yaml", manifest);
    let examined = examine_with(&folder.path("profile.yaml"), rule);
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

#[test]
fn a_bridge_that_no_layer_filters_is_said() {
    let unfiltered = "network `vms/a` has VLANs on br0, which no layer filters";
    let tagged = bridge(", \"vlan\": 20");
    let macros = "\"{{ .spectro.var.filter }}\"";
    for (filter, expected) in [
        ("{pack: multus}".to_owned(), true),
        ("{pack: kubevirt}".to_owned(), true),
        (ours("{enabled: true, allowedVlans: [10]}"), false),
        (ours("{enabled: true, bridge: br7, allowedVlans: [10]}"), true),
        (vendor("{enabled: true, env: {allowedVlans: \"20\"}}"), false),
        (vendor("{enabled: true, env: {bridgeIF: br7, allowedVlans: \"20\"}}"), true),
        (vendor("{enabled: false}"), true),
        (vendor("{}"), true),
        (vendor(&format!("{{enabled: true, env: {{allowedVlans: {macros}}}}}")), false),
        (vendor(&format!("{{enabled: true, env: {{bridgeIF: {macros}, allowedVlans: \"20\"}}}}")), false),
        (vendor(&format!("{{enabled: {macros}}}")), false),
        ("{ref: {name: virtual-machine-orchestrator, version: 4.6.3}}".to_owned(), false),
    ] {
        let expected: &[&str] = if expected { &[unfiltered] } else { &[] };
        assert_eq!(messages_of("network/unfiltered-bridge", &filter, &tagged), expected, "{filter}");
        assert!(messages_of("network/unfiltered-bridge", &filter, &bridge("")).is_empty(), "untagged: {filter}");
    }
}

#[test]
fn all_networks_of_an_unfiltered_bridge_are_one_finding() {
    let spec = "  target: {kubernetes: \"1.35\"}\n  layers:\n    - pack: multus\n      values:\n        networks:\n\
        \x20         - {name: a, namespaces: [vms, dbs], bridge: br0, vlan: 20}\n\
        \x20         - {name: b, namespaces: [vms], bridge: br1}\n\
        \x20         - {name: c, namespaces: [vms], bridge: br0, vlanTrunk: [{id: 7}]}\n";
    let folder = Vmopack::with_profile(&profile(spec));
    insta::assert_snapshot!(examine_with(&folder.path("profile.yaml"), "network/unfiltered-bridge").text, @r"
    note[network/unfiltered-bridge]: network `vms/a` has VLANs on br0, which no layer filters
      --> profile.yaml:10:55
       |
    10 |           - {name: a, namespaces: [vms, dbs], bridge: br0, vlan: 20}
       |                                                       ^^^
       |
       = note: more attachments with VLANs on this bridge: 2
       = help: switch `vlanFiltering` of pack `multus` on, unless the nodes filter the bridge already
    ");
}
