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

#[test]
fn values_that_double_are_refused_before_they_are_made() {
    let loop_of = |head: &str, body: &str| {
        format!(
            "<% set n = namespace(x='xx', y='') %>{head}<% for i in range(60) %>{body}<% endfor %><[ n.x | length ]>"
        )
    };
    let chain = |next: &dyn Fn(usize) -> String| -> String {
        (1..40).map(|i| format!("<% set x{i} = {} %>", next(i - 1))).collect()
    };
    let own = "`n.x` is made of its own value more than once";
    for (template, expected) in [
        (loop_of("", "<% set n.x = n.x ~ n.x %>"), own),
        (loop_of("", "<% set n.x = n['x'] + n.x %>"), own),
        (loop_of("", "<% set n.x = n.x * 2 %>"), own),
        (loop_of("", "<% set n.x = [n.x, n.x] %>"), own),
        (loop_of("", "<% set n.x = {'a': n.x, 'b': n.x} %>"), own),
        (loop_of("", "<% set n.x = zip(n.x, n.x) | list %>"), own),
        (loop_of("", "<% set n.x = n.x | batch(2, n.x) | list %>"), own),
        (loop_of("", "<% set n.x = n.x | tojson %>"), own),
        (loop_of("", "<% set n.x = n.x | list | join(n.x) %>"), own),
        (loop_of("", "<% set y = n.x %><% set n.x = y ~ y %>"), own),
        (loop_of("", "<% with y = n.x %><% set n.x = y ~ y %><% endwith %>"), own),
        (loop_of("", "<% for y in [n.x] %><% set n.x = y ~ y %><% endfor %>"), own),
        (loop_of("", "<% set n.y = n.x ~ n.y %><% set n.x = n.y ~ n.x %>"), "is made of its own value more than once"),
        (loop_of("<% set m = n %>", "<% set m.x = n.x ~ n.x %>"), "is made of its own value more than once"),
        (loop_of("<% set m = [n] %>", "<% set n.x = m[0].x ~ m[0].x %>"), "is made of its own value more than once"),
        (loop_of("", "<% set n = namespace(x=n.x ~ n.x) %>"), "`n` is made of its own value more than once"),
        (
            loop_of("<% macro g(m, v) %><% set m.x = v %><% endmacro %>", "<% do g(n, n.x ~ n.x) %>"),
            "a macro sets `m.x` of what it was given",
        ),
        (
            format!("<% set x0 = 'xx' %>{}<[ x39 | length ]>", chain(&|i| format!("x{i} ~ x{i}"))),
            "is made of more than 4096 copies",
        ),
        (
            format!("<% set x0 = 'xx' %>{}<[ x39 ~ '' ]>", chain(&|i| format!("[x{i}, x{i}]"))),
            "is made of more than 4096 copies",
        ),
    ] {
        let found = refused(&template);
        assert!(found.starts_with("template/limit tiny/templates/10-a.yaml:1:"), "{template}\n{found}");
        assert!(found.contains(expected), "{template}\n{found}");
    }
}

#[test]
fn macros_that_hand_themselves_a_value_twice_are_refused() {
    let own = |call: &str| {
        format!(
            "<% macro g(v, i) %><% if i < 40 %>{call}<% else %><[ v ~ '' ]><% endif %><% endmacro %><[ g(['x'], 0) ]>"
        )
    };
    let by_way_of_another = "<% macro f(w, j) %><[ g([w, w], j) ]><% endmacro %>";
    for template in [
        own("<[ g([v, v], i + 1) ]>"),
        own("<[ g(i=i + 1, v=[v, v]) ]>"),
        own("<[ g([v, v], i + 1) | trim ]>"),
        own("<% do g([v, v], i + 1) %>"),
        own("<% call g([v, v], i + 1) %><% endcall %>"),
        own("<% set w = [v, v] %><[ g(w, i + 1) ]>"),
        format!("{by_way_of_another}{}", own("<[ f(v, i + 1) ]>")),
    ] {
        let found = refused(&template);
        assert!(found.starts_with("template/limit tiny/templates/10-a.yaml:1:"), "{template}\n{found}");
        assert!(found.contains("is made of its own value more than once"), "{template}\n{found}");
    }
}

#[test]
fn texts_that_double_end() {
    let loop_of = |body: &str| {
        format!("<% set n = namespace(x='xx') %><% for i in range(60) %>{body}<% endfor %><[ n.x | length ]>")
    };
    for template in [
        loop_of("<% set n.x = n.x | replace('x', 'xx') %>"),
        loop_of("<% set n.x = n.x | replace('', 'x') %>"),
        loop_of("<% set n.x = (n.x ~ 'x') | indent(1000000000) %>"),
    ] {
        let found = refused(&template);
        assert!(found.starts_with("template/limit tiny/templates/10-a.yaml:1:"), "{template}\n{found}");
        assert!(found.contains("takes too many steps, or makes too much text"), "{template}\n{found}");
    }
}

#[test]
fn what_grows_step_by_step_is_fine() {
    for body in [
        "<% set n.x = n.x ~ i %>",
        "<% set n.x = n.x ~ n.y %>",
        "<% set n.l = n.l + [i] %>",
        "<% set n.l = n.l + [n.x] %><% set n.x = n.x ~ 'a' %>",
        "<% set n.x = 'a' if n.x == n.y else n.x ~ 'b' %>",
        "<% set n.x = n.x ~ 'a' if n.x | length < 9 else n.x %>",
    ] {
        let template = format!(
            "<% set n = namespace(x='a', y='b', l=[]) %><% for i in range(60) %>{body}<% endfor %>a: <[ n.x | toyaml ]>\n"
        );
        let mut workspace = Workspace::new("x: 1\n", &[("10-a.yaml", &template)]);
        let rendered = workspace.render();
        assert!(rendered.is_ok(), "{body}: {}", workspace.show(rendered.unwrap_err()));
    }
}
