//! `check` of everything that is not a profile, alone and together.

use crate::support::{Vmopack, copy, repository};

const POD: &str = "{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: a}}\n";
const SPEC: &str = "  target: {kubernetes: \"1.35\"}\n  layers: [{manifests: {name: m, files: [m.yaml]}}]\n";

/// Returns the exit code, and the first words of what was said.
fn said<const N: usize>(vmopack: &Vmopack, arguments: [&str; N]) -> (Option<i32>, String) {
    let run = vmopack.run(arguments);
    (run.code, run.stderr.lines().next().unwrap_or_default().to_owned())
}

fn ok(text: &str) -> (Option<i32>, String) {
    (Some(0), text.to_owned())
}

fn refused(code: i32, text: &str) -> (Option<i32>, String) {
    (Some(code), text.to_owned())
}

#[test]
fn every_kind_of_input_is_judged() {
    let vmopack = Vmopack::with_extras().file("m.yaml", POD).file("folder/m.yaml", POD);
    assert_eq!(vmopack.run(["build", "--out", "built", "--quiet"]).code, Some(0));
    assert_eq!(vmopack.run(["render", "--as", "packs", "--out", "packs", "--quiet"]).code, Some(0));
    assert_eq!(vmopack.run(["lock", "--quiet"]).code, Some(0));
    let archive = format!("built/packs/{}", vmopack.files("built/packs")[0]);
    for (input, layers) in [
        ("built", "1 layer"),
        ("built/packs", "1 layer"),
        ("built/profile.json", "1 layer, 1 of which only partly known"),
        (&archive, "1 layer"),
        ("packs", "1 layer"),
        ("vmopack.lock", "1 layer, 1 of which only partly known"),
        ("m.yaml", "1 layer"),
        ("folder", "1 layer"),
    ] {
        assert_eq!(said(&vmopack, ["check", input]), ok(&format!("ok: no errors in {layers}")), "{input}");
    }
    let cases = ["profile.yaml", "folder", "built"].map(|input| said(&vmopack, ["check", "--with", input, "m.yaml"]));
    assert_eq!(cases[0].0, Some(1), "a profile does not share the cluster: {cases:?}");
    assert_eq!(cases[1], refused(1, "error[conflict/duplicate-object]: Pod a/a is described twice"), "{cases:?}");
    assert_eq!(cases[2], ok("ok: no errors in 1 layer"));
}

#[test]
fn an_input_is_read_once_whatever_it_is_called() {
    let vmopack = Vmopack::with_spec(SPEC).file("m.yaml", POD);
    for arguments in [["check", "m.yaml", "./m.yaml"], ["check", "m.yaml", "--with=m.yaml"]] {
        assert_eq!(said(&vmopack, arguments), ok("ok: no errors in 1 layer"), "{arguments:?}");
    }
    assert_eq!(said(&vmopack, ["check", "profile.yaml", "profile.yaml"]).0, Some(0));
    let other = Vmopack::with_spec(SPEC).file("m.yaml", POD).file("other.yaml", vmopack.read("profile.yaml"));
    let found = said(&other, ["check", "profile.yaml", "other.yaml"]);
    assert_eq!(found, refused(2, "error: other.yaml is a second profile: check them one by one"));
}

#[test]
fn inputs_are_judged_together() {
    let vmopack = Vmopack::with_spec(SPEC).file("m.yaml", POD).file("again.yaml", POD);
    let twice = refused(1, "error[conflict/duplicate-object]: Pod a/a is described twice");
    assert_eq!(said(&vmopack, ["check", "m.yaml", "again.yaml"]), twice);
    assert_eq!(said(&vmopack, ["check", "profile.yaml", "again.yaml"]), twice);
    // What another input asks Palette for is not declared in the profile.
    vmopack.write(
        "again.yaml",
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {a: '{{ .spectro.var.x }}'}}\n",
    );
    assert_eq!(
        said(&vmopack, ["check", "profile.yaml", "again.yaml"]),
        ok("ok: 2 layers fit Kubernetes 1.35 (kubeadm)")
    );
    vmopack.write("m.yaml", vmopack.read("again.yaml"));
    assert_eq!(
        said(&vmopack, ["check", "profile.yaml"]),
        refused(1, "error[profile/undeclared-variable]: the profile declares no variable `x`")
    );
}

#[test]
fn nothing_in_a_folder_is_passed_over_in_silence() {
    let broken = Vmopack::new().file("f/a.yaml", POD).file("f/b.yaml", "a: [\n");
    assert_eq!(said(&broken, ["check", "f"]).0, Some(1));
    let below = Vmopack::new().file("f/a.yaml", POD).file("f/below/a.yaml", POD);
    let twice = refused(1, "error[conflict/duplicate-object]: Pod a/a is described twice");
    assert_eq!(said(&below, ["check", "f"]), twice);
    for other in
        ["apiVersion: vmopack/v1alpha1\nkind: Profile\nmetadata: {name: a}\n", "{spec: {template: {packs: []}}}\n"]
    {
        let mixed = Vmopack::new().file("f/a.yaml", POD).file("f/b.yaml", other);
        let text = "error[manifest/invalid-object]: this file is not a Kubernetes object, but an input of its own";
        assert_eq!(said(&mixed, ["check", "f"]), refused(1, text));
    }
    let kustomize = Vmopack::new().file("f/a.yaml", POD).file("f/kustomization.yaml", "resources: [a.yaml]\n");
    assert_eq!(said(&kustomize, ["check", "f"]), ok("ok: no errors in 1 layer"));
    let empty = Vmopack::new().file("f/README.md", "nothing\n");
    assert_eq!(said(&empty, ["check", "f"]), refused(2, "error: f holds no pack and no build"));
}

#[test]
fn what_is_not_a_profile_is_not_built() {
    let vmopack = Vmopack::new().file("m.yaml", POD);
    for command in ["build", "render", "lock", "order", "images"] {
        assert_eq!(said(&vmopack, [command, "m.yaml"]), refused(2, "error: m.yaml is not a profile"), "{command}");
    }
    let twice =
        Vmopack::with_profile("apiVersion: vmopak/v1\nkind: Profile\nmetadata: {name: a}\nspec: {layers: []}\n");
    assert!(said(&twice, ["check"]).1.starts_with("error[profile/"), "a slip in the version is shown");
}

/// Two layers of one name would be one file, one entry of the lock and one layer in Palette.
#[test]
fn nothing_lets_layers_of_one_name_pass() {
    let spec = "  target: {kubernetes: \"1.35\"}\n  layers:\n    - pack: ./extras\n    - pack: ./extras   # vmopack: allow conflict/duplicate-layer -- meant\n";
    let with_rules = |rules: &str| {
        let vmopack = Vmopack::with_spec(&format!("{spec}{rules}"));
        copy(&repository("tests/rules/pack/undeclared-image/good/extras"), &vmopack.path("extras"));
        vmopack
    };
    for rules in ["", "  rules: {conflict: warning}\n", "  rules: {conflict: off}\n"] {
        let vmopack = with_rules(rules);
        for command in ["check", "build", "lock", "render", "order", "images"] {
            let (code, text) = said(&vmopack, [command, "--quiet"]);
            let expected = "error[conflict/duplicate-layer]: two layers are called `vmo-extras`";
            assert_eq!((code, text.as_str()), (Some(1), expected), "{command} {rules}");
        }
        assert_eq!(said(&vmopack, ["push", "--to", "oci:layout", "--quiet"]).0, Some(1));
        assert!(!vmopack.path("layout").exists() && !vmopack.path("vmopack.lock").exists());
    }
    let (code, text) = said(&with_rules("  rules: {conflict/duplicate-layer: off}\n"), ["check"]);
    assert_eq!(code, Some(1));
    assert!(text.contains("duplicate-layer") || text.contains("fixed-severity"), "{text}");
}

/// Commands that do not check do not ask what is wrong with the policy.
#[test]
fn a_misspelt_rule_stops_the_check_alone() {
    let vmopack = Vmopack::with_spec(&format!("{SPEC}  rules: {{nonsense/rule: warning}}\n")).file("m.yaml", POD);
    assert_eq!(said(&vmopack, ["check"]).0, Some(1));
    for command in ["order", "images", "render"] {
        assert_eq!(vmopack.run([command, "--quiet"]).code, Some(0), "{command}");
    }
}

/// An alias is not another image, and the place in the mirror beside the name that leads there is the same one.
#[test]
fn only_images_that_meet_are_reported() {
    let found = |images: &[&str]| {
        let containers: Vec<String> =
            images.iter().enumerate().map(|(number, image)| format!("{{name: c{number}, image: {image}}}")).collect();
        let pod = format!(
            "{{apiVersion: v1, kind: Pod, metadata: {{name: a, namespace: a}}, spec: {{containers: [{}]}}}}\n",
            containers.join(", ")
        );
        let spec = SPEC.replace("  layers", "  images: {map: ['quay.io::m.io', 'docker.io::m.io']}\n  layers");
        said(&Vmopack::with_spec(&spec).file("m.yaml", pod), ["check"])
    };
    let fine = ok("ok: 1 layer fits Kubernetes 1.35 (kubeadm)");
    assert_eq!(found(&["&a quay.io/t/s:1", "*a", "'quay.io/t/s:1'", "m.io/t/s:1"]), fine);
    let meets = "error[conflict/duplicate-image-target]: quay.io/t/s:1 and docker.io/t/s:1 would both be pulled from m.io/t/s:1";
    assert_eq!(found(&["m.io/t/s:1", "quay.io/t/s:1", "docker.io/t/s:1"]), refused(1, meets));
}
