//! Layers that Palette could not tell apart, and releases that would meet.

use crate::packs::Workspace;
use crate::support::Vmopack;
use vmopack::assess::{AssessError, Options, prepare};
use vmopack::source::Sources;

const POD: &str = "{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: a}}\n";

/// Returns what the rules on conflicts find in the layers of a profile.
fn found(layers: &str) -> Vec<String> {
    let mut workspace = Workspace::new("x: 1\n", &[("10-a.yaml", "# a\n")]);
    workspace.write("m.yaml", POD);
    workspace.spec = format!("target: {{kubernetes: \"1.35\"}}\nlayers:\n{layers}");
    let conflicts = workspace.assess().report().diagnostics().to_vec();
    let mut found = workspace.list(conflicts);
    found.retain(|line| line.starts_with("conflict/duplicate-layer") || line.starts_with("conflict/duplicate-release"));
    found
}

#[test]
fn layers_have_names_of_their_own() {
    let reference = |pack: &str| format!("  - {{ref: {{name: a, version: 1.0.0}}, values: {{pack: {{{pack}}}}}}}\n");
    let plain = "  - {manifests: {name: a, files: [m.yaml]}}\n";
    let (display, release) = ("spectrocloud.com/display-name: b", "releaseNameOverride: {a: b}");
    assert_eq!(found(&(reference("") + &reference(&format!("{display}, {release}")))), [""; 0]);
    assert_eq!(
        found(&(reference("") + &reference(display))),
        ["conflict/duplicate-release profile.yaml:8:20 pack `a` is a layer twice, with one release name"]
    );
    for second in ["", release] {
        assert_eq!(
            found(&(reference("") + &reference(second))),
            ["conflict/duplicate-layer profile.yaml:8:20 two layers are called `a`"],
            "one cause, one finding"
        );
    }
    assert_eq!(
        found(&(reference(display) + plain + &plain.replace("name: a", "name: b"))),
        ["conflict/duplicate-layer profile.yaml:9:26 two layers are called `b`"]
    );
    assert_eq!(
        found("  - pack: ./tiny\n  - {ref: {name: t-tiny, version: 1.0.0}}\n"),
        ["conflict/duplicate-layer profile.yaml:8:20 two layers are called `t-tiny`"]
    );
    assert_eq!(
        found("  - pack: multus\n  - pack: multus\n"),
        ["conflict/duplicate-layer profile.yaml:8:7 two layers are called `t-multus`"]
    );
    let twice = plain.to_owned() + plain;
    assert_eq!(found(&twice), ["conflict/duplicate-layer profile.yaml:8:26 two layers are called `a`"]);
}

/// A profile of somebody else is for others to fix, so it does not stop the build.
#[test]
fn names_that_meet_in_an_exported_profile_are_found() {
    let pack = r#"{"name": "tools", "type": "spectro", "version": "1.0.0", "values": "pack: {}"}"#;
    let export = |packs: &[&str]| format!(r#"{{"spec": {{"template": {{"packs": [{}]}}}}}}"#, packs.join(", "));
    let vmopack = Vmopack::with_spec("  target: {kubernetes: \"1.35\"}\n  layers: [{pack: snapshot-controller}]\n")
        .file("two.json", export(&[pack, pack]))
        .file("releases.json", export(&[pack, &pack.replace("\"tools\"", "\"more--tools\"")]))
        .file(
            "named.json",
            export(&[
                pack,
                &pack.replace("\"tools\"", "\"more--tools\"").replace("{}", "{releaseNameOverride: {tools: more}}"),
            ]),
        );
    insta::assert_snapshot!(vmopack.run(["check", "two.json", "--quiet"]));
    insta::assert_snapshot!(vmopack.run(["check", "--with", "two.json"]));
    insta::assert_snapshot!(vmopack.run(["check", "releases.json"]));
    assert_eq!(vmopack.run(["check", "named.json"]).code, Some(0));
}

/// What cannot be told apart is not written either, by a command that does not check.
#[test]
fn layers_of_one_name_are_not_rendered() {
    let workspace =
        Vmopack::with_spec("  target: {kubernetes: \"1.35\"}\n  layers: [{pack: multus}, {pack: multus}]\n");
    let error = prepare(&workspace.path("profile.yaml"), &Options::default(), &mut Sources::new()).unwrap_err();
    let AssessError::Findings(report) = error else { panic!("{error}") };
    assert_eq!(report.diagnostics()[0].id.as_str(), "conflict/duplicate-layer");
    for arguments in [["render", "--quiet"], ["lock", "--quiet"], ["order", "--quiet"], ["images", "--quiet"]] {
        let run = workspace.run(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""), "{arguments:?}");
        assert!(run.stderr.starts_with("error[conflict/duplicate-layer]"), "{}", run.stderr);
    }
}
