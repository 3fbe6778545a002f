//! `vmopack render`.

use crate::support::Vmopack;

#[test]
fn manifests_go_to_standard_output() {
    insta::assert_snapshot!(Vmopack::with_extras().run(["render"]), @r#"
    --- stdout
    # vmo-extras/0-namespace.yaml
    ---
    apiVersion: v1
    kind: Namespace
    metadata:
      name: extras
    # vmo-extras/10-console.yaml
    ---
    apiVersion: v1
    kind: Pod
    metadata:
      name: console
      namespace: extras
    spec:
      containers:
        - name: console
          image: ghcr.io/example/console:1.0.0
    --- exit 0
    "#);
}

#[test]
fn a_folder_takes_what_is_rendered() {
    let vmopack = Vmopack::with_extras();
    insta::assert_snapshot!(vmopack.run(["render", "--out", "manifests"]), @r#"
    --- stderr
    Rendered 1 layer into manifests
    --- exit 0
    "#);
    insta::assert_snapshot!(vmopack.run(["render", "--as", "packs", "--out", "packs"]), @r#"
    --- stderr
    Rendered 1 layer into packs
    --- exit 0
    "#);
    insta::assert_snapshot!(vmopack.run(["render", "--as", "profile", "--out", "profile", "--quiet"]), @"--- exit 0");
    let files = ["manifests", "packs", "profile"].map(|folder| vmopack.files(folder).join("\n"));
    insta::assert_snapshot!(files.join("\n\n"), @r#"
    .vmopack
    vmo-extras/0-namespace.yaml
    vmo-extras/10-console.yaml

    .vmopack
    vmo-extras-1.0.0-1/README.md
    vmo-extras-1.0.0-1/logo.png
    vmo-extras-1.0.0-1/manifests/10-console.yaml
    vmo-extras-1.0.0-1/pack.json
    vmo-extras-1.0.0-1/values.yaml

    .vmopack
    profile.json
    "#);
}

#[test]
fn a_profile_for_palette_goes_to_standard_output() {
    insta::assert_snapshot!(Vmopack::with_extras().run(["render", "--as", "profile"]), @r##"
    --- stdout
    {
      "metadata": {
        "name": "vmo",
        "description": "",
        "labels": {}
      },
      "spec": {
        "version": "1.0.0",
        "template": {
          "type": "add-on",
          "cloudType": "all",
          "packs": [
            {
              "name": "vmo-extras",
              "type": "oci",
              "layer": "addon",
              "version": "1.0.0-1",
              "tag": "1.0.0-1",
              "values": "# Extras 1.0.0, built by vmopack.\n# The values of its manifests were fixed when it was built.\npack:\n  namespace: extras\n  spectrocloud.com/install-priority: \"40\"\n  content:\n    images:\n    - image: ghcr.io/example/console:1.0.0\nmanifests:\n  10-console: {}\n",
              "manifests": [],
              "registry": {
                "metadata": {
                  "uid": "",
                  "name": "",
                  "kind": "oci",
                  "isPrivate": true,
                  "providerType": "pack",
                  "isSyncSupported": true
                }
              }
            }
          ]
        },
        "variables": []
      }
    }
    --- exit 0
    "##);
}

#[test]
fn values_of_a_layer_go_over_those_of_its_file() {
    let spec = "  target: {kubernetes: \"1.35\"}\n  layers:\n    - ref: {name: lb, version: 1.0.0, valuesFrom: lb.yaml}\n      \
                values: {pack: {namespace: lb}}\n";
    let vmopack = Vmopack::with_spec(spec);
    let values = |text: &str| {
        vmopack.write("lb.yaml", text);
        let run = vmopack.run(["render", "--as", "profile"]);
        let profile: serde_json::Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{run}"));
        profile["spec"]["template"]["packs"][0]["values"].as_str().unwrap().to_owned()
    };
    insta::assert_snapshot!(values("# ours\npack:\n  namespace: other # old\n  content: {}\n"), @r#"
    # ours
    pack:
      namespace: lb # old
      content: {}
    "#);
    insta::assert_snapshot!(values("# nothing yet\n"), @r#"
    # nothing yet
    pack:
      namespace: lb
    "#);
}

#[test]
fn values_show_where_they_come_from() {
    let spec =
        "  target: {kubernetes: \"1.35\"}\n  layers:\n    - pack: snapshot-controller\n      values: {replicas: 3}\n";
    let vmopack = Vmopack::with_spec(spec);
    let run = vmopack.run(["render", "--explain-values", "--set", "snapshot-controller.logVerbosity=4"]);
    let lines: Vec<&str> = run.stdout.lines().take(4).collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    snapshot-controller.replicas	3	profile.yaml:8:26
    snapshot-controller.logVerbosity	4	--set snapshot-controller.logVerbosity:1:1
    snapshot-controller.logFormat	"text"	packs/snapshot-controller/values.yaml:8:12
    snapshot-controller.workerThreads	10	packs/snapshot-controller/values.yaml:11:16
    "#);
}

#[test]
fn rendering_says_nothing_of_rules() {
    let spec = "  target: {kubernetes: \"1.35\", distribution: rke2}\n  layers:\n    - pack: snapshot-controller\n";
    let run = Vmopack::with_spec(spec).run(["render"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
}

#[test]
fn flags_that_do_not_go_together_are_refused() {
    insta::assert_snapshot!(Vmopack::with_extras().run(["render", "--as", "packs"]), @r#"
    --- stderr
    error: this form is a folder of files: say where it goes with --out DIR
    --- exit 2
    "#);
    insta::assert_snapshot!(Vmopack::with_extras().run(["render", "--as", "helm"]), @r#"
    --- stderr
    error: invalid value 'helm' for '--as <FORM>'
      [possible values: packs, manifests, kustomize, profile, terraform]

    For more information, try '--help'.
    --- exit 2
    "#);
}

#[test]
fn values_are_explained_whatever_the_environment_says() {
    let vmopack = Vmopack::with_extras().env("VMOPACK_OUT", "x").env("VMOPACK_AS", "profile");
    insta::assert_snapshot!(vmopack.run(["render", "--explain-values"]), @r#"
    --- stdout
    extras	{}	extras/values.yaml:1:1
    --- exit 0
    "#);
    assert!(!vmopack.path("x").exists());
}

#[test]
fn folders_of_others_are_left_alone() {
    let vmopack = Vmopack::with_extras().file("thesis/chapter-1.odt", "");
    insta::assert_snapshot!(vmopack.run(["render", "--out", "thesis"]), @r#"
    --- stderr
    error: thesis exists and was not made by vmopack: it would be replaced
    --- exit 4
    "#);
    insta::assert_snapshot!(vmopack.run(["render", "--out", "thesis/chapter-1.odt/x"]), @r#"
    --- stderr
    error: cannot write thesis/chapter-1.odt/x
      caused by: Not a directory (os error 20)
    --- exit 4
    "#);
    assert_eq!(vmopack.files("thesis"), ["chapter-1.odt"]);
}

#[test]
fn a_template_that_fails_writes_nothing() {
    let vmopack = Vmopack::with_extras();
    vmopack.write("extras/templates/10-console.yaml", "<% for x in [1, 2, 3] %>\n<[ missing ]>\n<% endfor %>\n");
    insta::assert_snapshot!(vmopack.run(["render", "--out", "out"]), @r#"
    --- stderr
    error[template/undefined-name]: `missing` is not defined
     --> extras/templates/10-console.yaml:2:4
      |
    2 | <[ missing ]>
      |    ^^^^^^^
      |
      = help: give it a value with `set` before, or ask for `values`, `facts`, `images`, `pack` or `target`

    1 error; `vmopack explain ID` says more about each
    --- exit 1
    "#);
    assert!(!vmopack.path("out").exists());
}

#[test]
fn plain_output_says_which_macros_it_keeps() {
    let layer = "  target: {kubernetes: \"1.35\"}\n  layers:\n    - manifests: {name: keys, files: [keys.yaml]}\n";
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: keys, namespace: default}\nstringData:\n  \
                  a: '{{ .spectro.var.first }}'\n  b: '{{ .spectro.var.second }}{{.spectro.var.first}}'\n  \
                  c: '{{ .spectro.var.first }}'\n  d: '{{ .Values.e }}'\n";
    let vmopack = Vmopack::with_spec(layer).file("keys.yaml", secret);
    insta::assert_snapshot!(vmopack.run(["render", "--out", "plain"]), @r"
    --- stderr
    Rendered 1 layer into plain
    keys/keys.yaml keeps `{{ .spectro.var.first }}`: Palette alone fills in macros
    keys/keys.yaml keeps `{{ .spectro.var.second }}`: Palette alone fills in macros
    keys/keys.yaml keeps `{{.spectro.var.first}}`: Palette alone fills in macros
    --- exit 0
    ");
    insta::assert_snapshot!(vmopack.run(["render", "--as", "kustomize", "--out", "kustomize"]), @r"
    --- stderr
    Rendered 1 layer into kustomize
    keys/keys.yaml keeps `{{ .spectro.var.first }}`: Palette alone fills in macros
    keys/keys.yaml keeps `{{ .spectro.var.second }}`: Palette alone fills in macros
    keys/keys.yaml keeps `{{.spectro.var.first}}`: Palette alone fills in macros
    --- exit 0
    ");
    insta::assert_snapshot!(vmopack.run(["render"]).stderr, @r"
    keys/keys.yaml keeps `{{ .spectro.var.first }}`: Palette alone fills in macros
    keys/keys.yaml keeps `{{ .spectro.var.second }}`: Palette alone fills in macros
    keys/keys.yaml keeps `{{.spectro.var.first}}`: Palette alone fills in macros
    ");
    insta::assert_snapshot!(vmopack.run(["render", "--as", "profile", "--out", "profile"]), @r"
    --- stderr
    Rendered 1 layer into profile
    --- exit 0
    ");
}
