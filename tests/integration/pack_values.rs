//! Values of our packs that are refused, and what a combination of them means.

use crate::packs::Workspace;
use crate::support::repository;
use std::path::Path;
use vmopack::pack::Catalog;
use vmopack::profile::PackRef;
use vmopack::render::RenderedLayer;
use vmopack::source::Sources;

/// Renders one layer of ours, and returns its manifests or the messages of its findings.
fn rendered(kubernetes: &str, distribution: &str, layer: &str) -> Result<String, Vec<String>> {
    let mut workspace = Workspace::new("x: 1\n", &[("10-a.yaml", "a: 1\n")]);
    workspace.spec =
        format!("target: {{kubernetes: \"{kubernetes}\", distribution: {distribution}}}\nlayers: [{{{layer}}}]\n");
    match workspace.render() {
        Ok(rendered) => {
            let packs = rendered.layers.iter();
            let packs = packs.filter_map(|layer| if let RenderedLayer::Pack(pack) = layer { Some(pack) } else { None });
            Ok(packs.flat_map(|pack| &pack.files).map(|file| file.published.as_str()).collect())
        }
        Err(problems) => Err(problems.into_iter().map(|problem| problem.message).collect()),
    }
}

fn refused(kubernetes: &str, layer: &str) -> Vec<String> {
    rendered(kubernetes, "kubeadm", layer).expect_err(layer)
}

#[test]
fn what_a_version_cannot_do_is_refused_by_name() {
    for (version, kubernetes, values, message) in [
        ("1.7.4", "1.33", "disabledFeatureGates: [ImageVolume]", "value `disabledFeatureGates` needs KubeVirt 1.8"),
        ("1.7.4", "1.33", "components: {templates: true}", "value `components.templates` needs KubeVirt 1.8"),
        ("1.7.4", "1.33", "network: {resourcesInjector: true}", "value `network.resourcesInjector` needs KubeVirt 1.8"),
        ("1.8.4", "1.34", "networkPolicies: {enabled: true}", "value `networkPolicies.enabled` needs KubeVirt 1.9"),
        (
            "1.8.4",
            "1.34",
            "migrations: {more: {maxDowntimeMs: 9}}",
            "value `migrations.more.maxDowntimeMs` needs KubeVirt 1.9",
        ),
        (
            "1.8.4",
            "1.34",
            "configuration: {confidentialCompute: {}}",
            "value `configuration.confidentialCompute` needs KubeVirt 1.9",
        ),
        (
            "1.9.0",
            "1.35",
            "migrations: {more: {maxDowntimeMs: 9}}",
            "value `migrations.more.maxDowntimeMs` needs `MigrationStallDetection` in featureGates",
        ),
        (
            "1.8.4",
            "1.35",
            "configuration: {roleAggregationStrategy: Manual}",
            "value `configuration.roleAggregationStrategy` needs `OptOutRoleAggregation` in featureGates",
        ),
        (
            "1.9.0",
            "1.35",
            "configuration: {hypervisors: [{name: hyperv-direct}]}",
            "value `configuration.hypervisors` needs `ConfigurableHypervisor` in featureGates",
        ),
        (
            "1.9.0",
            "1.35",
            "featureGates: [VSOCK], disabledFeatureGates: [VSOCK]",
            "value `disabledFeatureGates` must not name a gate that featureGates names",
        ),
    ] {
        let layer = format!("pack: kubevirt, version: {version}, values: {{{values}}}");
        assert_eq!(refused(kubernetes, &layer), [message]);
    }
    for (version, values) in [
        ("1.9.0", "migrations: {more: {maxDowntimeMs: 9}}, featureGates: [MigrationStallDetection]"),
        ("1.9.0", "configuration: {roleAggregationStrategy: Manual}"),
        ("1.8.4", "configuration: {roleAggregationStrategy: AggregateToDefault, hypervisors: [{name: kvm}]}"),
    ] {
        let layer = format!("pack: kubevirt, version: {version}, values: {{{values}}}");
        assert!(rendered("1.35", "kubeadm", &layer).is_ok(), "{layer}");
    }
    let cdi = "pack: cdi, version: 1.65.0, values: {config: {webhookPvcRendering: Disabled}}";
    assert_eq!(refused("1.34", cdi), ["value `config.webhookPvcRendering` needs CDI 1.66"]);
}

#[test]
fn what_a_schema_cannot_compare_is_refused_by_the_templates() {
    let class = |name: &str| format!("{{name: {name}, driver: d, deletionPolicy: Delete, default: true}}");
    let classes = format!("values: {{volumeSnapshotClasses: [{}, {}]}}", class("a"), class("b"));
    let message = "value `volumeSnapshotClasses` has two defaults for one driver";
    assert_eq!(refused("1.35", &format!("pack: snapshot-controller, {classes}")), [message]);

    let groups = "values: {volumeGroupSnapshots: {classes: [{name: a, driver: d, deletionPolicy: Delete}]}}";
    let message = "value `volumeGroupSnapshots.classes` needs volumeGroupSnapshots.enabled";
    assert_eq!(refused("1.35", &format!("pack: snapshot-controller, {groups}")), [message]);

    let authority = "trustedCA: '-----BEGIN CERTIFICATE-----', trustedCAProxy: ours";
    let message = "value `config.importProxy.trustedCA` must not stand beside trustedCAProxy";
    let cdi = format!("pack: cdi, values: {{config: {{importProxy: {{{authority}}}}}}}");
    assert_eq!(refused("1.35", &cdi), [message]);

    for (pack, values, message) in [
        (
            "kubevirt",
            "certificates: {ca: {duration: 1h, renewBefore: 2h}}",
            "value `certificates.ca.renewBefore` must be shorter than the duration, 1h",
        ),
        (
            "kubevirt",
            "certificates: {server: {duration: 169h}}",
            "value `certificates.server.duration` must not be longer than that of the ca, 168h0m0s",
        ),
        (
            "cdi",
            "certConfig: {ca: {duration: 24h}}",
            "value `certConfig.ca.renewBefore` must be shorter than the duration, 24h",
        ),
        (
            "cdi",
            "certConfig: {client: {duration: 49h}}",
            "value `certConfig.client.duration` must not be longer than that of the ca, 48h",
        ),
    ] {
        assert_eq!(refused("1.35", &format!("pack: {pack}, values: {{{values}}}")), [message]);
    }
    assert!(rendered("1.35", "kubeadm", "pack: cdi, values: {certConfig: {ca: {duration: 25h}}}").is_ok());
    for pack in ["kubevirt", "cdi"] {
        let patches = |patch: &str| {
            let patch = format!("{{resourceType: Deployment, resourceName: a, type: merge, patch: {patch}}}");
            format!("pack: {pack}, values: {{customizeComponents: {{patches: [{patch}]}}}}")
        };
        let message = "value `customizeComponents.patches[0].patch` is no JSON";
        assert_eq!(refused("1.35", &patches("'spec: {}'")), [message]);
        assert!(rendered("1.35", "kubeadm", &patches("'{\"spec\": {}}'")).is_ok(), "{pack}");
    }
}

#[test]
fn openshift_brings_the_prometheus_that_kubevirt_looks_for() {
    let lines = |distribution: &str, values: &str| {
        let layer = format!("pack: kubevirt, values: {{{values}}}");
        let text = rendered("1.35", distribution, &layer).unwrap();
        let fields = ["  monitorNamespace: ", "  monitorAccount: ", "  serviceMonitorNamespace: "];
        fields.map(|field| text.lines().find_map(|line| line.strip_prefix(field)).unwrap().to_owned())
    };
    assert_eq!(lines("kubeadm", ""), ["monitoring", "prometheus-operator-prometheus", "monitoring"]);
    assert_eq!(lines("openshift", ""), [r#""""#; 3]);
    assert_eq!(lines("openshift", "monitoring: {account: ours}"), [r#""""#, "ours", r#""""#]);
}

/// Both doors of a private CA: this one is for the proxy, and for the pods that look for new images.
#[test]
fn the_ca_of_an_import_proxy_becomes_a_config_map_of_cdi() {
    let authority = "\"-----BEGIN CERTIFICATE-----\\nabc\\n\"";
    let layer = format!("pack: cdi, values: {{config: {{importProxy: {{trustedCA: {authority}}}}}}}");
    let text = rendered("1.35", "kubeadm", &layer).unwrap();
    for part in ["kind: ConfigMap\nmetadata:\n  name: vmo-import-proxy-ca\n  namespace: cdi\n", "ca.pem: \"-----BEGIN"]
    {
        assert!(text.contains(part), "{part}");
    }
    assert!(text.contains("    importProxy:\n      trustedCAProxy: vmo-import-proxy-ca\n"));
}

#[test]
fn a_gate_stands_in_one_list() {
    let gates = |version: &str, values: &str| {
        let layer = format!("pack: kubevirt, version: {version}, values: {{{values}}}");
        let text = rendered("1.34", "kubeadm", &layer).unwrap();
        let from = text.rfind("\n      featureGates:").unwrap();
        let part = &text[from..from + text[from..].find("logVerbosity").unwrap()];
        part.split_whitespace().filter(|word| *word != "-").collect::<Vec<_>>().join(" ")
    };
    // A capability asks for the gate, the user does not want it.
    assert_eq!(
        gates("1.8.4", "disabledFeatureGates: [Snapshot]"),
        "featureGates: ExpandDisks HotplugVolumes VMExport disabledFeatureGates: Snapshot"
    );
    assert_eq!(
        gates("1.9.0", "capabilities: [vsock], disabledFeatureGates: [VSOCK, ImageVolume]"),
        "featureGates: [] disabledFeatureGates: ExternalNetResourceInjection ImageVolume VSOCK"
    );
    // The pack would switch the gate off, the user wants it.
    assert_eq!(
        gates("1.9.0", "featureGates: [ImageVolume]"),
        "featureGates: ImageVolume disabledFeatureGates: ExternalNetResourceInjection"
    );
}

#[test]
fn values_that_kubernetes_refuses_are_refused() {
    for (pack, values) in [
        ("dashboard", "tolerations: [{key: a, operator: Exists, value: b}]"),
        ("dashboard", "tolerations: [{value: b}]"),
        ("dashboard", "tolerations: [{key: a, effect: NoSchedule, tolerationSeconds: 1}]"),
        ("dashboard", "allowFrom: [{cidr: '1::2::3/64'}]"),
        ("dashboard", "allowFrom: [{cidr: 0.0.0.0/0}]"),
        ("kubevirt", "operator: {resources: {requests: {cpu: '-1'}}}"),
        ("kubevirt", "operator: {resources: {requests: {memory: 100m}}}"),
        ("kubevirt", "migrations: {bandwidthPerMigration: -64Mi}"),
        ("kubevirt", "certificates: {ca: {duration: 0s}}"),
        ("kubevirt", "network: {bindings: {passt: {sidecarImage: a b}}}"),
        ("kubevirt", "network: {bindings: {passt: {sidecarImage: quay.io/Ours/passt}}}"),
        ("golden-images", "images: {a: {source: {registry: {url: 'docker://quay.io/Ours/a:1'}}}}"),
        ("cdi", "operator: {tolerations: [{operator: Equal}]}"),
        ("cdi", "imagePullSecrets: [{name: a}]"),
        ("cdi", "config: {filesystemOverhead: {global: '1.5'}}"),
        ("cdi", "config: {filesystemOverhead: {storageClass: {nfs: 0.1}}}"),
        ("cdi", "config: {insecureRegistries: ['http://registry.example.com']}"),
        ("cdi", "config: {insecureRegistries: ['registry.example.com/base']}"),
        ("cdi", "config: {importProxy: {HTTPProxy: 'proxy.example.com:3128'}}"),
        ("cdi", "config: {importProxy: {trustedCA: not-pem}}"),
        ("cdi", "config: {uploadProxyURLOverride: 'https://uploads.example.com/v1beta1/upload'}"),
        ("cdi", "config: {scratchSpaceStorageClass: Fast_Class}"),
    ] {
        assert_eq!(refused("1.35", &format!("pack: {pack}, values: {{{values}}}")).len(), 1, "{pack} {values}");
    }
    for cidr in ["::/1", "2001:db8::/32", "::1/128", "1:2:3:4:5:6:7:8/64", "10.0.0.0/8"] {
        let layer = format!("pack: dashboard, values: {{allowFrom: [{{cidr: '{cidr}'}}]}}");
        assert!(rendered("1.35", "kubeadm", &layer).is_ok(), "{cidr}");
    }
}

#[test]
fn every_pack_takes_the_names_of_pull_secrets() {
    for pack in ["snapshot-controller", "multus", "kubevirt", "cdi", "descheduler", "dashboard"] {
        let layer = format!("pack: {pack}, values: {{imagePullSecrets: [a-mirror]}}");
        let text = rendered("1.35", "kubeadm", &layer).unwrap();
        assert!(text.contains("- name: a-mirror"), "{pack}");
    }
}

/// Returns the paths that a schema marks as exposable.
fn exposable(schema: &serde_json::Value, path: &str, found: &mut Vec<String>) {
    if schema["x-vmopack-exposable"] == true {
        found.push(path.to_owned());
    }
    for (key, inner) in schema["properties"].as_object().into_iter().flatten() {
        exposable(inner, &if path.is_empty() { key.clone() } else { format!("{path}.{key}") }, found);
    }
}

/// Values that turn on whatever an exposable value of a pack belongs to.
const TURNED_ON: &[(&str, &str)] = &[(
    "dashboard",
    "access: LoadBalancer, host: vms.example.com, tls: {from: cert-manager, issuer: {kind: Issuer, name: ours}}, \
     login: {enabled: true, issuerUrl: 'https://login.example.com', clientId: page, emailDomains: [example.com], \
     createSecret: true, clientSecret: '{{ .spectro.var.a }}', cookieSecret: '{{ .spectro.var.b }}'}",
)];

#[test]
fn everything_that_a_schema_marks_can_be_exposed() {
    let catalog = Catalog::embedded();
    for name in catalog.names() {
        let mut sources = Sources::new();
        let pack = catalog.open(&PackRef::Named(name.parse().unwrap()), Path::new(""), &mut sources).unwrap();
        let mut paths = Vec::new();
        exposable(pack.schema.json(), "", &mut paths);
        for version in &pack.versions {
            let (kubernetes, version) = (version.kubernetes.min.to_string(), &version.version.value);
            let values = TURNED_ON.iter().find(|(pack, _)| *pack == name).map_or("", |(_, values)| values);
            let expose = paths.join(", ");
            let layer = format!("pack: {name}, version: {version}, values: {{{values}}}, expose: [{expose}]");
            let published = rendered(&kubernetes, "kubeadm", &layer).unwrap();
            for path in &paths {
                let is_open = [' ', ')'].iter().any(|end| published.contains(&format!(".Values.{path}{end}")));
                assert!(is_open, "{name} {version} does not leave `{path}` open");
            }
        }
    }
}

#[test]
fn every_preset_fits_every_version() {
    let catalog = Catalog::embedded();
    let mut count = 0;
    for name in catalog.names() {
        let mut sources = Sources::new();
        let pack = catalog.open(&PackRef::Named(name.parse().unwrap()), Path::new(""), &mut sources).unwrap();
        for (version, preset) in pack.versions.iter().flat_map(|version| pack.presets.iter().map(move |p| (version, p)))
        {
            let (kubernetes, version) = (version.kubernetes.min.to_string(), &version.version.value);
            let layer = format!("pack: {name}, version: {version}, presets: [{}]", preset.name.value);
            let plain = rendered(&kubernetes, "kubeadm", &format!("pack: {name}, version: {version}")).unwrap();
            let changed = rendered(&kubernetes, "kubeadm", &layer).unwrap_or_else(|found| panic!("{layer}: {found:?}"));
            count += usize::from(changed != plain);
        }
    }
    assert!(count > 10, "presets change what is rendered: {count}");
}

#[test]
fn palette_can_carry_every_pattern() {
    fn exposable(schema: &serde_json::Value, found: &mut Vec<String>) {
        if schema.get("x-vmopack-exposable").is_some() {
            found.extend(schema.get("pattern").and_then(|pattern| pattern.as_str()).map(str::to_owned));
        }
        match schema {
            serde_json::Value::Object(map) => map.values().for_each(|value| exposable(value, found)),
            serde_json::Value::Array(items) => items.iter().for_each(|value| exposable(value, found)),
            _ => {}
        }
    }
    let mut patterns = Vec::new();
    for pack in Catalog::embedded().names() {
        let text = std::fs::read_to_string(repository(&format!("packs/{pack}/schema.json"))).unwrap();
        exposable(&serde_json::from_str(&text).unwrap(), &mut patterns);
    }
    assert!(patterns.len() > 20, "{patterns:?}");
    let lost: Vec<&String> = patterns.iter().filter(|pattern| pattern.contains(['"', '/', '\\'])).collect();
    assert!(lost.is_empty(), "schema.yaml leaves these out: {lost:?}");
}
