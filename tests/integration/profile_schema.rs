//! The JSON Schema of a profile and the loader are two descriptions of one thing: they must agree.

use std::collections::BTreeSet;
use std::path::PathBuf;

use jsonschema::Validator;
use serde_json::{Map, Value, json};
use vmopack::diagnostic::{Diagnostic, Id};
use vmopack::profile::{self, Distribution, Profile, SCHEMA};
use vmopack::source::Sources;
use vmopack::yaml;

const INVALID: Id = Id::new("profile/invalid-yaml");

/// A profile that has every key of every level, but for `images.map`, which excludes `images.mirror`.
const FULL: &str = r#"
apiVersion: vmopack/v1alpha1
kind: Profile
metadata: {name: vmo, version: 1.0.0, description: Everything}
spec:
  target: {kubernetes: "1.35", distribution: kubeadm, management: saas, backups: none, clouds: [all], airgap: false, with: [infra.json]}
  registries: [{name: ours, kind: oci, uid: "", default: true}]
  variables:
    - name: replicas
      displayName: Replicas
      description: Pods of the controller
      format: number
      default: "2"
      regex: "[0-9]+"
      required: false
      immutable: false
      hidden: false
      sensitive: false
  images: {mirror: registry.example.com/mirror}
  layers:
    - {pack: kubevirt, version: 1.9.0, presets: [small], values: {infra: {replicas: 1}}, expose: [infra.replicas]}
    - ref: {name: lb-metallb-helm, version: 0.14.9, registry: Public Repo, kind: pack, valuesFrom: metallb.yaml}
      values: {charts: {}}
    - manifests: {name: networks, files: [networks/*.yaml], installPriority: 45}
  rules: {conflict: warning}
"#;

/// The levels of a profile: where each is in `FULL`, and what the schema says of it. A layer is one of three things.
const LEVELS: &[(&str, &[&str])] = &[
    ("", &[""]),
    ("/metadata", &["/properties/metadata"]),
    ("/spec", &["/properties/spec"]),
    ("/spec/target", &["/$defs/target"]),
    ("/spec/registries/0", &["/$defs/registry"]),
    ("/spec/variables/0", &["/$defs/variable"]),
    ("/spec/images", &["/$defs/images"]),
    ("/spec/layers/0", LAYERS),
    ("/spec/layers/1", LAYERS),
    ("/spec/layers/2", LAYERS),
    ("/spec/layers/1/ref", &["/$defs/referenceLayer/properties/ref"]),
    ("/spec/layers/2/manifests", &["/$defs/manifestLayer/properties/manifests"]),
];

const LAYERS: &[&str] = &["/$defs/packLayer", "/$defs/referenceLayer", "/$defs/manifestLayer"];

/// Every choice between words in a profile, and what the schema says of it.
const CHOICES: &[(&str, &str)] = &[
    ("/spec/target/distribution", "/$defs/target/properties/distribution/enum"),
    ("/spec/target/management", "/$defs/target/properties/management/enum"),
    ("/spec/target/backups", "/$defs/target/properties/backups/enum"),
    ("/spec/target/clouds/0", "/$defs/target/properties/clouds/items/enum"),
    ("/spec/registries/0/kind", "/$defs/registry/properties/kind/enum"),
    ("/spec/variables/0/format", "/$defs/variable/properties/format/enum"),
    ("/spec/layers/1/ref/kind", "/$defs/referenceLayer/properties/ref/properties/kind/enum"),
    ("/spec/rules/conflict", "/$defs/level/enum"),
];

fn schema() -> Value {
    serde_json::from_str(SCHEMA).unwrap()
}

fn validator() -> Validator {
    let schema = schema();
    jsonschema::meta::validate(&schema).unwrap();
    Validator::new(&schema).unwrap()
}

fn load(text: &str) -> Result<Profile, Vec<Diagnostic>> {
    let mut sources = Sources::new();
    let source = sources.add("profile.yaml", text);
    profile::read(source, PathBuf::new(), &sources)
}

fn tree(text: &str) -> Value {
    let mut sources = Sources::new();
    let source = sources.add("profile.yaml", text);
    yaml::parse(&sources, source, INVALID).documents[0].to_json()
}

/// Returns the items that a message lists after some words.
fn listed<'a>(text: &'a str, after: &str) -> BTreeSet<&'a str> {
    let (_, list) = text.split_once(after).unwrap_or_else(|| panic!("no list in: {text}"));
    list.split(", ").collect()
}

/// Says whether schema and loader accept a profile; fails when they differ.
fn accepted(text: &str) -> bool {
    let (loaded, tree) = (load(text), tree(text));
    let faults: Vec<String> = validator().iter_errors(&tree).map(|error| error.to_string()).collect();
    assert_eq!(loaded.is_ok(), faults.is_empty(), "loader and schema differ on\n{text}\n{loaded:#?}\n{faults:#?}");
    loaded.is_ok()
}

#[test]
fn a_profile_with_every_key_is_accepted() {
    assert!(accepted(FULL));
    assert!(accepted(
        &FULL.replace("mirror: registry.example.com/mirror", "map: [\"quay.io::r.example.com/quay.io\"]")
    ));
}

#[test]
fn keys_of_every_level_are_those_of_the_loader() {
    let (full, schema) = (tree(FULL), schema());
    for (level, places) in LEVELS {
        let mut profile = full.clone();
        let map = profile.pointer_mut(level).and_then(Value::as_object_mut).unwrap();
        map.insert("quite-another-thing".to_owned(), json!(1));
        let text = profile.to_string();
        assert!(!accepted(&text), "an unknown key is accepted at {level}");
        let problems = load(&text).unwrap_err();
        let known = listed(problems[0].help.as_deref().unwrap_or_default(), "known keys here: ");
        let described = places.iter().flat_map(|place| properties(&schema, place).keys().map(String::as_str));
        assert_eq!(described.collect::<BTreeSet<_>>(), known, "keys at `{level}` (left: schema.json, right: loader)");
    }
}

fn properties<'a>(schema: &'a Value, place: &str) -> &'a Map<String, Value> {
    let level = schema.pointer(place).unwrap();
    assert_eq!(level["additionalProperties"], false, "{place} takes unknown keys");
    level["properties"].as_object().unwrap()
}

#[test]
fn the_profile_with_every_key_has_every_key() {
    let (full, schema) = (tree(FULL), schema());
    for (level, places) in LEVELS {
        let used = full.pointer(level).unwrap();
        for key in places.iter().flat_map(|place| properties(&schema, place).keys()) {
            let elsewhere = *level == "/spec/images" && key == "map" || level.starts_with("/spec/layers/");
            assert!(used.get(key).is_some() || elsewhere, "add `{level}/{key}` to FULL");
        }
    }
}

#[test]
fn every_key_is_described() {
    let schema = schema();
    for place in LEVELS.iter().flat_map(|(_, places)| *places) {
        for (key, property) in properties(&schema, place) {
            let target = property["$ref"].as_str().map(|target| schema.pointer(&target[1..]).unwrap());
            let text = [Some(property), target].into_iter().flatten().find_map(|at| at["description"].as_str());
            assert!(text.is_some_and(|text| text.len() > 8), "{place} says nothing about `{key}`");
        }
    }
}

#[test]
fn choices_are_those_of_the_loader() {
    let (mut full, schema) = (tree(FULL), schema());
    // What does not go with every choice.
    for (path, value) in [
        ("registries/0/default", Value::Null),
        ("variables/0/default", Value::Null),
        ("layers/1/ref/registry", Value::Null),
    ] {
        *full.pointer_mut(&format!("/spec/{path}")).unwrap() = value;
    }
    for (choice, place) in CHOICES {
        let words = schema.pointer(place).and_then(Value::as_array).unwrap();
        let mut profile = full.clone();
        *profile.pointer_mut(choice).unwrap() = json!("quite-another-thing");
        let problems = load(&profile.to_string()).unwrap_err();
        let known = listed(&problems[0].message, " is not one of ");
        assert_eq!(words.iter().filter_map(Value::as_str).collect::<BTreeSet<_>>(), known, "choices at {choice}");
        for word in words.iter().filter(|word| !word.is_null()) {
            *profile.pointer_mut(choice).unwrap() = word.clone();
            assert!(accepted(&profile.to_string()), "{choice}: {word}");
        }
    }
}

#[test]
fn keys_of_one_kind_of_layer_belong_to_no_other() {
    let full = tree(FULL);
    let layers: Vec<&Map<String, Value>> =
        full["spec"]["layers"].as_array().unwrap().iter().filter_map(Value::as_object).collect();
    for (index, layer) in layers.iter().enumerate() {
        for (key, value) in layers.iter().flat_map(|layer| layer.iter()) {
            let mut profile = full.clone();
            profile["spec"]["layers"][index][key] = value.clone();
            let belongs = layer.contains_key(key);
            assert_eq!(accepted(&profile.to_string()), belongs, "`{key}` in layer {index}");
        }
    }
}

#[test]
fn defaults_are_those_of_the_loader() {
    let minimal = "{apiVersion: vmopack/v1alpha1, kind: Profile, metadata: {name: a, version: 1.0.0}, \
                   spec: {target: {kubernetes: '1.35'}, layers: [{pack: cdi}, \
                   {ref: {name: a, version: '1'}}, {manifests: {name: a, files: [a.yaml]}}]}}";
    assert!(accepted(minimal));
    let mut spelt_out = tree(minimal);
    let schema = schema();
    let target = properties(&schema, "/$defs/target");
    for (key, property) in target.iter().filter(|(_, property)| property.get("default").is_some()) {
        spelt_out["spec"]["target"][key] = property["default"].clone();
    }
    let kind = &schema["$defs"]["referenceLayer"]["properties"]["ref"]["properties"]["kind"]["default"];
    spelt_out["spec"]["layers"][1]["ref"]["kind"] = kind.clone();
    let priority =
        &schema["$defs"]["manifestLayer"]["properties"]["manifests"]["properties"]["installPriority"]["default"];
    spelt_out["spec"]["layers"][2]["manifests"]["installPriority"] = priority.clone();
    let facts = |text: &str| without_places(&format!("{:?}", load(text).unwrap()));
    assert_eq!(facts(minimal), facts(&spelt_out.to_string()));
}

/// Cuts every span out of the debug form of a profile.
fn without_places(text: &str) -> String {
    let mut parts = text.split("Span { ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('}').map_or("", |(_, rest)| rest))
}

#[test]
fn examples_and_starters_are_valid() {
    for (_, distribution) in Distribution::NAMES {
        assert!(accepted(&super::examples::starter(*distribution)));
    }
    for example in super::examples::all() {
        assert!(accepted(&fs_err::read_to_string(example.join("profile.yaml")).unwrap()), "{}", example.display());
    }
}

/// Edits of `FULL`: what is replaced, with what, and whether the result is a profile.
const EDITS: &[(&str, &str, bool)] = &[
    ("vmopack/v1alpha1", "vmopack/v1", false),
    ("kind: Profile", "kind: Pack", false),
    ("kind: Profile\n", "", false),
    ("name: vmo,", "name: vmo-2,", true),
    ("name: vmo,", "name: VMO,", false),
    ("name: vmo,", "name: -vmo,", false),
    ("name: vmo,", "name: vmo-with-a-name-beyond-thirty-chars,", false),
    ("version: 1.0.0,", "version: 1.0.0-rc.1,", true),
    ("version: 1.0.0,", "version: 1.0,", false),
    ("version: 1.0.0,", "version: v1.0.0,", false),
    ("version: 1.0.0,", "version: 1.0.0+1,", false),
    ("version: 1.0.0,", "version: 01.0.0,", false),
    ("description: Everything", "description:", true),
    ("description: Everything", "description: 2026", false),
    (r#"kubernetes: "1.35""#, "kubernetes: 1.35", false),
    (r#"kubernetes: "1.35""#, r#"kubernetes: "1.35.2""#, false),
    (r#"kubernetes: "1.35", "#, "", false),
    ("distribution: kubeadm", "distribution: Kubeadm", false),
    ("clouds: [all]", "clouds: []", false),
    ("clouds: [all]", "clouds: [aws, edge-native]", true),
    ("clouds: [all]", "clouds: all", false),
    ("airgap: false", "airgap: yes", true),
    ("airgap: false", "airgap: 'yes'", false),
    ("with: [infra.json]", "with:", true),
    ("with: [infra.json]", "with: infra.json", false),
    ("default: \"2\"", "default: 2", false),
    ("- name: replicas\n", "- name: Replicas!\n", false),
    ("registry.example.com/mirror", "https://registry.example.com/mirror", false),
    ("registry.example.com/mirror", "registry.example.com/mirror/", false),
    ("registry.example.com/mirror", "localhost:5000", true),
    ("registry.example.com/mirror", "registry/mirror", false),
    ("registry.example.com/mirror", "registry.example.com/Mirror", false),
    ("registry.example.com/mirror", "registry.example.com:5000/a__b", true),
    ("mirror: registry.example.com/mirror", "map: [quay.io]", false),
    (
        "mirror: registry.example.com/mirror",
        "map: [\"quay.io::\", \"default::m.io/a\", \"localhost:5000::m.io/b-\"]",
        true,
    ),
    ("mirror: registry.example.com/mirror", "map: [\"quay::m.io\"]", false),
    ("mirror: registry.example.com/mirror", "map: [\"quay.io::m\"]", false),
    ("mirror: registry.example.com/mirror", "map: [\"noswap_wildcards::m.io\"]", false),
    ("mirror: registry.example.com/mirror", "mirror: a.example.com, map: []", false),
    ("mirror: registry.example.com/mirror", "mirror: a.example.com, map:", true),
    ("images: {mirror: registry.example.com/mirror}", "images:", true),
    ("pack: kubevirt,", "pack: ./extras,", true),
    ("pack: kubevirt,", "pack: ../extras/mine,", true),
    ("pack: kubevirt,", "pack: extras/mine,", false),
    ("pack: kubevirt,", "pack: KubeVirt,", false),
    ("pack: kubevirt,", "pack: kubevirt, ref: {name: a, version: b},", false),
    ("pack: kubevirt, ", "", false),
    ("version: 1.9.0", "version: 1.9", false),
    ("version: 1.9.0", "version:", true),
    ("presets: [small]", "presets: small", false),
    ("values: {infra: {replicas: 1}}", "values: [infra]", false),
    ("values: {infra: {replicas: 1}}", "values:", true),
    ("values: {charts: {}}", "values: nothing", false),
    ("expose: [infra.replicas]", "expose: [1]", false),
    ("kind: pack,", "kind: git,", false),
    ("version: 0.14.9,", "version: 0.14,", false),
    ("name: lb-metallb-helm, ", "", false),
    ("installPriority: 45", "installPriority: '45'", false),
    ("files: [networks/*.yaml], ", "", false),
    ("rules: {conflict: warning}", "rules: {conflict: off}", true),
    ("rules: {conflict: warning}", "rules: {conflict: 'off'}", true),
    ("rules: {conflict: warning}", "rules: {conflict: on}", false),
    ("rules: {conflict: warning}", "rules: {conflict: fatal}", false),
    ("rules: {conflict: warning}", "rules: {conflict:}", false),
    ("rules: {conflict: warning}", "rules:", true),
    ("rules: {conflict: warning}", "rules: [conflict]", false),
];

#[test]
fn schema_and_loader_agree() {
    for (from, to, good) in EDITS {
        assert!(FULL.contains(from), "FULL does not hold `{from}`");
        let text = FULL.replacen(from, to, 1);
        assert_eq!(accepted(&text), *good, "`{from}` replaced by `{to}`");
    }
}

#[test]
fn a_profile_needs_a_layer() {
    let (before, _) = FULL.split_once("  layers:").unwrap();
    assert!(!accepted(before));
    assert!(!accepted(&format!("{before}  layers: []\n")));
    assert!(!accepted(&format!("{before}  layers: {{pack: cdi}}\n")));
    assert!(accepted(&format!("{before}  layers: [{{pack: cdi}}]\n")));
}
