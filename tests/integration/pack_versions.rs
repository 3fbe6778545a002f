//! What the versions of a pack have in common, and what each says itself.

use crate::packs::Workspace;

const TEMPLATE: &str = "a: <[ images.one ]>\nb: <[ images.two ]>\nc: <[ facts | tojson ]>\n";

/// A pack whose versions share an image and facts.
fn workspace(images: &str) -> Workspace {
    let workspace = Workspace::new("x: 1\n", &[("10-a.yaml", TEMPLATE)]);
    let pack = format!(
        "\
apiVersion: vmopack/v1alpha1
kind: Pack
metadata: {{name: tiny, displayName: Tiny, description: A tiny pack.}}
spec:
  addonType: system app
  installPriority: 10
  namespace: tiny
  images:
    one: {{image: \"{images}\", reason: runs}}
    two: {{image: \"r.example.com/two:{{version}}\", reason: walks}}
  facts:
    kept: 1
    table: {{a: 1, b: 1}}
  versions:
    - version: 2.0.0
      kubernetes: {{min: \"1.30\"}}
    - version: 1.0.0
      kubernetes: {{min: \"1.30\"}}
      images:
        two: {{image: r.example.com/older:7, reason: walks}}
      facts:
        table: {{b: 2}}
"
    );
    workspace.write("tiny/pack.yaml", &pack);
    workspace
}

fn rendered(version: &str) -> String {
    let mut workspace = workspace("r.example.com/one:v{version}");
    workspace.spec = format!("target: {{kubernetes: \"1.35\"}}\nlayers: [{{pack: ./tiny, version: {version}}}]\n");
    let rendered = workspace.render().unwrap();
    let pack = rendered.packs().next().unwrap();
    pack.files[0].published.clone()
}

#[test]
fn a_version_adds_to_what_all_have() {
    insta::assert_snapshot!(rendered("2.0.0"), @r#"
    a: r.example.com/one:v2.0.0
    b: r.example.com/two:2.0.0
    c: {"kept": 1, "table": {"a": 1, "b": 1}}
    "#);
    insta::assert_snapshot!(rendered("1.0.0"), @r#"
    a: r.example.com/one:v1.0.0
    b: r.example.com/older:7
    c: {"kept": 1, "table": {"a": 1, "b": 2}}
    "#);
}

#[test]
fn nothing_but_the_version_is_put_into_an_image() {
    let mut workspace = workspace("r.example.com/one:v{verison}");
    let problems = workspace.resolve().expect_err("the image is refused");
    let message =
        "pack/invalid-value tiny/pack.yaml:9:18 only `{version}` stands for something in the name of an image";
    assert_eq!(workspace.list(problems), [message]);
}
