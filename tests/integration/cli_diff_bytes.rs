//! What `vmopack diff` says of differences that lie in no object and no value.

use crate::support::{Vmopack, profile};

const BRANCH: &str =
    "{{ if .Values.a }}\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: X}\n{{ end }}\n";
const TWICE: &str = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {a: X}}\n---\n\
                     {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {a: z}}\n";

/// A pack of somebody else's in two folders; `X` becomes `Z` in one file of the second.
fn packs(changed: &str) -> Vmopack {
    let files = [
        ("pack.json", r#"{"name": "x", "version": "1.0.0", "constraints": {"dependencies": [{"packName": "X"}]}}"#),
        ("values.yaml", "pack: {namespace: x}\na: X\n"),
        ("manifests/branch.yaml", BRANCH),
        ("manifests/twice.yaml", TWICE),
        ("charts/x.tgz", "X"),
        ("charts/y/templates/a.yaml", "a: X\n"),
        ("README.md", "X\n"),
    ];
    files.into_iter().fold(Vmopack::new(), |vmopack, (path, text)| {
        let new = if path == changed { text.replace('X', "Z") } else { text.to_owned() };
        vmopack.file(&format!("a/{path}"), text).file(&format!("b/{path}"), new)
    })
}

#[test]
fn every_file_of_a_pack_counts() {
    assert_eq!(packs("").run(["diff", "a", "b"]).stdout, "Layers: 1 unchanged\n");
    for (changed, expected) in [
        ("pack.json", "~ pack.json"),
        ("values.yaml", r#"~ a: "X" -> "Z""#),
        ("manifests/branch.yaml", "~ manifests/branch.yaml"),
        ("manifests/twice.yaml", r#"~ data.a: "X" -> "Z""#),
        ("charts/x.tgz", "~ charts/x.tgz"),
        ("charts/y/templates/a.yaml", "~ charts/y/templates/a.yaml"),
        ("README.md", "~ README.md"),
    ] {
        let run = packs(changed).run(["diff", "a", "b"]);
        assert!(run.stdout.contains(expected) && run.stdout.ends_with("Layers: 1 changed\n"), "{run}");
    }
}

#[test]
fn a_folder_may_hold_a_pack_twice() {
    let vmopack = Vmopack::new()
        .file("both/new/pack.json", r#"{"name": "x", "version": "1.1.0"}"#)
        .file("both/old/pack.json", r#"{"name": "x", "version": "1.0.0"}"#)
        .file("one/new/pack.json", r#"{"name": "x", "version": "1.2.0"}"#)
        .file("one/old/pack.json", r#"{"name": "x", "version": "1.0.0"}"#);
    assert_eq!(vmopack.run(["diff", "both", "both"]).stdout, "Layers: 2 unchanged\n");
    insta::assert_snapshot!(vmopack.run(["diff", "both", "one"]).stdout, @r#"
    ~ x 1.1.0 -> 1.2.0 (upgrade)
    Layers: 1 changed, 1 unchanged
    "#);
}

const SPEC: &str = "  target: {kubernetes: \"1.35\"}
  variables: [{name: domain, displayName: Domain, format: string, default: OLD}, \
     {name: key, displayName: Key, format: string, default: OLD, sensitive: true}]
  layers:
    - {pack: multus}
    - manifests: {name: own, files: [own.yaml], installPriority: 10}
";
const OWN: &str = "{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {password: OLD}}\n";

#[test]
fn what_a_profile_says_around_its_objects_counts() {
    let vmopack = Vmopack::new()
        .file("a/profile.yaml", profile(SPEC))
        .file("a/own.yaml", OWN)
        .file("b/profile.yaml", profile(&SPEC.replace("OLD", "NEW").replace("Priority: 10", "Priority: 20")))
        .file("b/own.yaml", OWN.replace("OLD", "NEW"));
    insta::assert_snapshot!(vmopack.run(["diff", "a/profile.yaml", "b/profile.yaml"]).stdout, @r#"
    ~ variables of the profile
        ~ domain.default: "OLD" -> "NEW"
        ~ key.default: "(hidden)" -> "(hidden)"
    ~ own
        objects
          ~ Secret s
              ~ stringData.password: "(hidden)" -> "(hidden)"
        install priority
          10 -> 20
    Layers: 1 changed, 1 unchanged
    "#);
    let json = vmopack.run(["diff", "a/profile.yaml", "b/profile.yaml", "--format", "json"]).stdout;
    assert_eq!(json.matches("NEW").count(), 1, "only the default of the variable that is no secret: {json}");
}

#[test]
fn a_lock_with_other_digests_differs() {
    let vmopack = Vmopack::new()
        .file("profile.yaml", profile("  target: {kubernetes: \"1.35\"}\n  layers:\n    - {pack: multus}\n"));
    assert_eq!(vmopack.run(["lock", "profile.yaml"]).code, Some(0));
    let lock = fs_err::read_to_string(vmopack.path("vmopack.lock")).unwrap();
    let (before, after) = lock.split_once("digest: sha256:").unwrap();
    vmopack.write("other.lock", format!("{before}digest: sha256:{}{}", "0".repeat(64), &after[64..]));
    let run = vmopack.run(["diff", "other.lock", "profile.yaml"]);
    assert!(
        run.stdout.contains("    content\n      ~ sha256:") && run.stdout.ends_with("Layers: 1 changed\n"),
        "{run}"
    );
}

#[test]
fn data_that_goes_with_plain_manifests_is_told() {
    let object = |group: &str, kind: &str, more: &str| {
        format!("---\n{{apiVersion: {group}, kind: {kind}, metadata: {{name: x, namespace: zoo{more}}}, spec: {{}}}}\n")
    };
    let data = [
        "{apiVersion: v1, kind: Namespace, metadata: {name: x}}\n".to_owned(),
        object("v1", "PersistentVolumeClaim", ""),
        object("kubevirt.io/v1", "VirtualMachine", ""),
        object("cdi.kubevirt.io/v1beta1", "DataVolume", ""),
        object("cdi.kubevirt.io/v1beta1", "DataImportCron", ", annotations: {helm.sh/resource-policy: keep}"),
        object("v1", "ConfigMap", ""),
    ];
    let spec = |file: &str| {
        let layers = format!("    - manifests: {{name: own, files: [{file}]}}\n");
        profile(&format!("  target: {{kubernetes: \"1.35\"}}\n  layers:\n{layers}"))
    };
    let vmopack = Vmopack::new()
        .file("a.yaml", spec("data.yaml"))
        .file("b.yaml", spec("rest.yaml"))
        .file("data.yaml", data.concat())
        .file("rest.yaml", object("v1", "ConfigMap", ""));
    insta::assert_snapshot!(vmopack.run(["diff", "a.yaml", "b.yaml"]).stdout, @r"
    ~ own
        goes for good
          Namespace x, and everything in it
          PersistentVolumeClaim zoo/x, and the data in it
          VirtualMachine zoo/x, and the data in it
          DataVolume zoo/x, and the data in it
        objects
          - Namespace x
          - PersistentVolumeClaim zoo/x
          - DataImportCron zoo/x
          - DataVolume zoo/x
          - VirtualMachine zoo/x
    Layers: 1 changed
    ");
}
