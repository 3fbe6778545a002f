//! `vmopack diff`.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{Run, Vmopack, profile};

/// A pack of the user's own in two versions: the newer one drops a definition and a stored version, and may do more.
const PACK: &str = "apiVersion: vmopack/v1alpha1
kind: Pack
metadata: {name: zoo, displayName: Zoo, description: Tanks and what lives in them.}
spec:
  addonType: system app
  installPriority: 40
  namespace: zoo
  versions:
    - {version: 1.1.0, kubernetes: {min: \"1.25\"}, facts: {new: true}, images: {keeper: {image: \"r.example.com/keeper:1.1.0\", reason: feeds}}}
    - {version: 1.0.0, kubernetes: {min: \"1.25\"}, facts: {new: false}, images: {keeper: {image: \"r.example.com/keeper:1.0.0\", reason: feeds}}}
";
const SCHEMA: &str = r#"{"type": "object", "additionalProperties": false, "properties": {
  "replicas": {"type": "integer", "x-vmopack-exposable": true}, "food": {"type": "array", "items": {"type": "string"}}}}
"#;
const CRDS: &str = "---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: tanks.zoo.example.com
  annotations: {helm.sh/resource-policy: keep}
spec:
  group: zoo.example.com
  names: {kind: Tank, plural: tanks}
  scope: Namespaced
  versions:
<% if not facts.new %>
    - {name: v1alpha1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
<% else %>
    - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object}}}}}
<% endif %>
<% if not facts.new %>
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: cages.zoo.example.com}
spec:
  group: zoo.example.com
  names: {kind: Cage, plural: cages}
  scope: Namespaced
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
<% endif %>
";
const KEEPER: &str = "---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: keeper}
rules:
  - {apiGroups: [zoo.example.com], resources: [tanks], verbs: [get, list<% if facts.new %>, watch<% endif %>]}
<% if not facts.new %>
  - {apiGroups: [''], resources: [secrets], verbs: [get], resourceNames: [key]}
<% endif %>
  - {nonResourceURLs: [/metrics], verbs: [get]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: keeper, namespace: zoo}
spec:
  replicas: <[ values.replicas | toyaml ]>
  template:
    spec:
      containers:
        - name: keeper
          image: <[ images.keeper ]>
          args: <[ values.food | tojson ]>
";

/// Machines as plain manifests, with a KubeVirt that is not ours.
fn machines(version: &str, gates: &str) -> String {
    format!(
        "apiVersion: kubevirt.io/v1\nkind: KubeVirt\nmetadata: {{name: kubevirt, namespace: kubevirt}}\nspec:\n  \
         uninstallStrategy: BlockUninstallIfWorkloadsExist\n  configuration: {{developerConfiguration: {{{gates}}}}}\n---\n\
         {{apiVersion: v1, kind: Pod, metadata: {{name: operator, namespace: kubevirt}}, spec: {{containers: [{{name: o, \
         image: \"quay.io/kubevirt/virt-operator:v{version}\"}}]}}}}\n"
    )
}

const OLD: &str = "  target: {kubernetes: \"1.35\"}
  layers:
    - {pack: ../zoo, version: 1.0.0, expose: [replicas]}
    - manifests: {name: machines, files: [machines.yaml]}
    - ref: {name: metallb, version: 0.14.9}
      values: {pack: {namespace: lb}, charts: {speaker: {enabled: true}}}
    - manifests: {name: disks, files: [disks.yaml]}
";
const NEW: &str = "  target: {kubernetes: \"1.35\"}
  layers:
    - {pack: ../zoo, version: 1.1.0, expose: [replicas], values: {replicas: 3, food: [fish, hay]}}
    - manifests: {name: machines, files: [machines.yaml]}
    - ref: {name: metallb, version: 0.14.8}
      values: {pack: {namespace: metallb}, charts: {speaker: {enabled: true}}}
    - manifests: {name: networks, files: [networks.yaml]}
";
const DISKS: &str = "{apiVersion: cdi.kubevirt.io/v1beta1, kind: CDI, metadata: {name: cdi}, spec: {}}\n";
const NETWORKS: &str = "{apiVersion: v1, kind: ConfigMap, metadata: {name: vlans, namespace: default}}\n";

fn zoo() -> Vmopack {
    let logo =
        fs_err::read(crate::support::repository("tests/rules/pack/undeclared-image/good/extras/logo.png")).unwrap();
    Vmopack::new()
        .file("zoo/pack.yaml", PACK)
        .file("zoo/values.yaml", "replicas: 1\nfood: [fish]\n")
        .file("zoo/schema.json", SCHEMA)
        .file("zoo/README.md", "# Zoo\n")
        .file("zoo/logo.png", logo)
        .file("zoo/templates/10-crds.yaml", CRDS)
        .file("zoo/templates/20-keeper.yaml", KEEPER)
        .file("old/profile.yaml", profile(OLD))
        .file("old/machines.yaml", machines("1.8.4", "featureGates: [HotplugVolumes, Snapshot, Sidecar]"))
        .file("old/disks.yaml", DISKS)
        .file("new/profile.yaml", profile(NEW))
        .file("new/machines.yaml", machines("1.9.0", "disabledFeatureGates: [Template]"))
        .file("new/networks.yaml", NETWORKS)
}

/// Runs a command that must succeed.
fn done<const N: usize>(vmopack: &Vmopack, arguments: [&str; N]) {
    let run = vmopack.run(arguments);
    assert_eq!(run.code, Some(0), "{run}");
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{run}"))
}

#[test]
fn profiles_are_compared_layer_by_layer() {
    let vmopack = zoo();
    insta::assert_snapshot!(vmopack.run(["diff", "old/profile.yaml", "new/profile.yaml"]).stdout, @r#"
    ~ vmo-zoo 1.0.0-1 -> 1.1.0-1 (upgrade)
        goes for good
          cages.zoo.example.com, and every object of its kind
        values
          ~ food: ["fish"] -> ["fish","hay"]
          ~ replicas: 1 -> 3
        objects
          - CustomResourceDefinition cages.zoo.example.com
          ~ CustomResourceDefinition tanks.zoo.example.com
              + spec.versions[v1]: {"name":"v1","served":true,"storage":true,"schema":{"openAPI...
              - spec.versions[v1alpha1]: {"name":"v1alpha1","served":true,"storage":true,"schema":{"o...
          ~ Deployment zoo/keeper
              ~ spec.replicas: 1 -> 3
              ~ spec.template.spec.containers[keeper].args: ["fish"] -> ["fish","hay"]
          ~ ClusterRole keeper
        images
          ~ r.example.com/keeper:1.0.0 -> keeper:1.1.0
        permissions
          + ClusterRole keeper: watch tanks.zoo.example.com
          - ClusterRole keeper: get secrets key
    ~ machines
        objects
          ~ Pod kubevirt/operator
          ~ KubeVirt kubevirt/kubevirt
              + spec.configuration.developerConfiguration.disabledFeatureGates: ["Template"]
              - spec.configuration.developerConfiguration.featureGates: ["HotplugVolumes","Snapshot","Sidecar"]
        images
          ~ quay.io/kubevirt/virt-operator:v1.8.4 -> virt-operator:v1.9.0
    ~ metallb 0.14.9 -> 0.14.8 (downgrade)
        namespace
          lb -> metallb
    + networks
        objects
          + ConfigMap default/vlans
    - disks
        goes for good
          CDI cdi, and all DataVolumes with it
        objects
          - CDI cdi
    Feature gates, KubeVirt 1.8.4 -> 1.9.0
        DeclarativeHotplugVolumes           off (Alpha) -> on (Beta)
        ExpandDisks                         off (Alpha) -> on (GA)
        ExternalNetResourceInjection        off (Beta) -> on (Beta)
        GPUsWithDRA                         off (Alpha) -> on (Beta)
        HostDevicesWithDRA                  off (Alpha) -> on (Beta)
        HotplugVolumes                      on (Alpha, listed) -> off (Deprecated)
        ImageVolume                         off (Beta) -> on (Beta)
        KubevirtSeccompProfile              off (Beta) -> on (Beta)
        LibvirtHooksServerAndClient         off (Alpha) -> on (Beta)
        LiveUpdateNADRef                    off (Beta) -> on (GA)
        MigrationPriorityQueue              off (Beta) -> on (GA)
        NodeRestriction                     off (Beta) -> on (Beta)
        OptOutRoleAggregation               off (Alpha) -> on (Beta)
        PanicDevices                        off (Beta) -> on (GA)
        PasstBinding                        off (Beta) -> on (Beta)
        PersistentReservation               off (Alpha) -> on (GA)
        PodSecondaryInterfaceNamingUpgrade  off (Beta) -> on (Beta)
        RebootPolicy                        off (Alpha) -> on (Beta)
        SecureExecution                     off (Beta) -> on (GA)
        Sidecar                             on (Alpha, listed) -> off (Alpha)
        Snapshot                            on (Beta, listed) -> on (Beta)
        Template                            off (Alpha) -> off (Beta, disabled)
        VMExport                            off (Beta) -> on (GA)
        VideoConfig                         off (Beta) -> on (GA)
        VmiMemoryOverheadReport             off (Alpha) -> on (Beta)
        WorkloadEncryptionSEV               off (Alpha) -> on (Beta)
    Layers: 1 added, 3 changed, 1 removed
    "#);
    insta::assert_snapshot!(vmopack.run(["diff", "old/profile.yaml", "old/profile.yaml"]), @r#"
    --- stdout
    Layers: 4 unchanged
    --- exit 0
    "#);
}

#[test]
fn the_json_form_says_all_of_it() {
    let run = zoo().run(["diff", "old/profile.yaml", "new/profile.yaml", "--format", "json"]);
    assert_eq!(run.code, Some(1));
    let mut value = json(&run);
    assert_eq!(value["version"], 1);
    let gates = value["kubevirt"]["gates"].as_array_mut().unwrap();
    gates.retain(|gate| ["HotplugVolumes", "Template"].contains(&gate["name"].as_str().unwrap()));
    insta::assert_snapshot!(serde_json::to_string_pretty(&value).unwrap());
}

#[test]
fn every_kind_of_side_says_the_same_of_one_state() {
    let vmopack = zoo();
    done(&vmopack, ["lock", "old/profile.yaml"]);
    done(&vmopack, ["build", "old/profile.yaml", "--out", "build"]);
    done(&vmopack, ["render", "old/profile.yaml", "--as", "packs", "--out", "packs"]);
    let archive = "build/packs/vmo-zoo-1.0.0-1.tar.gz";
    let sides = ["old/profile.yaml", "old/vmopack.lock", "build", "packs", "packs/vmo-zoo-1.0.0-1", archive];
    for old in sides {
        for new in sides {
            let value = json(&vmopack.run(["diff", old, new, "--format", "json"]));
            assert_eq!(value["layers"], Value::Array(vec![]), "{old} and {new}");
            assert!(value["unchanged"].as_u64() >= Some(1), "{old} and {new}: {value}");
        }
        let value = json(&vmopack.run(["diff", old, "new/profile.yaml", "--format", "json"]));
        let zoo = value["layers"].as_array().unwrap().iter().find(|layer| layer["name"] == "vmo-zoo").unwrap();
        assert_eq!(zoo["version"], serde_json::json!({"old": "1.0.0-1", "new": "1.1.0-1"}), "{old}");
        assert_eq!(zoo["images"][0]["old"], "r.example.com/keeper:1.0.0", "{old}");
        let is_lock = old == "old/vmopack.lock";
        assert_eq!(zoo["objects"].is_null(), is_lock, "{old}");
        let exposed = zoo["objects"].to_string().contains(r#"{"path":"spec.replicas","old":1,"new":3}"#);
        assert!(exposed || is_lock, "{old}: {zoo}");
    }
}

#[test]
fn packs_of_the_examples_hold_what_their_profiles_say() {
    crate::examples::bless_locks();
    for example in crate::examples::all() {
        let vmopack = Vmopack::new();
        crate::support::copy(&example, &vmopack.path("example"));
        done(&vmopack, ["build", "example/profile.yaml", "--out", "build", "--quiet"]);
        let value = json(&vmopack.run(["diff", "example/profile.yaml", "build", "--format", "json"]));
        assert_eq!(value["layers"], Value::Array(vec![]), "{}", example.display());
        assert_eq!(value["notCompared"], Value::Array(vec![]), "{}", example.display());
        let value = json(&vmopack.run(["diff", "example/vmopack.lock", "build", "--format", "json"]));
        assert_eq!(value["layers"], Value::Array(vec![]), "{}", example.display());
    }
}

#[test]
fn a_lock_tells_versions_values_and_images() {
    let vmopack = zoo();
    done(&vmopack, ["lock", "old/profile.yaml"]);
    insta::assert_snapshot!(vmopack.run(["diff", "old/vmopack.lock", "new/profile.yaml"]), @r#"
    --- stdout
    ~ vmo-zoo 1.0.0-1 -> 1.1.0-1 (upgrade)
        values
          ~ food: ["fish"] -> ["fish","hay"]
          ~ replicas: 1 -> 3
        files
          ~ 10-crds.yaml
          ~ 20-keeper.yaml
        images
          ~ r.example.com/keeper:1.0.0 -> keeper:1.1.0
    Not compared, since one side cannot show them: machines, metallb, networks
    Layers: 1 changed
    --- stderr
    error[upgrade/stored-crd-version-dropped]: tanks.zoo.example.com has no version v1alpha1 any more, in which objects are stored
     --> vmo-zoo/manifests/10-crds.yaml:5:9
      |
    5 |   name: tanks.zoo.example.com
      |         ^^^^^^^^^^^^^^^^^^^^^
      |
     ::: old/vmopack.lock:5:3
      |
    5 |   vmo-zoo:
      |   ------- stored as v1alpha1 before
      |
     ::: new/profile.yaml:7:31
      |
    7 |     - {pack: ../zoo, version: 1.1.0, expose: [replicas], values: {replicas: 3, food: [fish, hay]}}
      |                               ----- the layer that drops it
      |
      = note: its versions are v1
      = help: go through a release that still knows v1alpha1, and store every object again there

    1 error; `vmopack explain ID` says more about each
    --- exit 1
    "#);
    vmopack.write("empty.lock", "apiVersion: vmopack/v1alpha1\nkind: Lock\npacks: {}\n");
    insta::assert_snapshot!(vmopack.run(["diff", "old/vmopack.lock", "empty.lock"]), @r#"
    --- stdout
    - vmo-zoo 1.0.0-1
        goes for good
          what it holds is not known
        images
          - r.example.com/keeper:1.0.0
    Layers: 1 removed
    --- exit 0
    "#);
    insta::assert_snapshot!(vmopack.run(["diff", "empty.lock", "empty.lock"]), @r#"
    --- stdout
    Nothing to compare
    --- exit 0
    "#);
}

#[test]
fn the_rules_of_the_new_profile_judge_the_update() {
    let vmopack = zoo();
    let quiet =
        profile(&(NEW.to_owned() + "  rules: {upgrade/stored-crd-version-dropped: warning, upgrade/downgrade: off}\n"));
    vmopack.write("new/profile.yaml", quiet);
    let run = vmopack.run(["diff", "old/profile.yaml", "new/profile.yaml"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.stderr.starts_with("warning[upgrade/stored-crd-version-dropped]"), "{run}");
    vmopack.write("new/machines.yaml", machines("1.10.0", ""));
    let run = vmopack.run(["diff", "old/profile.yaml", "new/profile.yaml"]);
    assert!(run.code == Some(1) && run.stderr.contains("error[upgrade/kubevirt-skips-minor]"), "{run}");
}

#[test]
fn gates_of_our_own_pack_are_computed_from_both_releases() {
    let spec = |version: &str, more: &str| {
        profile(&format!(
            "  target: {{kubernetes: \"1.35\"}}\n  layers:\n    - {{pack: kubevirt, version: {version}{more}}}\n"
        ))
    };
    let vmopack = Vmopack::new()
        .file("a/profile.yaml", spec("1.8.4", ""))
        .file("b/profile.yaml", spec("1.9.0", ", values: {disabledFeatureGates: [RebootPolicy]}"));
    let value = json(&vmopack.run(["diff", "a/profile.yaml", "b/profile.yaml", "--format", "json"]));
    let on = |state: &Value| (state["on"].as_bool().unwrap(), state["stage"].as_str().unwrap_or("-").to_owned());
    let gates: BTreeMap<String, _> = value["kubevirt"]["gates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|gate| (gate["name"].as_str().unwrap().to_owned(), (on(&gate["old"]), on(&gate["new"]))))
        .collect();
    let state = |is_on, stage: &str| (is_on, stage.to_owned());
    for (gate, old, new) in [
        ("HotplugVolumes", state(true, "Alpha"), state(false, "Deprecated")),
        ("DeclarativeHotplugVolumes", state(false, "Alpha"), state(true, "Beta")),
        ("ExpandDisks", state(true, "Alpha"), state(true, "GA")),
        ("VMExport", state(true, "Beta"), state(true, "GA")),
        ("Snapshot", state(true, "Beta"), state(true, "Beta")),
        ("RebootPolicy", state(false, "Alpha"), state(false, "Beta")),
    ] {
        assert_eq!(gates.get(gate), Some(&(old, new)), "{gate}");
    }
    for gate in ["LiveMigration", "HotplugNICs", "Sidecar", "OCIExport"] {
        assert!(!gates.contains_key(gate), "{gate} means what it meant, and nobody names it");
    }
}

#[test]
fn what_holds_machines_and_disks_is_told() {
    let spec = |strategy: &str, rest: &str| {
        let values = format!("values: {{uninstallStrategy: {strategy}}}");
        let layers =
            format!("    - {{pack: multus}}\n    - {{pack: kubevirt, {values}}}\n    - {{pack: cdi, {values}}}\n");
        profile(&format!(
            "  target: {{kubernetes: \"1.35\"}}\n  layers:\n{}",
            if rest.is_empty() { &layers } else { rest }
        ))
    };
    for (strategy, blocks) in [("BlockUninstallIfWorkloadsExist", true), ("RemoveWorkloads", false)] {
        let vmopack = Vmopack::new()
            .file("a/profile.yaml", spec(strategy, ""))
            .file("b/profile.yaml", spec("", "    - {pack: multus}\n"));
        let run = vmopack.run(["diff", "a/profile.yaml", "b/profile.yaml"]);
        assert_eq!(run.stdout.contains("and all virtual machines with it"), !blocks, "{run}");
        assert_eq!(run.stdout.contains("it refuses while there are DataVolumes"), blocks, "{run}");
        let value = json(&vmopack.run(["diff", "a/profile.yaml", "b/profile.yaml", "--format", "json"]));
        let removals: Vec<&Value> = value["layers"].as_array().unwrap().iter().map(|layer| &layer["removal"]).collect();
        let removal = |name: &str, group: &str, kind: &str, namespace: &str| {
            serde_json::json!({
                "namespace": name, "definitions": [], "kept": [format!("{}s.{group}", kind.to_lowercase())], "data": [], "complete": true,
                "workloads": [{"group": group, "kind": kind, "namespace": namespace, "name": name, "blocks": blocks}],
            })
        };
        let kubevirt = removal("kubevirt", "kubevirt.io", "KubeVirt", "kubevirt");
        assert_eq!(removals, [&kubevirt, &removal("cdi", "cdi.kubevirt.io", "CDI", "")]);
    }
}

#[test]
fn what_is_no_side_is_said() {
    let vmopack = zoo();
    done(&vmopack, ["build", "old/profile.yaml", "--out", "build"]);
    vmopack.write("build/images.txt", "changed\n");
    vmopack.write("broken-1.0.0.tar.gz", "no gzip");
    vmopack.write("broken/pack.json", "{\"name\": 1}");
    vmopack.write("wrong.lock", "apiVersion: vmopack/v1alpha1\nkind: Lock\npacks: {a: {version: 1}}\n");
    vmopack.write("nothing/README.md", "");
    let sides = ["missing.yaml", "nothing", "build", "broken-1.0.0.tar.gz", "broken", "wrong.lock"];
    let shown =
        sides.map(|side| format!("$ vmopack diff {side}\n{}\n", vmopack.run(["diff", side, "old/profile.yaml"])));
    insta::assert_snapshot!(shown.concat(), @r#"
    $ vmopack diff missing.yaml
    --- stderr
    error: cannot read missing.yaml
      caused by: No such file or directory (os error 2)
    --- exit 4
    $ vmopack diff nothing
    --- stderr
    error: nothing holds no pack and no build
      help: name a profile, a lock, a pack, a folder of packs, or the folder of a build
    --- exit 2
    $ vmopack diff build
    --- stderr
    error: build/images.txt is not the file that was built: it has sha256:[DIGEST], not sha256:[DIGEST]
    --- exit 3
    $ vmopack diff broken-1.0.0.tar.gz
    --- stderr
    error: broken-1.0.0.tar.gz is damaged, or no archive
      caused by: unexpected end of file
    --- exit 3
    $ vmopack diff broken
    --- stderr
    error[pack/missing-key]: a pack has a `name` and a `version`, both text
     --> broken/pack.json:1:1
      |
    1 | {"name": 1}
      | ^^^^^^^^^^^

    1 error; `vmopack explain ID` says more about each
    --- exit 2
    $ vmopack diff wrong.lock
    --- stderr
    error[profile/missing-key]: `digest` is missing here
     --> wrong.lock:3:12
      |
    3 | packs: {a: {version: 1}}
      |            ^^^^^^^^^^^^

    error[profile/missing-key]: `revision` is missing here
     --> wrong.lock:3:12
      |
    3 | packs: {a: {version: 1}}
      |            ^^^^^^^^^^^^

    error[profile/wrong-type]: expected text, found an integer
     --> wrong.lock:3:22
      |
    3 | packs: {a: {version: 1}}
      |                      ^
      |
      = help: put it in quotes: "1"

    3 errors; `vmopack explain ID` says more about each
    --- exit 2
    "#);
}

#[test]
fn a_pack_of_others_is_compared_as_far_as_it_is_known() {
    let pack = |version: &str| format!("{{\"name\": \"x\", \"version\": \"{version}\", \"layer\": \"addon\"}}");
    let manifest = |port: u16| {
        format!("{{apiVersion: v1, kind: Service, metadata: {{name: s}}, spec: {{ports: [{{port: {port}}}]}}}}\n")
    };
    let vmopack = Vmopack::new()
        .file("a/pack.json", pack("v1.2"))
        .file("a/values.yaml", "pack:\n  namespace: x\n  content: {images: [{image: 'a:1'}]}\nmanifests: {}\n")
        .file("a/manifests/deep/x.yaml", manifest(80))
        .file("b/pack.json", pack("v1.3"))
        .file("b/values.yaml", "pack:\n  namespace: x\n  content: {images: [{image: 'a:2'}]}\nmanifests: {x: {a: 1}}\n")
        .file("b/manifests/deep/x.yaml", manifest(81))
        .file("b/manifests/y.yaml", "{{ if .Values.a }}a: 1{{ end }}\n");
    insta::assert_snapshot!(vmopack.run(["diff", "a", "b"]), @r#"
    --- stdout
    ~ x v1.2 -> v1.3
        values
          - manifests: {}
          + manifests.x.a: 1
        objects
          ~ Service s
              ~ spec.ports[0].port: 80 -> 81
          and some that are not known
        files
          + manifests/y.yaml
        images
          ~ a:1 -> a:2
    Layers: 1 changed
    --- exit 0
    "#);
    insta::assert_snapshot!(vmopack.run(["diff", "b", "a"]), @r#"
    --- stdout
    ~ x v1.3 -> v1.2
        values
          + manifests: {}
          - manifests.x.a: 1
        objects
          ~ Service s
              ~ spec.ports[0].port: 81 -> 80
          and some that are not known
        files
          - manifests/y.yaml
        images
          ~ a:2 -> a:1
    Layers: 1 changed
    --- exit 0
    "#);
}

#[test]
fn names_do_not_steer_the_terminal() {
    let hostile = NETWORKS.replace("vlans", "\"vlans\\e[2J\\x9b\"");
    let vmopack = zoo().file("new/networks.yaml", hostile);
    let run = vmopack.run(["diff", "old/profile.yaml", "new/profile.yaml"]);
    assert!(run.stdout.contains("vlans\\u{1b}[2J\\u{9b}"), "{run}");
    assert!(!run.stdout.contains(|letter: char| letter.is_control() && letter != '\n'), "{run}");
    let run = vmopack.run(["diff", "old/profile.yaml", "new/profile.yaml", "--format", "json"]);
    assert!(json(&run).to_string().contains("vlans\\u001b[2J\u{9b}"), "data for programs is as it is: {run}");
}
