//! A pack of the user's own has everything that ours have: `tests/own-pack` uses all that a pack source can say, and goes
//! the whole way.

use crate::support::{Vmopack, copy, repository};

fn workspace() -> Vmopack {
    let vmopack = Vmopack::new();
    copy(&repository("tests/own-pack"), &vmopack.path(""));
    vmopack
}

/// The workspace with one text of the profile replaced.
fn with(from: &str, to: &str) -> Vmopack {
    let vmopack = workspace();
    let profile = vmopack.read("profile.yaml");
    assert!(profile.contains(from), "the profile has no {from:?}");
    vmopack.write("profile.yaml", profile.replace(from, to));
    vmopack
}

fn build(vmopack: &Vmopack) {
    let built = vmopack.run(["build", "--quiet"]);
    assert_eq!(built.code, Some(0), "{built}");
    let rendered = vmopack.run(["render", "--as", "packs", "--out", "packs", "--quiet"]);
    assert_eq!(rendered.code, Some(0), "{rendered}");
}

#[test]
fn it_checks_clean_and_becomes_an_archive() {
    let vmopack = workspace();
    insta::assert_snapshot!(vmopack.run(["check"]), @r#"
    --- stderr
    ok: 2 layers fit Kubernetes 1.35 (kubeadm)
    --- exit 0
    "#);
    build(&vmopack);
    assert_eq!(
        vmopack.files("dist/build/packs"),
        ["own-beacon-2.1.0-1.tar.gz", "own-kubevirt-1.9.0-1.tar.gz"],
        "the pair of KubeVirt 1.9"
    );
    let files: Vec<String> = vmopack.files("packs").into_iter().filter(|file| file.contains("beacon")).collect();
    insta::assert_snapshot!(files.join("\n"), @r#"
    own-beacon-2.1.0-1/README.md
    own-beacon-2.1.0-1/logo.png
    own-beacon-2.1.0-1/manifests/10-crds.yaml
    own-beacon-2.1.0-1/manifests/20-operator.yaml
    own-beacon-2.1.0-1/manifests/30-beacon.yaml
    own-beacon-2.1.0-1/pack.json
    own-beacon-2.1.0-1/presets.yaml
    own-beacon-2.1.0-1/schema.yaml
    own-beacon-2.1.0-1/values.yaml
    "#);
}

#[test]
fn palette_gets_all_that_it_says() {
    let vmopack = workspace();
    build(&vmopack);
    insta::assert_snapshot!(vmopack.read("packs/own-beacon-2.1.0-1/pack.json"), @r#"
    {
      "name": "own-beacon",
      "displayName": "Beacon",
      "version": "2.1.0-1",
      "layer": "addon",
      "addonType": "monitoring",
      "cloudTypes": [
        "all"
      ],
      "annotations": {
        "source": "community",
        "contributor": "vmopack",
        "description": "Tells the network which virtual machines are up.",
        "upstreamRef": "https://example.com/beacon",
        "upstreamVersion": "2.1.0"
      },
      "kubeManifests": [
        "manifests/10-crds.yaml",
        "manifests/20-operator.yaml",
        "manifests/30-beacon.yaml"
      ],
      "constraints": {
        "dependencies": [
          {
            "packName": "lighthouse",
            "layer": "addon",
            "minVersion": "0.0.0",
            "maxVersion": "9999.0.0",
            "type": "notSupported"
          },
          {
            "packName": "kubernetes",
            "layer": "k8s",
            "minVersion": "1.34.0",
            "maxVersion": "1.36.999",
            "type": "optional"
          },
          {
            "packName": "kubernetes-aks",
            "layer": "k8s",
            "minVersion": "1.34.0",
            "maxVersion": "1.36.999",
            "type": "optional"
          },
          {
            "packName": "kubernetes-eks",
            "layer": "k8s",
            "minVersion": "1.34.0",
            "maxVersion": "1.36.999",
            "type": "optional"
          },
          {
            "packName": "edge-k3s",
            "layer": "k8s",
            "minVersion": "1.34.0",
            "maxVersion": "1.36.999",
            "type": "optional"
          },
          {
            "packName": "edge-k8s",
            "layer": "k8s",
            "minVersion": "1.34.0",
            "maxVersion": "1.36.999",
            "type": "optional"
          },
          {
            "packName": "edge-microk8s",
            "layer": "k8s",
            "minVersion": "1.34.0",
            "maxVersion": "1.36.999",
            "type": "optional"
          },
          {
            "packName": "edge-rke2",
            "layer": "k8s",
            "minVersion": "1.34.0",
            "maxVersion": "1.36.999",
            "type": "optional"
          }
        ]
      }
    }
    "#);
}

#[test]
fn palette_can_change_what_it_leaves_open() {
    let vmopack = workspace();
    build(&vmopack);
    insta::assert_snapshot!(vmopack.read("packs/own-beacon-2.1.0-1/presets.yaml"), @r#"
    presets:
    - name: slow
      displayName: Slow
      group: pace
      remove: []
      add: |
        manifests:
          30-beacon:
            interval: 300
    - name: fast
      displayName: Fast
      group: pace
      remove: []
      add: |
        manifests:
          30-beacon:
            interval: 5
    "#);
    insta::assert_snapshot!(vmopack.read("packs/own-beacon-2.1.0-1/values.yaml"), @r#"
    # spectrocloud.com/enabled-presets: pace:fast
    # Beacon 2.1.0, built by vmopack.
    # Values below `manifests` can be changed here; all others were fixed when it was built.
    pack:
      namespace: beacon
      namespaceLabels:
        beacon: pod-security.kubernetes.io/enforce=restricted
      spectrocloud.com/install-priority: "41"
      content:
        images:
        - image: registry.example.com/mirror/ghcr.io/example/beacon-agent:2.1.0
        - image: registry.example.com/mirror/ghcr.io/example/beacon-operator:2.1.0
        - image: registry.example.com/mirror/ghcr.io/example/beacon-recorder:2.1.0
        - image: registry.example.com/mirror/quay.io/example/sonar:1
    readinessCheck:
      v1beta1:
      - name: main
        kind: Beacon
        group: beacon.example.com
        version: v1
        keysToCheck:
        - keyToCheck: status.phase
          expectedValue: Lit
    manifests:
      10-crds: {}
      20-operator:
        tolerations: []
      30-beacon:
        greeting: "1.10"
        interval: 5
    "#);
    insta::assert_snapshot!(vmopack.read("packs/own-beacon-2.1.0-1/schema.yaml"), @r#"
    manifests.30-beacon.greeting:
      schema: "{{ format \"${string}\" | hints \"What the beacon says\" }}"
    manifests.30-beacon.interval:
      schema: "{{ required | format \"${number:[5-3600]}\" | hints \"Seconds between two signals\" }}"
    "#);
    insta::assert_snapshot!(vmopack.read("packs/own-beacon-2.1.0-1/manifests/30-beacon.yaml"), @r#"
    ---
    apiVersion: beacon.example.com/v1
    kind: Beacon
    metadata:
      name: main
      namespace: beacon
    spec:
      greeting: {{ .Values.greeting | toJson }}
      interval: {{ printf "%ss" (toJson .Values.interval) | toJson }}
      colour: green
      volume: 9
      plugins:
        - name: sonar
          image: registry.example.com/mirror/quay.io/example/sonar:1
      hint: "{{ "{{" }} stays as it is }}"
    "#);
}

#[test]
fn versions_follow_windows_and_pairs() {
    let pinned = with("- pack: kubevirt\n", "- {pack: kubevirt, version: 1.8.4}\n");
    build(&pinned);
    assert!(pinned.path("packs/own-beacon-2.0.3-1").is_dir(), "the pair of KubeVirt 1.8");
    let operator = pinned.read("packs/own-beacon-2.0.3-1/manifests/20-operator.yaml");
    assert!(!operator.contains("leases") && operator.contains("beacon-operator:2.0.3"), "facts and images of 2.0.3");
    assert!(operator.contains("beacon-agent:2.0.1"), "an image of its own");
    assert!(pinned.read("packs/own-beacon-2.0.3-1/manifests/30-beacon.yaml").contains("colour: red"), "its values");
    let old = with("\"1.35\"", "\"1.32\"").run(["check"]);
    assert!(old.stderr.contains("no version of `beacon` fits Kubernetes 1.32"), "{old}");
    assert!(old.stderr.contains("2.1.0: Kubernetes 1.34 to 1.36, kubevirt 1.9"), "{old}");
}

#[test]
fn what_a_version_cannot_do_is_refused_at_the_users_line() {
    let vmopack = with("greeting: \"1.10\"", "colour: green");
    let profile = vmopack.read("profile.yaml").replace("- pack: kubevirt\n", "- {pack: kubevirt, version: 1.8.4}\n");
    vmopack.write("profile.yaml", profile);
    insta::assert_snapshot!(vmopack.run(["check"]), @r#"
    --- stderr
    error[values/refused]: value `colour` needs beacon 2.1
      --> profile.yaml:12:17
       |
    12 |         colour: green
       |                 ^^^^^

    1 error; `vmopack explain ID` says more about each
    --- exit 1
    "#);
}

#[test]
fn presets_exclude_each_other_within_a_group() {
    let run = with("[loud, recorded, fast]", "[loud, quiet]").run(["check"]);
    assert!(run.stderr.contains("group `volume` has two presets"), "{run}");
}

#[test]
fn images_follow_the_mirror_and_their_conditions() {
    insta::assert_snapshot!(with("    - pack: kubevirt\n", "").run(["images", "--why", "--all"]), @r#"
    --- stdout
    registry.example.com/mirror/ghcr.io/example/beacon-agent:2.1.0
      own-beacon: started by the operator on every node
    registry.example.com/mirror/ghcr.io/example/beacon-operator:2.1.0
      own-beacon: runs the operator
    registry.example.com/mirror/ghcr.io/example/beacon-recorder:2.1.0
      own-beacon: keeps what was heard, for the value `recorder.enabled`
    registry.example.com/mirror/quay.io/example/sonar:1
      own-beacon: loaded by the agent (value `plugins[0].image`)
    --- exit 0
    "#);
    let off = with("[loud, recorded, fast]", "[loud]");
    build(&off);
    assert!(!off.read("dist/build/images.txt").contains("recorder"), "nothing asks for it");
}

#[test]
fn the_stamped_pack_works_at_once() {
    let vmopack = Vmopack::with_spec("  target: {kubernetes: \"1.35\"}\n  layers:\n    - pack: ./status-page\n");
    insta::assert_snapshot!(vmopack.run(["init", "--pack", "status-page"]), @r#"
    --- stderr
    Wrote status-page; next: read its pack.yaml, and add it to the layers of a profile
    --- exit 0
    "#);
    insta::assert_snapshot!(vmopack.files("status-page").join("\n"), @r#"
    README.md
    logo.png
    pack.yaml
    presets.yaml
    schema.json
    templates/10-page.yaml
    templates/20-server.yaml
    templates/_labels.yaml
    values.yaml
    "#);
    insta::assert_snapshot!(vmopack.run(["check"]), @r#"
    --- stderr
    ok: 1 layer fits Kubernetes 1.35 (kubeadm)
    --- exit 0
    "#);
    build(&vmopack);
    assert_eq!(vmopack.read("dist/build/images.txt"), "docker.io/nginxinc/nginx-unprivileged:1.28.0\n");
    let layer = "    - pack: ./status-page\n      presets: [single, metrics]\n      expose: [replicas, page]\n";
    vmopack.write("profile.yaml", vmopack.read("profile.yaml").replace("    - pack: ./status-page\n", layer));
    build(&vmopack);
    assert_eq!(vmopack.read("dist/build/images.txt").lines().count(), 2, "the preset asks for metrics");
    let refused = vmopack.run(["check", "--set", "status-page.metrics.port=8080"]);
    assert!(refused.stderr.contains("error[values/refused]"), "{refused}");
}
