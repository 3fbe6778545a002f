//! The files that Palette reads of a pack, and the cluster profile.

use crate::packs::Workspace;
use std::fmt::Write as _;
use vmopack::palette;
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
  "none": {}, "net": {"properties": {"bridge-name": {"type": "string", "x-vmopack-exposable": true}}}}}"#;
const SPEC: &str = "target: {kubernetes: \"1.35\", clouds: [aws, edge]}
registries: [{name: ours, uid: u1, default: true}, {name: Public, kind: pack}]
variables: [{name: bridge, default: br0}]
layers:
  - pack: ./tiny
    expose: [num, open, word, name, path, flag, net.bridge-name]
  - ref: {name: lb, version: 1.0.0, registry: Public}
    values: {a: \"yes\"}
  - manifests: {name: plain, files: [m.yaml], installPriority: 50}
";

fn workspace() -> Workspace {
    let all = "a: <[ values.num | toyaml ]>\nb: <[ values.open | toyaml ]>\nc: <[ values.word | toyaml ]>\nd: x<[ values.name ]>\ne: <[ values.path | toyaml ]>\nf: <[ values.flag | toyaml ]>\ng: <[ values.macro | toyaml ]>\n";
    let templates = [
        ("10-a.yaml", all),
        ("20-b.yaml", "a: <[ values.net[\"bridge-name\"] | toyaml ]>\n"),
        ("30-c.yaml", "plain: '{{ x }}'\n"),
    ];
    let values = "num: 1\nopen: 1000000.5\nword: a\nname: abc\npath: /x\nflag: true\nmacro: '{{ .spectro.var.bridge }}'\nnet: {bridge-name: \"on\"}\n";
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
    let pack = rendered.packs().next().unwrap();
    let files = palette::pack_files(pack, "1.2.3-4", &rendered.profile.target.clouds).unwrap();
    let mut shown = String::new();
    for (path, bytes) in files.iter().filter(|(path, _)| !path.starts_with("logo")) {
        writeln!(shown, "=== {path}\n{}", String::from_utf8_lossy(bytes)).unwrap();
    }
    insta::assert_snapshot!(shown);
    insta::assert_snapshot!(palette::profile_json(&rendered, &workspace.sources).unwrap());
    assert_eq!(palette::images(&rendered, &workspace.sources), ["a.io/a:1", "b.io/b:1"]);
}

#[test]
fn content_follows_what_a_revision_holds_and_nothing_else() {
    let content = |change: &dyn Fn(&mut Workspace)| {
        let mut workspace = workspace();
        change(&mut workspace);
        let rendered = workspace.render().unwrap_or_else(|problems| panic!("{}", workspace.list(problems).join("\n")));
        palette::content(rendered.packs().next().unwrap(), &rendered.profile.target.clouds).unwrap()
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
