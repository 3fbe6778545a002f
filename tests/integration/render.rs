//! What templates print, and what is said when they cannot.

use crate::packs::Workspace;

const VALUES: &str = "on: true\noff: false\nnothing: null\nint: 1000000\nbig: 18446744073709551615\nfloat: 1.5\ntext: \"yes\"\nlist: [a, b]\nmap: {a: 1}\nbraces: \"{{ x }}\"\n";

fn render(template: &str) -> Result<(String, String), String> {
    let mut workspace = Workspace::new(VALUES, &[("10-a.yaml", template)]);
    match workspace.render() {
        Ok(rendered) => {
            let file = &rendered.packs().next().unwrap().files[0];
            Ok((workspace.sources.get(file.resolved).text().to_owned(), file.published.clone()))
        }
        Err(problems) => Err(workspace.show(problems)),
    }
}

#[test]
fn values_are_printed_as_yaml_writes_them() {
    for (template, expected) in [
        ("a: <[ values.on | toyaml ]> <[ values.off ]>", "a: true false"),
        ("a: x<[ values.nothing ]>", "a: xnull"),
        (
            "a: x<[ values.int ]> <[ values.big ]> <[ values.float ]> <[ 1.0 ]>",
            "a: x1000000 18446744073709551615 1.5 1.0",
        ),
        ("a: <[ values.text | toyaml ]>", "a: \"yes\""),
        ("a: '<[ values.text | sha256 ]>'", "a: '8a798890fe93817163b10b5f7bd2ca4d25d84c52739a645a889c173eee7d9d3d'"),
        ("a: 1\n<# nothing #>\nb: 2\n", "a: 1\nb: 2\n"),
        ("<% if values.on %>\na: 1\n<% endif %>\nb: 2\n", "a: 1\nb: 2\n"),
        ("a: ${X} $(( 1 << 2 )) [[ -f x ]] {%go%} {# x #}\n", "a: ${X} $(( 1 << 2 )) [[ -f x ]] {%go%} {# x #}\n"),
    ] {
        assert_eq!(render(template).expect(template).0, expected);
    }
}

#[test]
fn braces_that_are_text_survive_helm() {
    let (resolved, published) = render("a: <[ values.braces | toyaml ]>\nb: '{{{ x }}}'\n").unwrap();
    assert_eq!(resolved, "a: \"{{ x }}\"\nb: '{{{ x }}}'\n");
    assert_eq!(published, "a: \"{{ \"{{\" }} x }}\"\nb: '{{ \"{{\" }}{ x }}}'\n");
}

#[test]
fn mistakes_are_shown_in_the_template() {
    let shown: String = [
        "a: 1\nb: x<[ values.missing ]>\n",
        "a: <[ values.map.missing | toyaml ]>\n",
        "a: <[ nothing.at.all ]>\n",
        "a: <[ values.list ]>\n",
        "a: x<[ values.map ]>\n",
        "a: 1\nb: <[ values.on | nofilter ]>\n",
        "a: 1\nb: <[ values.on \n",
        "<% if values.on %>\na: 1\n",
        "<% for %>\n",
        "<% include '_none.yaml' %>\n",
        "<% from '_none.yaml' import x %>\n",
        "a: <[ values.text ]>\n",
        "- <[ values.text ]>\n",
        "a: b: c\n",
        "a: 1\na: 2\n",
        "a: x<[ values.text + 1 ]>\n",
        "a: <[ nofunction() ]>\n",
    ]
    .map(|template| render(template).expect_err(template))
    .concat();
    insta::assert_snapshot!(shown);
}

#[test]
fn mistakes_in_imported_templates_are_shown_there() {
    let mut workspace = Workspace::new(
        VALUES,
        &[
            ("10-a.yaml", "<% from '_m.yaml' import m %>\na: 1\nb: <[ m(values) ]>\n"),
            ("20-b.yaml", "a: 1\n<% include '_i.yaml' %>\n"),
            ("30-c.yaml", "<% from '_s.yaml' import m %>\n"),
            ("_i.yaml", "b: 1\nc: x<[ values.map.none ]>\n"),
            ("_m.yaml", "<% macro m(v) %>\nx<[ v.nope ]>\n<% endmacro %>\n"),
            ("_s.yaml", "ok: 1\n"),
        ],
    );
    let problems = workspace.render().unwrap_err();
    insta::assert_snapshot!(workspace.show(problems));
    workspace.write("tiny/templates/_s.yaml", "a\n<% macro %>\n");
    let problems = workspace.render().unwrap_err();
    insta::assert_snapshot!(workspace.show(problems));
}

#[test]
fn files_without_content_and_macro_files_make_no_manifest() {
    let templates =
        [("10-a.yaml", "a: 1\n"), ("20-b.yaml", "<% if values.off %>\nb: 1\n<% endif %>\n\n"), ("_c.yaml", "c: 1\n")];
    let mut workspace = Workspace::new(VALUES, &templates);
    let rendered = workspace.render().unwrap();
    let stems: Vec<&str> = rendered.packs().next().unwrap().files.iter().map(|file| file.stem.as_str()).collect();
    assert_eq!(stems, ["10-a"]);
}

#[test]
fn templates_see_nothing_of_the_host() {
    for template in [
        "<[ now() ]>",
        "<[ env('HOME') ]>",
        "<[ environ ]>",
        "<% include '/etc/passwd' %>",
        "<% include '../pack.yaml' %>",
        "<[ lipsum() ]>",
        "<[ random() ]>",
        "<[ debug() ]>",
        "<[ self ]>",
    ] {
        let found = render(template).expect_err(template);
        assert!(found.starts_with("error[template/"), "{template}: {found}");
    }
}
