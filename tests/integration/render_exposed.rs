//! Values that are left to Palette: what is published, and which uses are refused.

use crate::packs::Workspace;

const VALUES: &str = "num: 3\ntext: hello\nflag: true\nchoice: a\nnet: {bridge-name: br0, mtu: 1500}\nother: 1\n\
                      labels: {b: \"yes\", a: \"\", on: \"1.10\"}\nlimits: {cpu: 1000000}\nwords: [\"{{\", b]\n";
const SCHEMA: &str = r##"{"type": "object", "properties": {
  "num": {"type": "integer", "minimum": 1, "maximum": 9, "description": "How \"many\"", "x-vmopack-exposable": true},
  "text": {"type": "string", "x-vmopack-exposable": true},
  "flag": {"type": "boolean", "x-vmopack-exposable": true},
  "ratio": {"type": "number", "x-vmopack-exposable": true},
  "untyped": {"minimum": 1, "x-vmopack-exposable": true},
  "choice": {"enum": ["a", "b"], "x-vmopack-exposable": true},
  "loose": {"type": ["string", "null"], "x-vmopack-exposable": true},
  "list": {"type": "array", "items": {"type": "string", "x-vmopack-exposable": true}},
  "net": {"type": "object", "properties": {
    "bridge-name": {"type": "string", "x-vmopack-exposable": true},
    "mtu": {"type": "integer", "x-vmopack-exposable": true}}},
  "labels": {"type": "object", "additionalProperties": {"type": "string"}, "x-vmopack-exposable": true},
  "limits": {"$ref": "#/$defs/limits", "x-vmopack-exposable": true},
  "words": {"type": "array", "items": {"type": "string"}, "x-vmopack-exposable": true},
  "other": {"type": "integer"}
}, "$defs": {"limits": {"type": "object", "properties": {
  "cpu": {"type": "integer", "x-vmopack-exposable": true}, "memory": {"type": "string"}}}}}"##;

fn workspace(expose: &str, templates: &[(&str, &str)]) -> Workspace {
    let mut workspace = Workspace::new(VALUES, templates);
    workspace.write("tiny/schema.json", SCHEMA);
    workspace.spec = format!("target: {{kubernetes: \"1.35\"}}\nlayers: [{{pack: ./tiny, expose: [{expose}]}}]\n");
    workspace
}

fn published(expose: &str, template: &str) -> String {
    let mut workspace = workspace(expose, &[("10-a.yaml", template)]);
    match workspace.render() {
        Ok(rendered) => rendered.packs().next().unwrap().files[0].published.clone(),
        Err(problems) => panic!("{template}\n{}", workspace.show(problems)),
    }
}

#[test]
fn printed_values_become_helm_expressions() {
    for (expose, template, expected) in [
        ("num", "a: <[ values.num | toyaml ]>\n", "a: {{ .Values.num | toJson }}\n"),
        ("num", "a: <[ values.num | toyaml ]>", "a: {{ .Values.num | toJson }}"),
        (
            "num",
            "a: [1, <[ values.num | toyaml ]>, {b: <[ values.num | toyaml ]>}]\n",
            "a: [1, {{ .Values.num | toJson }}, {b: {{ .Values.num | toJson }}}]\n",
        ),
        ("num", "a: \"<[ values.num ]>\"\n", "a: {{ printf \"%s\" (toJson .Values.num) | toJson }}\n"),
        ("text", "a: \"<[ values.text ]>\"\n", "a: {{ .Values.text | toJson }}\n"),
        ("choice", "a: '<[ values.choice ]>'\n", "a: {{ .Values.choice | toJson }}\n"),
        ("text", "- x-<[ values.text ]>\n", "- {{ printf \"x-%s\" (toString .Values.text) | toJson }}\n"),
        ("num", "a: x<[ values.num ]>%d\n", "a: {{ printf \"x%s%%d\" (toJson .Values.num) | toJson }}\n"),
        (
            "num, text",
            "a: '<[ values.text ]>:<[ values.num ]>:<[ values.text ]>'\n",
            "a: {{ printf \"%s:%s:%s\" (toString .Values.text) (toJson .Values.num) (toString .Values.text) | toJson }}\n",
        ),
        (
            "net.bridge-name",
            "a: <[ values.net[\"bridge-name\"] | toyaml ]>\n",
            "a: {{ (index .Values \"net\" \"bridge-name\") | toJson }}\n",
        ),
        (
            "net.bridge-name",
            "a: x<[ values.net[\"bridge-name\"] ]>\n",
            "a: {{ printf \"x%s\" (toString (index .Values \"net\" \"bridge-name\")) | toJson }}\n",
        ),
        (
            "text",
            "a: |\n  one {{ x }}\n  <[ values.text ]>\nb: 1\n",
            "a: {{ printf \"one {{ x }}\\n%s\\n\" (toString .Values.text) | toJson }}\nb: 1\n",
        ),
        ("text", "a: >-\n  <[ values.text ]>\n\nb: 1\n", "a: {{ .Values.text | toJson }}\n\nb: 1\n"),
        (
            "text",
            "a: &x {b: <[ values.text | toyaml ]>}\nc: *x\nd: {<<: *x}\n",
            "a: &x {b: {{ .Values.text | toJson }}}\nc: *x\nd: {<<: *x}\n",
        ),
        (
            "text",
            "a: &x <[ values.text | toyaml ]>\nc: *x\n",
            "a: &x {{ .Values.text | toJson }}\nc: {{ .Values.text | toJson }}\n",
        ),
        (
            "flag",
            "<% if values.other %>\na: <[ values.flag | toyaml ]>\n<% endif %>\n",
            "a: {{ .Values.flag | toJson }}\n",
        ),
        (
            "flag",
            "<% for i in range(2) %>\n- <[ values.flag | toyaml ]>\n<% endfor %>\n",
            "- {{ .Values.flag | toJson }}\n- {{ .Values.flag | toJson }}\n",
        ),
    ] {
        assert_eq!(published(expose, template), expected, "{template}");
    }
}

#[test]
fn maps_and_lists_become_helm_expressions() {
    for (expose, template, expected) in [
        (
            "labels",
            "a:\n  b:\n    <[ values.labels | toyaml | indent(4) ]>\nc: 1\n",
            "a:\n  b:\n    {{ .Values.labels | toJson }}\nc: 1\n",
        ),
        ("words", "a:\n  <[ values.words | toyaml | indent(2) ]>\n", "a:\n  {{ .Values.words | toJson }}\n"),
        ("words", "a:\n- <[ values.words | toyaml | indent(2) ]>\n", "a:\n- {{ .Values.words | toJson }}\n"),
        ("limits", "a:\n  <[ values.limits | toyaml | indent(width=2) ]>\n", "a:\n  {{ .Values.limits | toJson }}\n"),
        ("limits.cpu", "a: <[ values.limits.cpu | toyaml ]>\n", "a: {{ .Values.limits.cpu | toJson }}\n"),
    ] {
        assert_eq!(published(expose, template), expected, "{template}");
    }
}

#[test]
fn maps_and_lists_are_exposed_as_wholes() {
    for (expose, template, message) in [
        ("limits, limits.cpu", "", "`limits.cpu` cannot be exposed: `limits` is, as a whole"),
        ("words", "<% for word in values.words %>- <[ word | toyaml ]>\n<% endfor %>", "only print it"),
        ("words", "a: 1\n<% if values.words %>b: 1\n<% endif %>", "only print it"),
        ("labels", "a: <[ values.labels.b | toyaml ]>\n", "only print it"),
        ("labels", "a:\n  <[ values.labels | toyaml | indent(values.other) ]>\n", "only print it"),
        ("labels", "a: |\n  <[ values.labels | toyaml | indent(2) ]>\n", "a map or a list, and printed inside a text"),
        // The keys would join those of a map around them.
        ("labels", "a:\n  x: 1\n  <[ values.labels | toyaml | indent(2) ]>\n", "does more with an exposed value"),
        ("words", "a:\n  - x\n  <[ values.words | toyaml | indent(2) ]>\n", "does more with an exposed value"),
        ("words.0", "a: 1\n", "the pack has no such value"),
        ("labels.a", "a: 1\n", "need it when the pack is built"),
    ] {
        let mut workspace = workspace(expose, &[("10-a.yaml", template)]);
        let problems = workspace.render().expect_err(template);
        let found = workspace.list(problems).join("\n");
        assert!(found.contains(message), "{expose}\n{template}\n{found}");
    }
}

#[test]
fn maps_and_lists_hold_what_helm_keeps() {
    let template = "a:\n  <[ values.labels | toyaml | indent(2) ]>\nb:\n  <[ values.limits | toyaml | indent(2) ]>\n";
    let render = |set: &str, expose: &str| {
        let mut workspace = workspace(expose, &[("10-a.yaml", template)]);
        workspace.set = vec![format!("tiny.{set}")];
        match workspace.render() {
            Ok(rendered) => rendered.packs().next().unwrap().files[0].published.clone(),
            Err(problems) => workspace.list(problems).join("\n"),
        }
    };
    let text = render("limits={cpu: 9007199254740993}", "limits");
    assert!(text.contains("`b.cpu` would say something else in the pack"), "{text}");
    let text = render("limits={memory: '{{ .spectro.var.memory }}'}", "");
    assert!(text.contains("b:\n  {{ .Values.limits | toJson }}\n"), "a macro exposes the map around it: {text}");
    let text = render("limits={cpu: '{{ .spectro.var.cpu }}'}", "");
    assert!(text.contains("it holds a macro where no text may stand"), "{text}");
}

#[test]
fn what_is_not_exposed_is_the_same_in_both() {
    let mut workspace = workspace(
        "text",
        &[("10-a.yaml", "a: <[ values.text | toyaml ]>\n"), ("20-b.yaml", "b: <[ values.num | toyaml ]>\n")],
    );
    let rendered = workspace.render().unwrap();
    let files = &rendered.packs().next().unwrap().files;
    assert_eq!(workspace.sources.get(files[0].resolved).text(), "a: hello\n");
    assert_eq!(workspace.sources.get(files[1].resolved).text(), files[1].published);
    assert_eq!((files[0].exposed.len(), files[1].exposed.len()), (1, 0));
}

#[test]
fn every_other_use_is_refused_at_its_line() {
    let uses = [
        "<% if values.num > 1 %>b: 1\n<% endif %>",
        "<% if values.num is defined %>b: 1\n<% endif %>",
        "<% for i in range(values.num) %>b: 1\n<% endfor %>",
        "<% for k in values %>b: 1\n<% endfor %>",
        "<% set x = values.num %>b: <[ x ]>\n",
        "<% with x = values.num %>b: x<[ x ]>\n<% endwith %>",
        "<% macro m(x) %><[ x ]><% endmacro %>b: x<[ m(values.num) ]>\n",
        "<% macro m(x=values.num) %><[ x ]><% endmacro %>b: x<[ m() ]>\n",
        "b: x<[ values.num + 1 ]>\n",
        "b: x<[ values.num ~ 'x' ]>\n",
        "b: x<[ values.num | string ]>\n",
        "b: x<[ 1 if values.num else 2 ]>\n",
        "b: x<[ values[facts.key] ]>\n",
        "b: x<[ [1, 2][values.num] ]>\n",
        "b: x<[ values | toyaml | indent(2) ]>\n",
        "b: x<[ {'a': values.num} | tojson ]>\n",
        "<% include 'x' ~ values.num %>\n",
        "<% from values.num import x %>\n",
        "b: x<[ values['num'] | int ]>\n",
    ];
    for template in uses {
        let mut workspace = workspace("num", &[("10-a.yaml", &format!("a: 1\n{template}"))]);
        let problems = workspace.render().expect_err(template);
        let found = workspace.list(problems);
        let expected = "template/exposed-value-used tiny/templates/10-a.yaml:2:";
        assert!(found[0].starts_with(expected), "{template}\n{found:?}");
        assert!(found[0].ends_with("`num` is left to Palette, so a template can only print it"), "{found:?}");
    }
}

#[test]
fn what_a_template_catches_is_used() {
    for template in [
        "<% set t %><[ values.text ]><% endset %>b: <[ 1 if t == 'x' else 2 ]>\n",
        "<% set t | upper %><[ values.text | toyaml ]><% endset %>b: <[ t ]>\n",
        "<% filter upper %>b: <[ values.text ]>x<% endfilter %>\n",
        "<% macro m() %><[ values.text ]><% endmacro %>b: <[ 1 if m() == 'x' else 2 ]>\n",
        "<% macro m() %>a<% endmacro %><% call m() %><[ values.text ]><% endcall %>\n",
        "<% block m %><[ values.text ]><% endblock %>\n",
        "<% for i in [1] recursive %><% if true %><[ values.text ]><% endif %><% endfor %>\n",
        "<% macro m() %>a<% endmacro %><% call(x=values.text) m() %><[ x ]><% endcall %>\n",
    ] {
        let mut workspace = workspace("text", &[("10-a.yaml", &format!("a: 1\n{template}"))]);
        let problems = workspace.render().expect_err(template);
        let found = workspace.list(problems);
        let expected = "template/exposed-value-used tiny/templates/10-a.yaml:2:";
        assert!(found[0].starts_with(expected), "{template}\n{found:?}");
        assert!(found[0].ends_with("`text` is left to Palette, so a template can only print it"), "{found:?}");
    }
    let templates = [
        ("10-a.yaml", "<% set t %><% include '_b.yaml' %><% endset %>a: <[ 1 if t == 'x' else 2 ]>\n"),
        ("_b.yaml", "<[ values.text ]>"),
    ];
    let mut workspace = workspace("text", &templates);
    let problems = workspace.render().unwrap_err();
    assert_eq!(
        workspace.list(problems),
        [
            "template/exposed-value-used tiny/templates/10-a.yaml:1:23 what a template includes here could print an exposed value, and its text may be used"
        ]
    );
}

#[test]
fn what_the_syntax_does_not_show_is_found_by_rendering_twice() {
    for template in ["x<[ values.text ]>: 1\n", "a: 1 # <[ values.text ]>\n"] {
        let mut workspace = workspace("text", &[("10-a.yaml", template)]);
        let problems = workspace.render().expect_err(template);
        let found = workspace.list(problems);
        assert!(
            found[0].starts_with("template/exposed-value-used tiny/templates/10-a.yaml:1:1"),
            "{template}\n{found:?}"
        );
    }
}

#[test]
fn the_pack_says_with_its_defaults_what_was_checked() {
    let text = "a: 1\nb:\n  - x <[ values.text ]>\n";
    for (default, template, place) in [
        // Helm prints the text, where the manifest that was checked says something else.
        ("text: 'y: 1'", text, "b[0]"),
        ("text: ' #'", text, "b[0]"),
        ("text: 'a\"b'", "a: 1\nb:\n  - \"<[ values.text ]>\"\n", ""),
        ("text: 'a\\tb'", "a: 1\nb:\n  - \"<[ values.text ]>\"\n", "b[0]"),
        // Helm reads numbers as floats and prints them without a fraction.
        ("ratio: 1.0", "a: 1\nb:\n  - x <[ values.ratio ]>\n", "b[0]"),
        ("num: 9007199254740993", "a: 1\nb:\n  - <[ values.num | toyaml ]>\n", "b[0]"),
    ] {
        let key = default.split(':').next().unwrap();
        let mut workspace = workspace(key, &[("10-a.yaml", template)]);
        workspace.write("tiny/values.yaml", &format!("{default}\n"));
        workspace.write("tiny/schema.json", &SCHEMA.replace(r#""minimum": 1, "maximum": 9, "#, ""));
        let problems = workspace.render().expect_err(default);
        let found = workspace.list(problems);
        let expected = format!(
            "template/exposed-value-used tiny/templates/10-a.yaml:3:{} `{place}` would say something else",
            template.lines().nth(2).unwrap().find("<[").unwrap() + 4,
        );
        assert!(found[0].starts_with(&expected) || place.is_empty(), "{default}\n{found:?}");
    }
    for (default, template) in [
        ("ratio: 1.0", "b: <[ values.ratio | toyaml ]>\n"),
        ("ratio: 1e21", "b: <[ values.ratio | toyaml ]>\n"),
        ("ratio: 1.5", "b: x <[ values.ratio ]>\n"),
        ("text: 'a\"b: yes'", "b: <[ values.text | toyaml ]>\n"),
    ] {
        let key = default.split(':').next().unwrap();
        let mut workspace = workspace(key, &[("10-a.yaml", template)]);
        workspace.write("tiny/values.yaml", &format!("{default}\n"));
        let rendered = workspace.render();
        assert!(rendered.is_ok(), "{default}: {}", workspace.show(rendered.unwrap_err()));
    }
}

#[test]
fn a_bare_scalar_is_refused_wherever_it_stands_on_its_line() {
    for template in [
        "mode: <[ values.text ]> # why\n",
        "mode:  <[ values.text ]>  \n",
        "m: [<[ values.text ]>]\n",
        "m: {b: <[ values.text ]>}\n",
    ] {
        let mut workspace = workspace("text", &[("10-a.yaml", template)]);
        let problems = workspace.render().expect_err(template);
        let found = workspace.list(problems);
        assert!(found[0].starts_with("template/unquoted-scalar tiny/templates/10-a.yaml:1:"), "{template}\n{found:?}");
    }
}

#[test]
fn two_files_cannot_print_one_value() {
    let mut workspace = workspace(
        "num",
        &[("10-a.yaml", "a: <[ values.num | toyaml ]>\n"), ("20-b.yaml", "b: <[ values.num | toyaml ]>\n")],
    );
    let problems = workspace.render().unwrap_err();
    insta::assert_snapshot!(workspace.show(problems));
}

#[test]
fn a_value_that_nothing_prints_cannot_be_exposed() {
    let template =
        "a: <[ values.num | toyaml ]>\n<% if not values.other %>b: <[ values.flag | toyaml ]>\n<% endif %>\n";
    let mut workspace = workspace("num, flag, text", &[("10-a.yaml", template)]);
    let problems = workspace.render().unwrap_err();
    assert_eq!(
        workspace.list(problems),
        [
            "values/not-exposable profile.yaml:6:41 `flag` cannot be exposed: no manifest prints it with these values",
            "values/not-exposable profile.yaml:6:47 `text` cannot be exposed: no manifest prints it with these values",
        ]
    );
}

#[test]
fn only_marked_scalars_can_be_exposed() {
    let mut workspace =
        workspace("other, nope, net, net.nope, num, num, list, loose, untyped", &[("10-a.yaml", "a: 1\n")]);
    workspace.write("tiny/values.yaml", "num: 1\nnet: {mtu: 1}\nlist: [\"{{ .spectro.var.x }}\"]\nloose: a\nuntyped: 1\nother: \"{{.spectro.system.cluster.name}}\"\n");
    workspace.write(
        "tiny/schema.json",
        &SCHEMA.replace("\"other\": {\"type\": \"integer\"}", "\"other\": {\"type\": \"string\"}"),
    );
    let problems = workspace.render().unwrap_err();
    insta::assert_snapshot!(workspace.show(problems));
}

#[test]
fn values_with_a_macro_expose_themselves() {
    for text in [
        "{{ .spectro.var.x }}",
        "{{.spectro.system.cluster.name}}-x",
        "{{- .spectro.var.x | upper -}}",
        "{{ printf \"%s\" .spectro.var.x }}",
    ] {
        let mut workspace = workspace("", &[("10-a.yaml", "a: <[ values.text | toyaml ]>\n")]);
        workspace.write("tiny/values.yaml", &format!("text: '{text}'\n"));
        let rendered = workspace.render().unwrap();
        let file = &rendered.packs().next().unwrap().files[0];
        assert_eq!(file.published, "a: {{ .Values.text | toJson }}\n", "{text}");
    }
    let mut workspace = workspace("", &[("10-a.yaml", "a: <[ values.text | toyaml ]>\n")]);
    workspace.write("tiny/values.yaml", "text: '{{ x }} .spectro.var'\n");
    let rendered = workspace.render().unwrap();
    assert_eq!(rendered.packs().next().unwrap().files[0].published, "a: \"{{ \"{{\" }} x }} .spectro.var\"\n");
}

#[test]
fn what_a_macro_gives_for_a_boolean_or_number_is_checked_by_helm() {
    let checked = |path: &str, form: &str, wanted: &str| {
        format!(r#".Values.{path} | toJson | trimAll "\"" | regexFind "{form}" | required "{path} must be {wanted}""#)
    };
    let number = "^-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?$";
    for (key, form, wanted) in [
        ("flag", "^(true|false)$", "true or false"),
        ("num", "^-?(0|[1-9][0-9]*)$", "a whole number"),
        ("ratio", number, "a number"),
    ] {
        let template = format!("a: <[ values.{key} | toyaml ]>\nb: x<[ values.{key} ]>\n");
        let mut workspace = workspace("", &[("10-a.yaml", &template)]);
        workspace.write("tiny/values.yaml", &format!("{key}: '{{{{ .spectro.var.x }}}}'\n"));
        let rendered = workspace.render();
        let rendered = rendered.unwrap_or_else(|problems| panic!("{}", workspace.show(problems)));
        let pipeline = checked(key, form, wanted);
        let expected = format!("a: {{{{ {pipeline} }}}}\nb: {{{{ printf \"x%s\" ({pipeline}) | toJson }}}}\n");
        assert_eq!(rendered.packs().next().unwrap().files[0].published, expected);
    }
}
