//! Layers come in the order that Palette installs them in, and custom resources after what defines them: `pack/install-order`.

use crate::examine::examine_with;
use crate::support::Vmopack;

const VOLUME: &str = "apiVersion: cdi.kubevirt.io/v1beta1\nkind: DataVolume\nmetadata: {name: a, namespace: b}\n";
const NETWORK: &str =
    "apiVersion: k8s.cni.cncf.io/v1\nkind: NetworkAttachmentDefinition\nmetadata: {name: a, namespace: b}\n";

/// Returns what the rule says of layers beside a file with a `DataVolume` and one with a network.
fn found(layers: &str) -> Vec<String> {
    let layers: String = layers.lines().map(|line| format!("    - {line}\n")).collect();
    let spec = format!("  target: {{kubernetes: \"1.35\"}}\n  layers:\n{layers}");
    let vmopack = Vmopack::with_spec(&spec).file("volume.yaml", VOLUME).file("network.yaml", NETWORK);
    let examined = examine_with(&vmopack.path("profile.yaml"), "pack/install-order");
    let found = examined.report.diagnostics().iter();
    found.map(|finding| format!("{}: {}", finding.severity, finding.message)).collect()
}

#[test]
fn what_defines_a_kind_comes_before_its_resources() {
    let before = "is installed before `vmo-cdi`, which defines its kind";
    for (layers, expected) in [
        ("manifests: {name: m, files: [volume.yaml]}", vec![]),
        ("pack: cdi\nmanifests: {name: m, files: [volume.yaml]}", vec![]),
        (
            "manifests: {name: m, files: [volume.yaml], installPriority: 29}\npack: cdi",
            vec![format!("error: DataVolume b/a of `m` {before}")],
        ),
        (
            "pack: cdi\nmanifests: {name: m, files: [volume.yaml, network.yaml], installPriority: 30}",
            vec![format!("warning: DataVolume b/a of `m` {}", before.replace("before", "together with"))],
        ),
        (
            "pack: multus\nmanifests: {name: m, files: [network.yaml], installPriority: -1}",
            vec!["error: NetworkAttachmentDefinition b/a of `m` is installed before `vmo-multus`, which defines its kind".to_owned()],
        ),
    ] {
        assert_eq!(found(layers), expected, "{layers}");
    }
}

#[test]
fn the_vendors_pack_defines_the_kinds_of_all_operators() {
    let layers = |priority: &str, own: i64| {
        let vendor = format!(
            "{{ref: {{name: virtual-machine-orchestrator, version: 4.6.3}}, values: {{pack: {{{priority}}}}}}}"
        );
        found(&format!("{vendor}\nmanifests: {{name: m, files: [volume.yaml, network.yaml], installPriority: {own}}}"))
    };
    let priority = "spectrocloud.com/install-priority: \"30\"";
    assert_eq!(layers(priority, 31), [""; 0]);
    assert_eq!(
        layers(priority, 20),
        [
            "error: DataVolume b/a and 1 more of `m` is installed before `virtual-machine-orchestrator`, which defines its kind"
        ]
    );
    assert_eq!(layers("namespace: a", 1), [""; 0], "without a priority it is 0");
    assert_eq!(layers("spectrocloud.com/install-priority: high", 1), [""; 0], "nobody knows what this means");
}

#[test]
fn a_table_shows_what_waits_for_what() {
    let spec = "  target: {kubernetes: \"1.35\"}
  layers:
    - manifests: {name: vms, files: [volume.yaml]}
    - pack: cdi
    - pack: kubevirt
    - pack: multus
    - {ref: {name: metallb, version: 0.14.9}, values: {pack: {spectrocloud.com/install-priority: \"-5\"}}}
    - {ref: {name: unset, version: 1.0.0}, values: {charts: {}}}
    - {ref: {name: unknown, version: 1.0.0}}
";
    let vmopack = Vmopack::with_spec(spec).file("volume.yaml", VOLUME);
    insta::assert_snapshot!(vmopack.run(["order"]), @r#"
    --- stdout
    PRIORITY  LAYER         VERSION   WAITS FOR
    -5        metallb       0.14.9    -
    0         unset         1.0.0     metallb
    20        vmo-multus    4.3.0-1   unset
    25        vmo-kubevirt  1.9.0-1   vmo-multus
    30        vmo-cdi       1.66.0-1  vmo-kubevirt (KubeVirt kubevirt has status.phase: Deployed)
    40        vms           1.0.0     vmo-cdi (CDI cdi has status.phase: Deployed)
    ?         unknown       1.0.0     ?
    --- exit 0
    "#);
}
