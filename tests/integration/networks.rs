//! The values `networks` and `vlanFiltering` of the multus pack: what they become, and what is said of mistakes in them.

use serde_json::{Value, json};

use crate::packs::Workspace;
use crate::support::Vmopack;

fn workspace(values: &str) -> Workspace {
    let mut workspace = Workspace::new("x: 1\n", &[("10-a.yaml", "a: 1\n")]);
    let values: String = values.lines().map(|line| format!("      {line}\n")).collect();
    workspace.spec = format!("target: {{kubernetes: \"1.35\"}}\nlayers:\n  - pack: multus\n    values:\n{values}");
    workspace
}

/// Renders the pack with these values, and returns the documents of all its manifests.
fn documents(values: &str) -> Vec<Value> {
    let mut workspace = workspace(values);
    let rendered = workspace.render().unwrap_or_else(|problems| panic!("{}", workspace.list(problems).join("\n")));
    let packs = rendered.packs();
    packs.flat_map(|pack| &pack.files).flat_map(|file| &file.documents).map(vmopack::yaml::Node::to_json).collect()
}

fn of_kind<'a>(documents: &'a [Value], kind: &str) -> Vec<&'a Value> {
    documents.iter().filter(|document| document["kind"] == kind).collect()
}

#[test]
fn a_network_is_an_attachment_in_each_of_its_namespaces() {
    let documents = documents(
        "networks:\n\
         - name: vlan-100\n\
         \x20 namespaces: [machines, databases]\n\
         \x20 bridge: br0\n\
         \x20 vlan: 100\n\
         \x20 mtu: 9000\n\
         \x20 macspoofchk: true\n\
         \x20 ipam: {type: whereabouts, range: 10.0.0.0/24, exclude: [10.0.0.1/32]}\n\
         - {name: plain, namespaces: [machines], bridge: br1, bridgeMarker: true, hairpinMode: true}\n\
         - name: trunk\n\
         \x20 namespaces: [machines]\n\
         \x20 bridge: br0\n\
         \x20 vlan: 5\n\
         \x20 vlanTrunk: [{id: 10}, {minID: 200, maxID: 299}]\n\
         \x20 preserveDefaultVlan: true\n\
         \x20 portIsolation: true\n\
         \x20 disableContainerInterface: true\n",
    );
    let attachments = of_kind(&documents, "NetworkAttachmentDefinition");
    let places: Vec<_> =
        attachments.iter().map(|one| (&one["metadata"]["namespace"], &one["metadata"]["name"])).collect();
    assert_eq!(
        json!(places),
        json!([["machines", "vlan-100"], ["databases", "vlan-100"], ["machines", "plain"], ["machines", "trunk"],])
    );
    let configs: Vec<Value> =
        attachments.iter().map(|one| serde_json::from_str(one["spec"]["config"].as_str().unwrap()).unwrap()).collect();
    let first = json!({
        "cniVersion": "0.3.1", "name": "vlan-100", "type": "bridge", "bridge": "br0", "vlan": 100,
        "preserveDefaultVlan": false, "mtu": 9000, "macspoofchk": true,
        "ipam": {"type": "whereabouts", "range": "10.0.0.0/24", "exclude": ["10.0.0.1/32"]},
    });
    assert_eq!(configs[..2], [first.clone(), first]);
    assert_eq!(
        configs[2],
        json!({"cniVersion": "0.3.1", "name": "plain", "type": "bridge", "bridge": "br1", "hairpinMode": true})
    );
    let marker = &attachments[2]["metadata"]["annotations"]["k8s.v1.cni.cncf.io/resourceName"];
    assert_eq!(marker, "bridge.network.kubevirt.io/br1");
    assert_eq!(
        configs[3],
        json!({
            "cniVersion": "0.3.1", "name": "trunk", "type": "bridge", "bridge": "br0", "vlan": 5,
            "vlanTrunk": [{"id": 10}, {"minID": 200, "maxID": 299}], "preserveDefaultVlan": true,
            "portIsolation": true, "disableContainerInterface": true,
        })
    );
}

#[test]
fn the_vlan_filter_gets_its_lists_as_texts() {
    let filter = "imagePullPolicy: Always\n\
        vlanFiltering: {enabled: true, bridge: br1, allowedVlans: [\"1\", 10, 100-200], uplinks: [bond0], host: {allowedVlans: [7]}}";
    let documents = documents(filter);
    let daemons = of_kind(&documents, "DaemonSet");
    let pod = &daemons[1]["spec"]["template"]["spec"];
    let container = &pod["containers"][0];
    assert_eq!(
        container["env"],
        json!([
            {"name": "BRIDGE", "value": "br1"},
            {"name": "ALLOWED_VLANS", "value": "1 10 100-200"},
            {"name": "HOST_VLANS", "value": "7"},
            {"name": "UPLINKS", "value": "bond0"},
            {"name": "INTERVAL", "value": "10"},
        ])
    );
    assert_eq!(container["securityContext"]["capabilities"], json!({"drop": ["ALL"], "add": ["NET_ADMIN"]}));
    assert_eq!(container["securityContext"]["privileged"], Value::Null);
    assert_eq!((&pod["hostNetwork"], &pod["hostPID"]), (&json!(true), &Value::Null));
    assert!(!container["image"].as_str().unwrap().ends_with(":latest"));
    assert_eq!(container["imagePullPolicy"], "Always");
}

#[test]
fn the_policy_of_both_images_may_be_left_to_palette() {
    let mut workspace = workspace("vlanFiltering: {enabled: true, allowedVlans: [2]}");
    workspace.spec.push_str("    expose: [imagePullPolicy]\n");
    let rendered = workspace.render().unwrap_or_else(|problems| panic!("{}", workspace.list(problems).join("\n")));
    let published: String = rendered.packs().flat_map(|pack| &pack.files).map(|file| file.published.as_str()).collect();
    assert_eq!(published.matches("imagePullPolicy: {{ .Values.imagePullPolicy | toJson }}").count(), 3);
}

#[test]
fn without_its_daemon_the_pack_is_networks_alone() {
    let documents = documents(
        "daemon: {enabled: false}\nnetworks: [{name: a, namespaces: [vms], bridge: br0}]\nvlanFiltering: {enabled: true, allowedVlans: [2]}",
    );
    let kinds: Vec<_> = documents.iter().map(|document| document["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["ServiceAccount", "ConfigMap", "DaemonSet", "NetworkAttachmentDefinition"]);
}

#[test]
fn mistakes_are_shown_where_they_were_written() {
    let network = |rest: &str| format!("networks:\n- {{name: a, namespaces: [vms, dbs], bridge: br0{rest}}}");
    let filtered =
        |rest: &str| format!("vlanFiltering: {{enabled: true, allowedVlans: [10, 20-30]}}\n{}", network(rest));
    let mistakes = [
        network(", vlan: 0"),
        network(", vlan: 4095"),
        network(", vlanTrunk: [{id: 2}, {minID: 9, maxID: 5}]"),
        network(", vlanTrunk: [{minID: 9}]"),
        network(", vlanTrunk: [{id: 2, minID: 9, maxID: 10}]"),
        network(", preserveDefaultVlan: true"),
        network(", hairpinMode: true, promiscMode: true"),
        network(", disableContainerInterface: true, ipam: {type: dhcp}"),
        format!("{}\n- {{name: a, namespaces: [labs, dbs], bridge: br1}}", network("")),
        "networks: [{name: a, namespaces: [vms], bridge: a-bridge-of-sixteen}]".to_owned(),
        "networks: [{name: a, namespaces: [vms], bridge: br/0}]".to_owned(),
        "networks: [{name: a, namespaces: [vms], bridge: br 0}]".to_owned(),
        filtered(", vlan: 31"),
        filtered(", vlanTrunk: [{id: 20}, {minID: 29, maxID: 31}]"),
        "vlanFiltering: {enabled: true}".to_owned(),
        "vlanFiltering: {allowedVlans: [0]}".to_owned(),
        "vlanFiltering: {allowedVlans: [all]}".to_owned(),
        "vlanFiltering: {allowedVlans: [10, 4000-4095]}".to_owned(),
        "vlanFiltering: {host: {allowedVlans: [20-10]}}".to_owned(),
        "vlanFiltering: {uplinks: [bond0, br0]}".to_owned(),
        "daemon: {enabled: false}".to_owned(),
    ];
    let mut said = Vec::new();
    for values in mistakes {
        let mut workspace = workspace(&values);
        let problems = workspace.render().expect_err(&values);
        said.extend(workspace.list(problems));
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
    values/invalid profile.yaml:10:64 value `networks[0].vlan`: it is less than the minimum of 1
    values/invalid profile.yaml:10:64 value `networks[0].vlan`: it is greater than the maximum of 4094
    values/refused profile.yaml:10:87 value `networks[0].vlanTrunk[1].minID` is above `maxID`
    values/refused profile.yaml:10:70 value `networks[0].vlanTrunk[0]` needs `id`, or both `minID` and `maxID`
    values/refused profile.yaml:10:70 value `networks[0].vlanTrunk[0]` has both `id` and a range: write one entry for each
    values/refused profile.yaml:10:79 value `networks[0].preserveDefaultVlan` means nothing without `vlan` or `vlanTrunk`
    values/refused profile.yaml:10:90 value `networks[0].promiscMode` does not go with `hairpinMode`
    values/refused profile.yaml:10:97 value `networks[0].ipam` does not go with `disableContainerInterface`, which leaves no interface for an address
    values/refused profile.yaml:11:18 value `networks[1].name` is the name of an earlier network in namespace `dbs`
    values/invalid profile.yaml:9:57 value `networks[0].bridge`: it is longer than 15 characters
    values/invalid profile.yaml:9:57 value `networks[0].bridge`: it does not match "^[A-Za-z0-9_][A-Za-z0-9._-]*$"
    values/invalid profile.yaml:9:57 value `networks[0].bridge`: it does not match "^[A-Za-z0-9_][A-Za-z0-9._-]*$"
    values/refused profile.yaml:11:64 value `networks[0].vlan` is not in `vlanFiltering.allowedVlans`, so its frames end at the bridge's uplinks
    values/refused profile.yaml:11:80 value `networks[0].vlanTrunk[1]` holds VLAN 31, which is not in `vlanFiltering.allowedVlans`
    values/refused profile.yaml:9:24 value `vlanFiltering.allowedVlans` is empty, so the bridge would drop every tagged frame of its uplinks
    values/invalid profile.yaml:9:40 value `vlanFiltering.allowedVlans[0]`: it is less than the minimum of 1
    values/invalid profile.yaml:9:40 value `vlanFiltering.allowedVlans[0]`: it does not match "^[1-9][0-9]{0,3}(-[1-9][0-9]{0,3})?$"
    values/refused profile.yaml:9:44 value `vlanFiltering.allowedVlans[1]` goes beyond 4094, the last VLAN
    values/refused profile.yaml:9:47 value `vlanFiltering.host.allowedVlans[0]` ends before it begins
    values/refused profile.yaml:9:42 value `vlanFiltering.uplinks[1]` is the bridge itself: name the ports that lead out of the node, or leave the list empty
    values/refused profile.yaml:9:27 value `daemon.enabled` is false, and neither `networks` nor `vlanFiltering` leaves anything to install
    "#);
}

#[test]
fn a_bridge_that_is_not_filtered_may_use_every_vlan() {
    let values = "vlanFiltering: {enabled: true, allowedVlans: [10]}\nnetworks: [{name: a, namespaces: [vms], bridge: br1, vlan: 99}]";
    assert_eq!(of_kind(&documents(values), "NetworkAttachmentDefinition").len(), 1);
    let off = "vlanFiltering: {allowedVlans: [10]}\nnetworks: [{name: a, namespaces: [vms], bridge: br0, vlan: 99}]";
    assert_eq!(of_kind(&documents(off), "NetworkAttachmentDefinition").len(), 1);
}

#[test]
fn a_refusal_shows_the_line() {
    let vmopack = Vmopack::with_spec(
        "  target: {kubernetes: \"1.35\"}\n\
         \x20 layers:\n\
         \x20   - pack: multus\n\
         \x20     values:\n\
         \x20       vlanFiltering: {enabled: true, allowedVlans: [10, 20-30]}\n\
         \x20       networks:\n\
         \x20         - {name: a, namespaces: [vms], bridge: br0, vlan: 10}\n\
         \x20         - name: b\n\
         \x20           namespaces: [vms]\n\
         \x20           bridge: br0\n\
         \x20           vlan: 31\n",
    );
    insta::assert_snapshot!(vmopack.run(["check"]), @r#"
    --- stderr
    error[values/refused]: value `networks[1].vlan` is not in `vlanFiltering.allowedVlans`, so its frames end at the bridge's uplinks
      --> profile.yaml:15:19
       |
    15 |             vlan: 31
       |                   ^^

    1 error; `vmopack explain ID` says more about each
    --- exit 1
    "#);
}
