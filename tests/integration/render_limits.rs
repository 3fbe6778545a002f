//! Templates without end stop with a message that names them.

use crate::packs::Workspace;

/// Renders one template beside a macro file; returns the findings.
fn refused(template: &str) -> String {
    let mut workspace =
        Workspace::new("x: 1\n", &[("10-a.yaml", template), ("_m.yaml", "<% macro m(n) %><[ n ]><% endmacro %>")]);
    match workspace.render() {
        Ok(rendered) => {
            let pack = rendered.packs().next().unwrap();
            panic!("{template} printed {} bytes", pack.files.first().map_or(0, |file| file.published.len()))
        }
        Err(problems) => workspace.list(problems).join("\n"),
    }
}

#[test]
fn steps_and_output_are_bounded() {
    for (template, expected) in [
        (
            "<% for a in range(100000) %><% for b in range(100000) %><% endfor %><% endfor %>",
            "template/limit tiny/templates/10-a.yaml:1:",
        ),
        (
            "<% for a in range(100000) %><% for b in range(100) %>aaaaaaaaaaaaaaaaaaaaaaaa<% endfor %><% endfor %>",
            "the template printed more than 8 MiB",
        ),
        ("a: <[ 'x' * 100000000 ]>", "the template printed more than 8 MiB"),
        ("<% for a in range(1000000000) %><% endfor %>", "range has too many elements"),
        ("<% macro f(n) %><[ f(n + 1) ]><% endmacro %><[ f(0) ]>", "recursion limit exceeded"),
        (
            "<% macro f(n) %><% for a in [1] %><% if true %><[ f(n + 1) ]><% endif %><% endfor %><% endmacro %><[ f(0) ]>",
            "recursion limit exceeded",
        ),
        ("<% include '10-a.yaml' %>", "recursion limit exceeded"),
        ("<% for a in [1] recursive %><[ loop([1]) ]><% endfor %>", "recursion limit exceeded"),
        (
            "<% set n = namespace(x='aaaaaaaa') %><% for a in range(60) %><% set c %><[ n.x ]><[ n.x ]><% endset %><% set n.x = c %><% endfor %>",
            "the template printed more than 8 MiB",
        ),
    ] {
        let found = refused(template);
        assert!(found.contains(expected), "{template}\n{found}");
    }
}
