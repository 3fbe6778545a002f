//! The files that Palette reads of a pack, and the cluster profile.

use crate::packs::Workspace;
use std::fmt::Write as _;
use vmopack::palette::{self, compose};
use vmopack::yaml::Path;

const PACK: &str = "apiVersion: vmopack/v1alpha1
kind: Pack
metadata: {name: tiny, displayName: 'Tiny: one', description: \"yes\", upstream: 'https://example.com', license: Apache-2.0}
spec:
  addonType: system app
  installPriority: 7
  namespace: tiny
  namespaceLabels: {b/enforce: restricted, a: \"on\"}
  conflicts: [{pack: other, because: x}]
  readiness: [{group: g.io, version: v1, kind: K, name: k, path: status.phase, equals: \"True\"}]
  versions:
    - version: 1.2.3
      kubernetes: {min: \"1.30\"}
      images:
        b: {image: 'b.io/b:1', reason: r}
        a: {image: 'a.io/a:1', reason: r}
        c: {image: 'c.io/c:1', reason: r, when: none}
";
const SCHEMA: &str = r#"{"properties": {
  "num": {"type": "integer", "minimum": 1, "maximum": 9, "description": "How \"many\"\nof them", "x-vmopack-exposable": true},
  "open": {"type": "number", "minimum": 1, "x-vmopack-exposable": true},
  "word": {"enum": ["a", "b"], "x-vmopack-exposable": true},
  "name": {"type": "string", "pattern": "^[a-z]+$", "x-vmopack-exposable": true},
  "path": {"type": "string", "pattern": "^/x", "x-vmopack-exposable": true},
  "flag": {"type": "boolean", "x-vmopack-exposable": true},
  "macro": {"type": "string", "x-vmopack-exposable": true},
  "whole": {"type": "integer", "minimum": 0, "x-vmopack-exposable": true},
  "below": {"type": "integer", "minimum": -1, "maximum": 9, "x-vmopack-exposable": true},
  "odd": {"enum": ["a,b", "c"], "x-vmopack-exposable": true},
  "words": {"type": "array", "items": {"enum": ["x", "y"], "type": "string", "description": "A word"}, "x-vmopack-exposable": true},
  "maps": {"type": "array", "items": {"type": "object"}, "x-vmopack-exposable": true},
  "none": {}, "net": {"properties": {"bridge-name": {"type": "string", "x-vmopack-exposable": true}}}}}"#;
const SPEC: &str = "target: {kubernetes: \"1.35\", clouds: [aws, edge]}
registries: [{name: ours, uid: u1, default: true}, {name: Public, kind: pack}]
variables: [{name: bridge, default: br0}]
layers:
  - pack: ./tiny
    expose: [num, open, word, name, path, flag, net.bridge-name, whole, below, odd, words, maps]
  - ref: {name: lb, version: 1.0.0, registry: Public}
    values: {a: \"yes\"}
  - manifests: {name: plain, files: [m.yaml], installPriority: 50}
";

fn workspace() -> Workspace {
    let all = "a: <[ values.num | toyaml ]>\nb: <[ values.open | toyaml ]>\nc: <[ values.word | toyaml ]>\nd: x<[ values.name ]>\ne: <[ values.path | toyaml ]>\nf: <[ values.flag | toyaml ]>\ng: <[ values.macro | toyaml ]>\nh: [<[ values.whole | toyaml ]>, <[ values.below | toyaml ]>, <[ values.odd | toyaml ]>]\ni:\n  <[ values.words | toyaml | indent(2) ]>\nj:\n  <[ values.maps | toyaml | indent(2) ]>\n";
    let templates = [
        ("10-a.yaml", all),
        ("20-b.yaml", "a: <[ values.net[\"bridge-name\"] | toyaml ]>\n"),
        ("30-c.yaml", "plain: '{{ x }}'\n"),
    ];
    let values = "num: 1\nopen: 1000000.5\nword: a\nname: abc\npath: /x\nflag: true\nmacro: '{{ .spectro.var.bridge }}'\nwhole: 3\nbelow: -1\nodd: c\nwords: [x]\nmaps: [{a: 1}]\nnet: {bridge-name: \"on\"}\n";
    let mut workspace = Workspace::new(values, &templates);
    workspace.write("tiny/pack.yaml", PACK);
    workspace.write("tiny/schema.json", SCHEMA);
    workspace.write("m.yaml", "apiVersion: v1\n");
    SPEC.clone_into(&mut workspace.spec);
    workspace
}

#[test]
fn the_files_of_a_pack_have_the_shapes_that_palette_reads() {
    let mut workspace = workspace();
    let rendered = workspace.render().unwrap_or_else(|problems| panic!("{}", workspace.list(problems).join("\n")));
    let files = compose(&rendered).unwrap().remove(0).files;
    let mut shown = String::new();
    for (path, bytes) in files.iter().filter(|(path, _)| !path.starts_with("logo")) {
        writeln!(shown, "=== {path}\n{}", String::from_utf8_lossy(bytes)).unwrap();
    }
    insta::assert_snapshot!(shown);
    insta::assert_snapshot!(palette::profile_json(&rendered, &workspace.sources).unwrap());
    assert_eq!(palette::images(&rendered, &workspace.sources), ["a.io/a:1", "b.io/b:1"]);
}

#[test]
fn palette_checks_kubernetes_where_the_version_is_made_for_the_target() {
    let bounds = |kubernetes: &str, layer: &str| {
        let mut workspace = Workspace::new("a: 1\n", &[("10-a.yaml", "a: 1\n")]);
        workspace.spec = format!("target: {{kubernetes: \"{kubernetes}\"}}\nlayers: [{{{layer}}}]\n");
        let rendered = workspace.render().unwrap();
        let files = compose(&rendered).unwrap().remove(0).files;
        let (_, text) = files.iter().find(|(path, _)| *path == "pack.json").unwrap();
        let pack: serde_json::Value = serde_json::from_slice(text).unwrap();
        let dependencies = pack["constraints"]["dependencies"].as_array().unwrap().clone();
        let own = dependencies.iter().find(|dependency| dependency["packName"] == "kubernetes");
        own.map(|own| format!("{} {}", own["minVersion"], own["maxVersion"]))
    };
    assert_eq!(bounds("1.35", "pack: kubevirt").as_deref(), Some(r#""1.34.0" "1.36.999""#));
    assert_eq!(bounds("1.33", "pack: kubevirt, version: 1.9.0"), None, "pinned on purpose");
    assert_eq!(bounds("1.35", "pack: multus").as_deref(), Some(r#""1.25.0" """#));
}

/// Returns `presets.yaml`, and the first line of `values.yaml`.
fn presets(presets: &str, layer: &str) -> (Option<String>, String) {
    let template = "a: <[ values.num | toyaml ]>\nb: <[ values.word | toyaml ]>\nc:\n  <[ values.map | toyaml | indent(2) ]>\nd: <[ values.baked | toyaml ]>\n";
    let mut workspace = Workspace::new("num: 1\nword: a\nmap: {x: \"1\"}\nbaked: 1\n", &[("10-a.yaml", template)]);
    let exposable = |schema: &str| format!(r#"{{{schema}, "x-vmopack-exposable": true}}"#);
    let (num, word) = (exposable(r#""type": "integer", "maximum": 9"#), exposable(r#""type": "string""#));
    let map = exposable(r#""type": "object", "additionalProperties": {"type": "string"}"#);
    let schema = format!(r#"{{"properties": {{"num": {num}, "word": {word}, "map": {map}}}}}"#);
    workspace.write("tiny/schema.json", &schema);
    workspace.write("tiny/presets.yaml", &format!("presets:\n{presets}"));
    workspace.spec = format!("target: {{kubernetes: \"1.35\"}}\nlayers: [{{pack: ./tiny, {layer}}}]\n");
    let rendered = workspace.render().unwrap_or_else(|problems| panic!("{}", workspace.list(problems).join("\n")));
    let files = compose(&rendered).unwrap().remove(0).files;
    let text = |path: &str| {
        files.iter().find(|(name, _)| *name == path).map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned())
    };
    (text("presets.yaml"), text("values.yaml").unwrap().lines().next().unwrap().to_owned())
}

const PRESETS: &str = "  - {name: few, displayName: A few, group: Some size, values: {num: 2}}
  - {name: many, displayName: \"yes\", group: Some size, values: {num: 9, map: {y: \"2\", x: null}}}
  - {name: b, displayName: B, group: Word, values: {word: b}}
  - {name: baked, displayName: Baked, group: Word, values: {word: c, baked: 2}}
";

#[test]
fn presets_of_exposed_values_are_left_to_palette() {
    let (presets, _) = presets(PRESETS, "expose: [num, map, word]");
    insta::assert_snapshot!(presets.unwrap(), @r#"
    presets:
    - name: few
      displayName: A few
      group: Some size
      remove:
      - manifests.10-a.map
      add: |
        manifests:
          10-a:
            map:
              x: "1"
            num: 2
    - name: many
      displayName: "yes"
      group: Some size
      remove:
      - manifests.10-a.map
      add: |
        manifests:
          10-a:
            map:
              "y": "2"
            num: 9
    - name: b
      displayName: B
      group: Word
      remove: []
      add: |
        manifests:
          10-a:
            word: b
    "#);
}

#[test]
fn presets_of_baked_values_are_not() {
    assert_eq!(presets(PRESETS, "presets: [many]").0, None);
    let (text, _) = presets(PRESETS, "expose: [num]");
    let text = text.unwrap();
    assert!(text.contains("name: few") && !text.contains("name: many") && !text.contains("name: b"), "{text}");
}

#[test]
fn palette_is_told_which_presets_are_chosen() {
    let line = |layer: &str| presets(PRESETS, layer).1;
    let expose = "expose: [num, map, word]";
    let enabled = "# spectrocloud.com/enabled-presets: ";
    assert_eq!(line(&format!("presets: [few, b], {expose}")), format!("{enabled}Some size:few,Word:b"));
    assert_eq!(line(&format!("presets: [b, many], {expose}")), format!("{enabled}Some size:many,Word:b"));
    let changed = line(&format!("presets: [few, b], values: {{num: 3}}, {expose}"));
    assert_eq!(changed, format!("{enabled}Word:b"), "a value of the profile wins");
    for layer in ["presets: [few]", "presets: [baked], expose: [num, word, map]", expose] {
        assert!(line(layer).starts_with("# Tiny 1.0.0"), "{layer}");
    }
}

#[test]
fn content_follows_what_a_revision_holds_and_nothing_else() {
    let content = |change: &dyn Fn(&mut Workspace)| {
        let mut workspace = workspace();
        change(&mut workspace);
        let rendered = workspace.render().unwrap_or_else(|problems| panic!("{}", workspace.list(problems).join("\n")));
        compose(&rendered).unwrap().remove(0).content
    };
    let before = content(&|_| {});
    assert_eq!(before.values["num"], "1");
    assert_eq!(before.values[&Path::of_keys("net.bridge-name").to_string()], "\"on\"");
    assert_eq!(before.manifests.keys().collect::<Vec<_>>(), ["10-a.yaml", "20-b.yaml", "30-c.yaml"]);
    assert_eq!(before, content(&|_| {}), "another folder gives the same");
    let plain = |workspace: &mut Workspace| workspace.write("m.yaml", "apiVersion: v2\n");
    assert_eq!(before, content(&plain), "another layer is none of its business");
    let changes: [&dyn Fn(&mut Workspace); 5] = [
        &|workspace| workspace.set = vec!["tiny.num=2".to_owned()],
        &|workspace| workspace.write("tiny/README.md", "other"),
        &|workspace| workspace.write("tiny/logo.png", "other"),
        &|workspace| workspace.write("tiny/templates/30-c.yaml", "plain: other\n"),
        &|workspace| workspace.spec = SPEC.replace("[aws, edge]", "[all]"),
    ];
    for change in changes {
        assert_ne!(before.digest, content(change).digest);
    }
}
