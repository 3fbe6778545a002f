//! What a descheduler may evict, and when KubeVirt stops what it evicts: `descheduler/stops-machines`.

use crate::examine::examine_with;
use crate::packs::Workspace;
use crate::support::{Vmopack, profile};

const RULE: &str = "descheduler/stops-machines";

fn found(kubevirt: &str, descheduler: &str) -> Vec<String> {
    let layers = format!(
        "  target: {{kubernetes: \"1.35\"}}\n  layers:\n    - {{pack: kubevirt, values: {{{kubevirt}}}}}\n    - {{pack: descheduler, {descheduler}}}\n"
    );
    let folder = Vmopack::with_profile(&profile(&layers));
    examine_with(&folder.path("profile.yaml"), RULE).found()
}

#[test]
fn the_strategy_decides_what_becomes_of_an_evicted_machine() {
    let (error, warning) = (format!("error {RULE}"), format!("warning {RULE}"));
    for (kubevirt, values, expected) in [
        ("", "", None),
        ("evictionStrategy: LiveMigrate", "", None),
        ("evictionStrategy: External", "", None),
        ("evictionStrategy: None", "", Some(&error)),
        ("capabilities: []", "", Some(&error)),
        ("evictionStrategy: LiveMigrateIfPossible", "", Some(&warning)),
        ("evictionStrategy: LiveMigrateIfPossible", "keepPodsWithVolumes: true", None),
        ("evictionStrategy: None", "keepPodsWithVolumes: true", Some(&error)),
        ("evictionStrategy: None", "dryRun: true", None),
    ] {
        for version in ["0.36.0", "0.33.0"] {
            let found = found(kubevirt, &format!("version: {version}, values: {{{values}}}"));
            assert_eq!(found.first(), expected, "{kubevirt} {values} {version}");
            assert!(found.len() < 2, "{found:?}");
        }
    }
}

#[test]
fn plain_manifests_are_read_like_packs() {
    let policy = |evictor: &str| {
        format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: policy, namespace: kube-system}}\ndata:\n  policy.yaml: |\n    \
             apiVersion: descheduler/v1alpha2\n    kind: DeschedulerPolicy\n    profiles:\n    - name: vms\n      pluginConfig:\n      \
             - {{name: DefaultEvictor, args: {{{evictor}}}}}\n"
        )
    };
    let kubevirt = |spec: &str| {
        format!(
            "---\napiVersion: kubevirt.io/v1\nkind: KubeVirt\nmetadata: {{name: kubevirt, namespace: kubevirt}}\nspec: {{{spec}}}\n"
        )
    };
    let with = |strategy: &str| format!("configuration: {{evictionStrategy: {strategy}}}");
    let lifted = "evictLocalStoragePods: true";
    for (evictor, spec, expected) in [
        (lifted, String::new(), 1),
        (lifted, with("None"), 1),
        (lifted, with("LiveMigrate"), 0),
        (lifted, with("'{{ .spectro.var.strategy }}'"), 0),
        ("podProtections: {defaultDisabled: [PodsWithLocalStorage]}", with("LiveMigrateIfPossible"), 1),
        ("evictLocalStoragePods: true, ignorePvcPods: true", with("LiveMigrateIfPossible"), 0),
        // The pod of a machine has local volumes, which are protected unless the policy says otherwise.
        ("nodeFit: true", with("None"), 0),
    ] {
        let layers = "  target: {kubernetes: \"1.35\"}\n  layers:\n    - manifests: {name: all, files: [all.yaml]}\n";
        let text = format!("{}{}", policy(evictor), kubevirt(&spec));
        let folder = Vmopack::with_profile(&profile(layers)).file("all.yaml", text);
        assert_eq!(examine_with(&folder.path("profile.yaml"), RULE).found().len(), expected, "{evictor} {spec}");
    }
}

#[test]
fn volumes_are_protected_in_the_words_of_each_release() {
    for (version, words) in [
        ("0.36.0", "defaultDisabled: [PodsWithLocalStorage]\n            extraEnabled: [PodsWithPVC]\n"),
        ("0.34.0", "defaultDisabled: [PodsWithLocalStorage]\n            extraEnabled: [PodsWithPVC]\n"),
        ("0.33.0", "evictLocalStoragePods: true\n          ignorePvcPods: true\n"),
    ] {
        let policy = |values: &str| {
            let mut workspace = Workspace::new("x: 1\n", &[("10-a.yaml", "a: 1\n")]);
            workspace.spec = format!(
                "target: {{kubernetes: \"1.34\"}}\nlayers: [{{pack: descheduler, version: {version}, values: {{{values}}}}}]\n"
            );
            let rendered = workspace.render().unwrap_or_else(|problems| panic!("{}", workspace.show(problems)));
            let mut map = rendered.packs().flat_map(|pack| &pack.files).flat_map(|file| &file.documents);
            let text = map.find_map(|object| object.at(["data", "policy.yaml"])?.as_str().map(str::to_owned));
            text.unwrap()
        };
        assert!(policy("keepPodsWithVolumes: true").contains(words), "{version}");
        assert!(!policy("").contains("Pvc") && !policy("").contains("PVC"), "{version}");
    }
}
