//! Choices that a profile leaves open: versions, values, images.

use crate::packs::Workspace;
use vmopack::lock;
use vmopack::resolve::{Resolution, ResolvedLayer, ResolvedPack};
use vmopack::yaml::Path;

const ROOT: &str = "apiVersion: vmopack/v1alpha1\nkind: Pack\nmetadata: {name: tiny, displayName: T, description: D}\nspec:\n  addonType: system app\n  installPriority: 10\n  namespace: tiny\n";

fn packs(resolution: &Resolution) -> Vec<&ResolvedPack> {
    let layers = resolution.layers.iter();
    layers.filter_map(|layer| if let ResolvedLayer::Pack(pack) = layer { Some(&**pack) } else { None }).collect()
}

fn chosen(kubernetes: &str, layers: &str) -> Result<Vec<String>, String> {
    let mut workspace = Workspace::new("x: 1\n", &[("10-a.yaml", "a: 1\n")]);
    workspace.spec = format!("target: {{kubernetes: \"{kubernetes}\"}}\nlayers: [{layers}]\n");
    match workspace.resolve() {
        Ok(resolution) => Ok(packs(&resolution).iter().map(|pack| pack.version.version.value.to_string()).collect()),
        Err(problems) => Err(workspace.show(problems)),
    }
}

#[test]
fn the_descheduler_of_the_nearest_minor_is_chosen() {
    for (kubernetes, version) in [
        ("1.37", "0.36.0"),
        ("1.36", "0.36.0"),
        ("1.35", "0.35.1"),
        ("1.34", "0.34.0"),
        ("1.33", "0.33.0"),
        ("1.31", "0.33.0"),
    ] {
        assert_eq!(chosen(kubernetes, "{pack: descheduler}").unwrap(), [version], "{kubernetes}");
    }
    assert_eq!(chosen("1.35", "{pack: descheduler, version: 0.33.0}").unwrap(), ["0.33.0"], "a pin wins");
}

#[test]
fn cdi_follows_kubevirt_in_any_order() {
    assert_eq!(chosen("1.36", "{pack: kubevirt}, {pack: cdi}").unwrap(), ["1.9.0", "1.66.0"]);
    assert_eq!(chosen("1.36", "{pack: cdi}, {pack: kubevirt}").unwrap(), ["1.66.0", "1.9.0"]);
    assert_eq!(chosen("1.33", "{pack: cdi}, {pack: kubevirt}").unwrap(), ["1.65.0", "1.8.4"]);
    assert_eq!(chosen("1.35", "{pack: cdi}, {pack: kubevirt, version: 1.8.4}").unwrap(), ["1.65.0", "1.8.4"]);
}

#[test]
fn when_nothing_fits_the_matrix_is_shown() {
    let shown = [
        chosen("1.20", "{pack: kubevirt}"),
        chosen("1.36", "{pack: cdi}, {pack: kubevirt, version: 1.8.4}"),
        chosen("1.35", "{pack: kubevirt, version: 1.2.3}"),
        chosen("1.35", "{pack: kubvirt}, {pack: nothing-like-it}, {pack: ./nowhere}, {pack: multus}"),
    ]
    .map(Result::unwrap_err)
    .concat();
    insta::assert_snapshot!(shown);
}

fn with_versions(versions: &str) -> Workspace {
    let workspace = Workspace::new("a: 1\nb: {c: 1, d: 1}\nl: [1, 2]\n", &[("10-a.yaml", "a: 1\n")]);
    workspace.write("tiny/pack.yaml", &format!("{ROOT}  versions:\n{versions}"));
    workspace
}

#[test]
fn the_newest_that_fits_is_chosen_unless_locked() {
    let versions = "    - {version: 1.9.0, kubernetes: {min: \"1.30\"}}\n    - {version: 1.10.0, kubernetes: {min: \"1.30\"}}\n    - {version: 2.0.0, kubernetes: {min: \"1.36\"}}\n    - {version: 1.8.0, kubernetes: {min: \"1.20\", max: \"1.29\"}}\n";
    let mut workspace = with_versions(versions);
    let version = |workspace: &mut Workspace| packs(&workspace.resolve().unwrap())[0].published_version();
    assert_eq!(version(&mut workspace), "1.10.0-1");
    for (locked, revision, used, expected) in [
        ("1.9.0", 3, "", "1.9.0-3"),
        ("1.10.0", 2, "", "1.10.0-2"),
        ("1.8.0", 1, ", 1.10.0: 4", "1.10.0-5"),
        ("0.1.0", 1, "", "1.10.0-1"),
    ] {
        let text = format!(
            "apiVersion: vmopack/v1alpha1\nkind: Lock\npacks: {{t-tiny: {{version: {locked}, revision: {revision}, digest: a, used: {{{locked}: {revision}{used}}}}}}}\n"
        );
        let source = workspace.sources.add("lock", text);
        workspace.lock = lock::read(source, &workspace.sources).unwrap();
        assert_eq!(version(&mut workspace), expected, "locked {locked}");
    }
}

#[test]
fn values_are_merged_in_order_and_know_where_they_come_from() {
    let mut workspace = with_versions(
        "    - {version: 1.0.0, kubernetes: {min: \"1.30\"}, values: {b: {c: 2, d: 2, e: 2, f: 2}, l: [3]}}\n",
    );
    workspace.write("tiny/presets.yaml", "presets:\n  - {name: p, displayName: P, group: g, values: {b: {d: 3, e: 3, f: 3}}}\n  - {name: q, displayName: Q, group: h, values: {b: {e: 4, f: 4}}}\n");
    workspace.spec = "target: {kubernetes: \"1.35\"}\nlayers:\n  - pack: ./tiny\n    presets: [p, q]\n    values: {b: {f: 5}, n: null}\n".to_owned();
    workspace.set = vec!["tiny.b.g=6".to_owned(), "tiny.s=a: b: c".to_owned()];
    let problems = workspace.resolve().unwrap_err();
    assert!(workspace.list(problems)[0].starts_with("values/invalid-yaml --set"));
    workspace.set =
        vec!["tiny.b.g=6".to_owned(), "tiny.s=a=b".to_owned(), "tiny.e=".to_owned(), "tiny.y=[1, {z: yes}]".to_owned()];
    let resolution = workspace.resolve().unwrap();
    let values = &packs(&resolution)[0].values;
    let expected = r#"{"a":1,"b":{"c":2,"d":3,"e":4,"f":5,"g":6},"l":[3],"s":"a=b","y":[1,{"z":true}]}"#;
    assert_eq!(values.to_json().to_string(), expected);
    let files = [
        "tiny/values.yaml:1",
        "tiny/pack.yaml:9",
        "tiny/presets.yaml:2",
        "tiny/presets.yaml:3",
        "profile.yaml:9",
        "--set tiny.b.g:1",
    ];
    for (path, file) in ["a", "b.c", "b.d", "b.e", "b.f", "b.g"].into_iter().zip(files) {
        let place = workspace.sources.describe(Path::of_keys(path).find(values).unwrap().span);
        assert!(place.contains(file), "{path}: {place}");
    }
}

#[test]
fn null_takes_defaults_away() {
    let mut workspace = Workspace::new(
        "labels: {a: \"1\", b: \"2\"}\nlist: [1]\nlimits: {cpu: {low: 1}, memory: {low: 2}}\nmore: null\nopen: {x: 1, y: null}\n",
        &[("10-a.yaml", "a: 1\n")],
    );
    workspace.write(
        "tiny/schema.json",
        r#"{"additionalProperties": false, "properties": {
          "labels": {"type": "object", "additionalProperties": {"type": "string"}},
          "list": {"type": "array"},
          "limits": {"type": "object", "additionalProperties": {"type": ["object", "null"]}},
          "more": {"type": ["string", "null"]}, "name": {"type": "string"}, "open": {}}}"#,
    );
    let mut values = |values: &str, set: &[&str]| {
        workspace.spec = format!("target: {{kubernetes: \"1.35\"}}\nlayers: [{{pack: ./tiny, values: {values}}}]\n");
        workspace.set = set.iter().map(|&set| set.to_owned()).collect();
        match workspace.resolve() {
            Ok(resolution) => packs(&resolution)[0].values.to_json().to_string(),
            Err(problems) => workspace.list(problems).join("\n"),
        }
    };
    let limits = r#""limits":{"cpu":{"low":1},"memory":{"low":2}},"more":null,"open":{"x":1,"y":null}}"#;
    let labels = r#"{"labels":{"a":"1","b":"2"},"#;
    for (given, expected) in [
        ("{labels: {a: null}}", format!(r#"{{"labels":{{"b":"2"}},"list":[1],{limits}"#)),
        ("{labels: null}", format!(r#"{{"labels":{{}},"list":[1],{limits}"#)),
        ("{list: null}", format!(r#"{labels}"list":[],{limits}"#)),
        ("{limits: {cpu: null}}", format!(r#"{labels}"list":[1],{}"#, limits.replace(r#"{"low":1}"#, "null"))),
        ("{open: {x: null}}", format!(r#"{labels}"list":[1],{}"#, limits.replace(r#""x":1,"#, ""))),
    ] {
        assert_eq!(values(given, &[]), expected, "{given}");
    }
    let again = values("{labels: null}", &["tiny.labels.c=d"]);
    assert!(again.starts_with(r#"{"labels":{"c":"d"},"#), "what comes later starts afresh: {again}");
    assert_eq!(
        values("{name: null, nope: null}", &[]),
        "values/invalid profile.yaml:6:42 value `name`: it is not of type \"string\"\n\
         values/invalid profile.yaml:6:48 there is no value `nope`"
    );
}

#[test]
fn an_empty_map_over_a_free_map_is_a_mistake() {
    let mut workspace = Workspace::new("free: {c: \"1\"}\nnamed: {c: 1}\nd: {}\n", &[("10-a.yaml", "a: 1\n")]);
    workspace.write(
        "tiny/schema.json",
        r#"{"properties": {
      "free": {"type": "object", "additionalProperties": {"type": "string"}},
      "named": {"type": "object", "properties": {"c": {}}}}}"#,
    );
    workspace.spec =
        "target: {kubernetes: \"1.35\"}\nlayers:\n  - {pack: ./tiny, values: {free: {}, named: {}, d: {}, e: {}}}\n"
            .to_owned();
    let problems = workspace.resolve().unwrap_err();
    insta::assert_snapshot!(workspace.show(problems), @r#"
    error[values/invalid]: `free` is an empty map, which takes nothing away: maps are joined key by key
     --> profile.yaml:7:37
      |
    7 |     - {pack: ./tiny, values: {free: {}, named: {}, d: {}, e: {}}}
      |                                     ^^
      |
      = help: write null to take its defaults away
    "#);
    workspace.spec = workspace.spec.replace("free: {}", "free: null");
    let resolution = workspace.resolve().unwrap();
    assert_eq!(packs(&resolution)[0].values.to_json().to_string(), r#"{"free":{},"named":{"c":1},"d":{},"e":{}}"#);
}

#[test]
fn mistakes_in_values_are_shown_where_the_user_wrote_them() {
    let mut workspace = Workspace::new("name: a\nsize: 1\nlist: []\n", &[("10-a.yaml", "a: 1\n")]);
    workspace.write("tiny/schema.json", r##"{"type": "object", "additionalProperties": false, "required": ["name", "must"], "properties": {
      "name": {"type": "string", "pattern": "^[a-z]+$", "description": "What it is called."},
      "must": {}, "size": {"type": "integer", "minimum": 1, "maximum": 9},
      "level": {"enum": ["low", "high"]},
      "list": {"type": "array", "items": {"$ref": "#/$defs/item"}}},
      "$defs": {"item": {"type": "object", "additionalProperties": false, "required": ["key"], "properties": {"key": {"type": "string"}, "other": {}}}}}"##);
    workspace.spec = "target: {kubernetes: \"1.35\"}\nlayers:\n  - pack: ./tiny\n    presets: [none]\n    values:\n      name: A1\n      size: ten\n      naem: x\n      level: middle\n      list:\n        - {kye: a}\n        - {key: yes}\n".to_owned();
    workspace.set = vec!["tiny.size=10".to_owned(), "other.x=1".to_owned()];
    let problems = workspace.resolve().unwrap_err();
    insta::assert_snapshot!(workspace.show(problems));
}

#[test]
fn overrides_that_cannot_be_read_are_refused() {
    for argument in ["", "tiny", "tiny=1", "tiny.=1", ".x=1", "tiny..x=1", "=", "tiny.x={", "tiny.x=a: *b"] {
        let mut workspace = Workspace::new("x: 1\n", &[("10-a.yaml", "a: 1\n")]);
        workspace.set = vec![argument.to_owned()];
        let problems = workspace.resolve().expect_err(argument);
        assert!(workspace.list(problems)[0].starts_with("values/invalid-yaml --set"), "{argument}");
    }
}

#[test]
fn images_follow_the_profile_and_the_values() {
    let mut workspace = with_versions(
        "    - version: 1.0.0\n      kubernetes: {min: \"1.30\"}\n      images:\n        one: {image: quay.io/a/b:1, reason: r}\n        two: {image: \"ghcr.io/c:2\", reason: r, when: b.c}\n        three: {image: 'busybox:1', reason: r, when: b.none}\n",
    );
    // The schema knows the value, and nothing gives it a default.
    let none = r#"{"properties": {"b": {"properties": {"none": {}}}}}"#;
    workspace.write("tiny/schema.json", none);
    for (images, values, expected) in [
        ("{}", "{}", ["quay.io/a/b:1 true", "ghcr.io/c:2 true", "busybox:1 false"]),
        (
            "{mirror: r.io/m}",
            "{b: {c: false}}",
            ["r.io/m/quay.io/a/b:1 true", "r.io/m/ghcr.io/c:2 false", "r.io/m/docker.io/library/busybox:1 false"],
        ),
        (
            "{map: [\"quay.io::m.io/q\", \"quay.io/a::m.io/a\", \"ghcr.i::x.io\"]}",
            "{b: {c: \"\", none: {x: 1}}}",
            ["m.io/a/b:1 true", "ghcr.io/c:2 false", "busybox:1 true"],
        ),
    ] {
        workspace.spec = format!(
            "target: {{kubernetes: \"1.35\"}}\nimages: {images}\nlayers: [{{pack: ./tiny, values: {values}}}]\n"
        );
        let resolution = workspace.resolve().unwrap();
        let found: Vec<String> =
            packs(&resolution)[0].images.iter().map(|image| format!("{} {}", image.reference, image.needed)).collect();
        assert_eq!(found, expected, "{images}");
    }
}

#[test]
fn plain_manifests_are_found_and_never_meet() {
    let mut workspace = Workspace::new("x: 1\n", &[("10-a.yaml", "a: 1\n")]);
    workspace.write("m/a.yaml", "a: 1\n");
    workspace.write("m/b.yaml", "a: 1\n");
    workspace.write("n/a.yaml", "a: 1\n");
    let layer = |files: &str| {
        format!("target: {{kubernetes: \"1.35\"}}\nlayers: [{{manifests: {{name: m, files: [{files}]}}}}]\n")
    };
    workspace.spec = layer("m/*.yaml");
    let resolution = workspace.resolve().unwrap();
    let ResolvedLayer::Manifests(found) = &resolution.layers[0] else { panic!("no manifests") };
    let names: Vec<&str> =
        found.files.iter().map(|file| workspace.sources.get(file.value).name().rsplit('/').next().unwrap()).collect();
    assert_eq!(names, ["a.yaml", "b.yaml"]);
    let mut shown = String::new();
    for files in ["m/*.yml", "none.yaml", "m", "m/a.yaml, n/a.yaml"] {
        workspace.spec = layer(files);
        let problems = workspace.resolve().expect_err(files);
        shown.push_str(&workspace.show(problems));
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn a_published_name_fits_a_repository() {
    let mut workspace = Workspace::new("x: 1\n", &[("10-a.yaml", "a: 1\n")]);
    let pack = std::fs::read_to_string(workspace.path().join("tiny/pack.yaml")).unwrap();
    for (length, fine) in [(61, true), (62, false)] {
        // The profile of these workspaces is called `t`.
        workspace.write("tiny/pack.yaml", &pack.replace("name: tiny", &format!("name: {}", "a".repeat(length))));
        let problems = workspace.resolve().err().unwrap_or_default();
        let found = workspace.list(problems);
        let expected = format!("profile/invalid-name profile.yaml:6:19 `t-{}` is no name: ", "a".repeat(length));
        assert!(found.is_empty() == fine && found.iter().all(|line| line.starts_with(&expected)), "{found:?}");
    }
}
