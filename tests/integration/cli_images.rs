//! `vmopack images`.

use crate::support::Vmopack;

const PACK: &str = "\
apiVersion: vmopack/v1alpha1
kind: Pack
metadata: {name: extras, displayName: Extras, description: D}
spec:
  addonType: system app
  installPriority: 40
  namespace: extras
  versions:
    - version: 1.0.0
      kubernetes: {min: \"1.30\"}
      images:
        console: {image: 'ghcr.io/example/console:1.0.0', reason: serves the console}
        helper: {image: 'ghcr.io/example/helper:1.0.0', reason: started by the console}
        shell: {image: 'ghcr.io/example/shell:1.0.0', reason: opens a shell, when: shell.enabled}
";

/// A pack with an image that nothing names, one that a value asks for, plain manifests, and existing packs.
fn profile() -> Vmopack {
    let vmopack = Vmopack::with_extras();
    vmopack.write("extras/pack.yaml", PACK);
    vmopack.write("extras/values.yaml", "shell: {enabled: true}\n");
    vmopack.write("extras/schema.json", "{}");
    let spec = "  target: {kubernetes: \"1.35\"}\n  images: {mirror: registry.example.com/mirror}\n  layers:\n    - pack: ./extras\n    \
                - ref: {name: lb, version: 1.0.0, valuesFrom: lb.yaml}\n    - ref: {name: csi, version: 2.0.0}\n    \
                - manifests: {name: jobs, files: [job.yaml]}\n";
    vmopack.write("profile.yaml", crate::support::profile(spec));
    vmopack.write("lb.yaml", "pack:\n  content:\n    images:\n      - image: registry.example.com/mirror/quay.io/lb/speaker:v1\n      - image: quay.io/lb/controller:v1\n");
    let job = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: copy, namespace: jobs}\nspec:\n  template:\n    spec:\n      \
               containers:\n        - {name: copy, image: 'quay.io/lb/speaker:v1', env: [{name: AGENT_IMAGE, value: 'a.io/agent:1'}]}\n";
    vmopack.write("job.yaml", job);
    vmopack
}

#[test]
fn the_list_is_that_of_a_build() {
    let vmopack = profile();
    let run = vmopack.run(["images"]);
    insta::assert_snapshot!(run, @r#"
    --- stdout
    quay.io/lb/controller:v1
    registry.example.com/mirror/a.io/agent:1
    registry.example.com/mirror/ghcr.io/example/console:1.0.0
    registry.example.com/mirror/ghcr.io/example/helper:1.0.0
    registry.example.com/mirror/ghcr.io/example/shell:1.0.0
    registry.example.com/mirror/quay.io/lb/speaker:v1
    --- stderr
    Not listed: what `csi` pulls; its values declare no images
    --- exit 0
    "#);
    let built = vmopack.run(["build", "--quiet"]);
    assert_eq!(built.code, Some(0), "{built}");
    assert_eq!(vmopack.read("dist/build/images.txt"), run.stdout);
}

#[test]
fn every_image_has_its_reasons() {
    insta::assert_snapshot!(profile().run(["images", "--why", "--quiet"]), @r#"
    --- stdout
    quay.io/lb/controller:v1
      lb: declared in `pack.content.images` of the values
    registry.example.com/mirror/a.io/agent:1
      jobs: Job jobs/copy hands it to an operator
    registry.example.com/mirror/ghcr.io/example/console:1.0.0
      vmo-extras: serves the console
    registry.example.com/mirror/ghcr.io/example/helper:1.0.0
      vmo-extras: started by the console
    registry.example.com/mirror/ghcr.io/example/shell:1.0.0
      vmo-extras: opens a shell, for the value `shell.enabled`
    registry.example.com/mirror/quay.io/lb/speaker:v1
      jobs: a container of Job jobs/copy
      lb: declared in `pack.content.images` of the values
    --- exit 0
    "#);
}

#[test]
fn what_the_values_do_not_ask_for_is_told_when_asked() {
    let off = ["images", "--set", "extras.shell.enabled=false", "--quiet"];
    assert!(!profile().run(off).stdout.contains("shell"));
    let all = profile().run(["images", "--set", "extras.shell.enabled=false", "--quiet", "--all", "--why"]);
    let lines: Vec<&str> = all.stdout.lines().filter(|line| line.contains("shell")).collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    registry.example.com/mirror/ghcr.io/example/shell:1.0.0
      vmo-extras: opens a shell, not now: value `shell.enabled` is off or empty
    "#);
}

#[test]
fn programs_get_the_reasons_too() {
    let run = profile().run(["images", "--format", "json", "--quiet"]);
    let images: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(images.as_array().unwrap().len(), 6);
    insta::assert_snapshot!(images[3], @r#"{"image":"registry.example.com/mirror/ghcr.io/example/helper:1.0.0","uses":[{"layer":"vmo-extras","reason":"started by the console","when":null,"needed":true}]}"#);
}
