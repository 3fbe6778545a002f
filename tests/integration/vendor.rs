//! The vendor's pack as a layer: both generations, whole or with ours in the place of some components.

use serde_json::Value;

use crate::examine::{Examined, examine, examine_with};
use crate::support::{Vmopack, profile};

const OLD: [&str; 3] = ["4.4.10", "4.6.3", "4.9.9"];
const NEW: [&str; 2] = ["4.10.0", "4.11.2"];
/// Our packs, and the switch of the same component in the vendor's values.
const COMPONENTS: [(&str, &str); 5] = [
    ("snapshot-controller", "snapshot-controller"),
    ("kubevirt", "kubevirt"),
    ("cdi", "cdi"),
    ("multus", "multus"),
    ("descheduler", "descheduler"),
];

/// A profile with the vendor's pack, values of its chart, and further layers.
fn folder(version: &str, chart: &str, more: &str) -> Vmopack {
    let values = format!("{{charts: {{virtual-machine-orchestrator: {{{chart}}}}}}}");
    let spec = format!(
        "  target: {{kubernetes: \"1.35\"}}\n  layers:\n    \
         - ref: {{name: virtual-machine-orchestrator, version: {version}}}\n      values: {values}\n{more}"
    );
    Vmopack::with_profile(&profile(&spec))
}

fn found(version: &str, chart: &str, more: &str) -> Vec<String> {
    examine(&folder(version, chart, more).path("profile.yaml")).found()
}

fn only(rule: &str, version: &str, chart: &str) -> Examined {
    examine_with(&folder(version, chart, "").path("profile.yaml"), rule)
}

#[test]
fn every_component_has_its_switch_in_both_generations() {
    for version in OLD.into_iter().chain(NEW) {
        for (pack, switch) in COMPONENTS {
            let clash = match pack {
                "snapshot-controller" => "error conflict/duplicate-snapshot-controller",
                _ => "error conflict/duplicate-component",
            };
            let layer = format!("    - pack: {pack}\n");
            assert_eq!(found(version, "", &layer), [clash], "{version} {pack}");
            assert_eq!(found(version, &format!("{switch}: {{enabled: true}}"), &layer), [clash], "{version} {pack}");
            let off = format!("{switch}: {{enabled: false}}");
            assert_eq!(found(version, &off, &layer), ["note vmo/mixed-components"], "{version} {pack}");
        }
    }
}

#[test]
fn all_of_ours_fit_beside_a_dashboard_that_is_alone() {
    let off: Vec<String> = COMPONENTS.iter().map(|(_, switch)| format!("{switch}: {{enabled: false}}")).collect();
    let layers: String = COMPONENTS.iter().map(|(pack, _)| format!("    - pack: {pack}\n")).collect();
    for version in OLD.into_iter().chain(NEW) {
        assert_eq!(found(version, &off.join(", "), &layers), ["note vmo/mixed-components"], "{version}");
    }
}

#[test]
fn golden_images_of_ours_have_the_namespace_of_the_vendors() {
    let (rule, layer) = ("error vmo/golden-images-twice", "    - pack: golden-images\n");
    for version in OLD.into_iter().chain(NEW) {
        assert_eq!(found(version, "", layer), [rule], "{version}");
        assert_eq!(found(version, "goldenImagesNamespace: vmo-golden-images", layer), [rule], "{version}");
        assert_eq!(found(version, "goldenImagesNamespace: images", layer), Vec::<String>::new(), "{version}");
        let unknown = found(version, "goldenImagesNamespace: '{{ .spectro.macro.images }}'", layer);
        assert_eq!(unknown, Vec::<String>::new(), "{version}");
    }
    assert_eq!(found("4.10.0", "vmo-manager: {goldenImagesNamespace: images}", layer), Vec::<String>::new());
    let other = "    - ref: {name: images, version: 1.0.0}\n      values: {pack: {namespace: vmo-golden-images}}\n";
    assert_eq!(found("4.6.3", "", other), [rule]);
}

#[test]
fn a_switch_that_a_macro_decides_is_no_clash() {
    let chart = "kubevirt: {enabled: \"{{ .spectro.macro.kubevirt }}\"}";
    assert_eq!(found("4.6.3", chart, "    - pack: kubevirt\n"), Vec::<String>::new());
}

#[test]
fn definitions_of_snapshots_are_a_switch_from_4_7_to_4_9() {
    let (chart, layer) = ("snapshotController: {installCRDs: false}", "    - pack: snapshot-controller\n");
    let clash = "error conflict/duplicate-snapshot-controller";
    assert_eq!(found("4.6.3", chart, layer), [clash]);
    assert_eq!(found("4.7.1", chart, layer), ["note vmo/mixed-components"]);
    assert_eq!(found("4.9.9", chart, layer), ["note vmo/mixed-components"]);
    assert_eq!(found("4.10.0", chart, layer), [clash, "warning vmo/wrong-generation-key"]);
}

#[test]
fn a_second_dashboard_is_no_clash() {
    let layer = "    - pack: dashboard\n";
    assert_eq!(found("4.6.3", "", layer), ["note vmo/second-dashboard"]);
    assert_eq!(found("4.10.0", "", layer), ["note vmo/second-dashboard"]);
    assert_eq!(found("4.10.0", "vmo-manager: {enabled: false}", layer), Vec::<String>::new());
}

#[test]
fn roles_clash_with_a_vendors_pack_that_only_shares_the_cluster() {
    let packs = r#"{"spec": {"template": {"packs": [{"name": "virtual-machine-orchestrator", "tag": "4.6.3",
        "values": "charts: {virtual-machine-orchestrator: {kubevirt: {enabled: false}}}"}]}}}"#;
    let spec = |values: &str| {
        profile(&format!(
            "  target: {{kubernetes: \"1.35\", with: [infra.json]}}\n  layers:\n    - pack: kubevirt\n{values}"
        ))
    };
    let folder = Vmopack::with_profile(&spec("")).file("infra.json", packs);
    let place = folder.path("profile.yaml");
    assert_eq!(examine(&place).found(), ["error conflict/duplicate-vm-roles", "note vmo/mixed-components"]);
    folder.write("profile.yaml", spec("      values: {rbac: {roles: never}}\n"));
    assert_eq!(examine(&place).found(), ["note vmo/mixed-components"]);
}

#[test]
fn keys_of_the_dashboard_are_found_from_4_10_on() {
    let rule = "vmo/wrong-generation-key";
    for (chart, help) in [
        ("appConfig: {auth: {oidc: {clientID: a}}}", "write it as `vmo-manager.oidc.clientId`"),
        (
            "appConfig: {auth: {oidc: {clientSecret: a}}}",
            "write it as `vmo-manager.oidc.clientSecret`, with a new secret: the old one was in a ConfigMap",
        ),
        ("appConfig: {auth: {oidc: {issuerURL: a}}}", "write it as `vmo-manager.oidc.issuerUrl`"),
        ("appConfig: {auth: {oidcExtraScopes: [a]}}", "write it as `vmo-manager.oidc.scopes`, as one text with commas"),
        ("appConfig: {auth: {oidc: {callbackUrl: a}}}", "remove it"),
        ("appConfig: {auth: {oidc: {scopes: a}}}", "remove it"),
        ("snapshotController: {installCRDs: true}", "write it as `snapshot-controller.enabled`"),
        ("image: {tag: \"4.9.9\"}", "remove it"),
    ] {
        let examined = only(rule, "4.10.0", chart);
        let [finding] = examined.report.diagnostics() else { panic!("{chart}: {}", examined.text) };
        assert!(examined.text.contains(&format!("= help: {help}\n")), "{}", examined.text);
        assert_eq!(finding.severity.to_string(), "warning");
        assert_eq!(only(rule, "4.9.9", chart).text, "", "{chart}");
    }
    // Both addresses of the console are read from 4.10 on.
    let both = "appConfig: {clusterInfo: {consoleBaseAddress: a}}, vmo-manager: {platform: {baseUrl: a}}";
    assert_eq!(only(rule, "4.10.0", both).text, "");
}

#[test]
fn keys_of_the_manager_are_found_before_4_10() {
    let chart = "vmo-manager: {oidc: {clientId: a, issuerUrl: b}, platform: {baseUrl: c}, logging: {level: info}}, \
                 vmo-manager-crds: {enabled: true}, cleanup: {enabled: true}, directAccess: {enabled: false}";
    let examined = only("vmo/wrong-generation-key", "4.9.9", chart);
    assert_eq!(examined.report.diagnostics().len(), 4, "{}", examined.text);
    for note in [
        "`vmo-manager.oidc.clientId` is `appConfig.auth.oidc.clientID` before 4.10",
        "`vmo-manager.oidc.issuerUrl` is `appConfig.auth.oidc.issuerURL` before 4.10",
        "`vmo-manager.platform.baseUrl` is `appConfig.clusterInfo.consoleBaseAddress` before 4.10",
    ] {
        assert!(examined.text.contains(note), "{}", examined.text);
    }
    assert_eq!(only("vmo/wrong-generation-key", "4.10.0", chart).text, "");
}

#[test]
fn the_address_of_the_console_has_the_form_of_its_version() {
    let message = |version: &str, chart: &str| {
        let examined = only("vmo/console-base-address", version, chart);
        examined.report.diagnostics().iter().map(|finding| finding.message.clone()).collect::<Vec<_>>()
    };
    let address = |text: &str| format!("appConfig: {{clusterInfo: {{consoleBaseAddress: \"{text}\"}}}}");
    let base_url = |text: &str| format!("vmo-manager: {{platform: {{baseUrl: \"{text}\"}}}}");
    for (version, text, fine) in [
        ("4.9.9", "https://a.example.com/v1", true),
        ("4.9.9", "https://a.example.com/v1/", true),
        ("4.9.9", "https://a.example.com", false),
        ("4.9.9", "http://a.example.com/v1", false),
        ("4.9.9", "", true),
        ("4.9.9", "{{ .spectro.var.address }}", true),
        ("4.9.9", "https://{{ .spectro.var.host }}/v1", true),
        ("4.10.0", "https://a.example.com", true),
        ("4.10.0", "https://a.example.com/v1", false),
        ("4.10.0", "https://{{ .spectro.var.host }}/v1", false),
        ("4.10.0", "https://{{ .spectro.var.host }}", true),
    ] {
        assert_eq!(message(version, &address(text)).is_empty(), fine, "{version} {text}");
    }
    let one = format!("{}, {}", address("https://a.example.com"), base_url("https://b.example.com"));
    let differ = "`appConfig.clusterInfo.consoleBaseAddress` and `vmo-manager.platform.baseUrl` differ";
    assert_eq!(message("4.10.0", &one), [differ]);
    assert_eq!(message("4.9.9", &base_url("https://b.example.com/v1")), Vec::<String>::new());
    let end = "`vmo-manager.platform.baseUrl` ends in `/v1`, which 4.10 and later do without";
    assert_eq!(message("4.10.0", &base_url("https://b.example.com/v1")), [end]);
}

#[test]
fn what_is_laid_over_its_values_leaves_comments_presets_and_macros() {
    let text = "\
# spectrocloud.com/enabled-presets: Access:direct,Authentication:external
pack:
  namespace: vm-dashboard   # of its own
charts:
  virtual-machine-orchestrator:
    # 4.10 and later
    vmo-manager:
      oidc: {clientSecret: '{{ .spectro.var.OIDC_CLIENT_SECRET }}'}
    kubevirt:
      enabled: true # KubeVirt itself
      namespaceLabels:
        enforce-version: v{{ .spectro.system.kubernetes.version | substr 0 4 }}
      annotation: '{{ .Release.Name }}'
";
    let spec = "  target: {kubernetes: \"1.35\"}\n  layers:\n    \
                - ref: {name: virtual-machine-orchestrator, version: 4.10.0, valuesFrom: vmo.yaml}\n      \
                values: {charts: {virtual-machine-orchestrator: {kubevirt: {enabled: false}}}}\n    - pack: kubevirt\n";
    let folder = Vmopack::with_spec(spec).file("vmo.yaml", text);
    let run = folder.run(["render", "--as", "profile", "--out", "out"]);
    assert_eq!(run.code, Some(0), "{run}");
    let written: Value = serde_json::from_str(&folder.read("out/profile.json")).unwrap();
    let packs = written["spec"]["template"]["packs"].as_array().unwrap();
    let vendor = packs.iter().find(|pack| pack["name"] == "virtual-machine-orchestrator").unwrap();
    assert_eq!(vendor["values"], text.replace("enabled: true # KubeVirt", "enabled: false # KubeVirt"));
}
