//! `profile.json` has the keys and types of Palette's import format, as `tests/e2e/profile.schema.json` writes them down.

use crate::packs::Workspace;
use crate::support::repository;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use vmopack::palette;

const SPEC: &str = "target: {kubernetes: \"1.35\", clouds: [maas]}
registries: [{name: ours, uid: 64eaff453040297344bcad5e}, {name: charts, kind: helm}]
variables:
  - {name: size, displayName: Size, description: How large, format: number, default: \"5\", regex: \"^[0-9]+$\", required: true}
  - {name: secret, sensitive: true, hidden: true, immutable: true}
layers:
  - pack: ./tiny
  - {ref: {name: lb-metallb-helm, version: 0.14.9, registry: Public Repo}, values: {pack: {namespace: metallb-system}}}
  - {ref: {name: chart, version: 1.0.0, registry: charts}, values: {charts: {chart: {}}}}
  - ref: {name: chart, version: 1.0.0, registry: charts}
    values:
      pack: {spectrocloud.com/display-name: second, releaseNameOverride: {chart: second}, namespace: second}
      charts: {chart: {}}
  - {ref: {name: own, version: 1.0.0, registry: ours}}
  - {manifests: {name: plain, files: [m.yaml], installPriority: -5}}
";

fn profile(spec: &str) -> Value {
    let mut workspace = Workspace::new("a: 1\n", &[("10-a.yaml", "a: <[ values.a | toyaml ]>\n")]);
    workspace.write("m.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\n");
    spec.clone_into(&mut workspace.spec);
    let rendered = workspace.render().unwrap_or_else(|problems| panic!("{}", workspace.list(problems).join("\n")));
    serde_json::from_str(&palette::profile_json(&rendered, &workspace.sources).unwrap()).unwrap()
}

fn schema() -> Value {
    serde_json::from_str(&fs_err::read_to_string(repository("tests/e2e/profile.schema.json")).unwrap()).unwrap()
}

/// Returns everything that is wrong, `PATH: MESSAGE` each.
fn problems(profile: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    validator.iter_errors(profile).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn every_key_and_type_is_palettes() {
    assert_eq!(problems(&profile(SPEC)), [""; 0]);
}

#[test]
fn every_key_of_the_format_is_written() {
    let (profile, schema) = (profile(SPEC), schema());
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    let known = |place: &str| keys(schema.pointer(place).unwrap());
    for variable in profile["spec"]["variables"].as_array().unwrap() {
        assert_eq!(keys(variable), known("/$defs/variable/properties"));
    }
    let layers = profile["spec"]["template"]["packs"].as_array().unwrap();
    let written: BTreeSet<String> = layers.iter().flat_map(keys).collect();
    assert_eq!(written, known("/$defs/layer/properties"));
    let own = &layers[0]["registry"]["metadata"];
    assert_eq!(keys(own), known("/$defs/registry/properties"));
}

#[test]
fn layers_know_their_registries() {
    let profile = profile(SPEC);
    let layers = profile["spec"]["template"]["packs"].as_array().unwrap();
    let shown: Vec<String> = layers
        .iter()
        .map(|layer| {
            let registry = &layer["registry"]["metadata"];
            format!("{} {} {} {}", layer["name"], layer["type"], registry["kind"], registry["uid"])
        })
        .collect();
    assert_eq!(
        shown,
        [
            r#""t-tiny" "oci" "oci" "64eaff453040297344bcad5e""#,
            r#""lb-metallb-helm" "spectro" "pack" "5eecc89d0b150045ae661cef""#,
            r#""chart" "helm" "helm" """#,
            r#""second--chart" "helm" "helm" """#,
            r#""own" "oci" "oci" "64eaff453040297344bcad5e""#,
            r#""plain" "manifest" null null"#,
        ]
    );
}

#[test]
fn where_somebody_else_runs_palette_its_registries_have_other_identifiers() {
    let spec = SPEC.replace("clouds: [maas]", "management: self-hosted");
    let layer = &profile(&spec)["spec"]["template"]["packs"][1];
    assert_eq!(layer["registry"]["metadata"]["uid"], "");
}

#[test]
fn another_shape_is_refused() {
    let good = profile(SPEC);
    for (place, value, answer) in [
        ("/spec/variables/0/defaultValue", json!(5), "is not of type \"string\""),
        ("/spec/variables/0/inputType", json!("radio"), "\"text\" was expected"),
        ("/spec/template/packs/0/type", json!("spectro"), "\"pack\" was expected"),
        ("/spec/template/packs/0/layer", json!("csi"), "\"addon\" was expected"),
        ("/spec/template/packs/0/registry", json!({}), "\"metadata\" is a required property"),
        ("/spec/template/packs/5/type", json!("oci"), "\"registry\" is a required property"),
        ("/metadata/labels", json!([]), "is not of type \"object\""),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(place).unwrap() = value;
        let found = problems(&bad);
        assert!(found.iter().any(|problem| problem.contains(answer)), "{place}: {found:?}");
    }
}
