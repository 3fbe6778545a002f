//! `packs/README.md` names what pack authors can use: exactly what there is.

use std::collections::BTreeSet;

use vmopack::render::{FILTERS, FUNCTIONS, VARIABLES};

use crate::packs::Workspace;
use crate::support::repository;

/// Returns the names in the first column of the tables whose header starts with `header`.
fn documented(header: &str) -> Vec<String> {
    let text = fs_err::read_to_string(repository("packs/README.md")).unwrap();
    let rows = text.lines().skip_while(|line| !line.starts_with(&format!("| {header} |"))).skip(2);
    let cells = rows.take_while(|line| line.starts_with('|')).map(|line| line.split('|').nth(1).unwrap_or_default());
    let names = cells
        .flat_map(|cell| cell.split('`').skip(1).step_by(2).map(|name| name.split('(').next().unwrap().to_owned()));
    names.collect()
}

fn set<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'a str> {
    names.into_iter().collect()
}

/// Renders one template, and returns what it prints or what is said of it.
fn rendered(template: &str) -> Result<String, String> {
    let mut workspace = Workspace::new("x: 1\n", &[("10-a.yaml", template)]);
    match workspace.render() {
        Ok(rendered) => {
            let file = rendered.packs().next().and_then(|pack| pack.files.first());
            Ok(file.map(|file| workspace.sources.get(file.resolved).text().to_owned()).unwrap_or_default())
        }
        Err(problems) => Err(problems[0].message.clone()),
    }
}

#[test]
fn the_documented_names_are_the_real_ones() {
    for (header, real) in [("variable", VARIABLES), ("filter", FILTERS), ("function", FUNCTIONS)] {
        let documented = documented(header);
        assert_eq!(
            set(documented.iter().map(String::as_str)),
            set(real.iter().copied()),
            "{header}s of packs/README.md"
        );
    }
}

#[test]
fn every_name_is_known_to_the_engine() {
    for name in VARIABLES {
        rendered(&format!("a: <[ {name} | tojson ]>\n")).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    for name in FILTERS {
        let said = rendered(&format!("<% set a = \"b\" | {name} %>\n")).err().unwrap_or_default();
        assert!(!said.contains("there is no"), "{name}: {said}");
    }
    for name in FUNCTIONS {
        let said = rendered(&format!("<% set a = {name}() %>\n")).err().unwrap_or_default();
        assert!(!said.contains("there is no"), "{name}: {said}");
    }
    assert_eq!(
        rendered("<% set a = \"b\" | nothing_like_it %>\n").unwrap_err(),
        "there is no filter `nothing_like_it`"
    );
}

#[test]
fn no_variable_is_left_out() {
    for name in ["pack", "profile", "target"] {
        let keys = rendered(&format!("a: [<% for key in {name} %>\"{name}.<[ key ]>\",<% endfor %>]\n")).unwrap();
        let inside = VARIABLES.iter().filter(|variable| variable.starts_with(&format!("{name}.")));
        let expected: Vec<String> = inside.map(|variable| format!("\"{variable}\",")).collect();
        assert_eq!(keys, format!("a: [{}]\n", expected.concat()));
    }
}

/// The keys of `pack.yaml` that the tables explain are those that the loader knows.
#[test]
fn the_documented_keys_are_the_real_ones() {
    let spec = [("key of `metadata`", "metadata"), ("key of `spec`", "spec"), ("key of a version", "version")];
    for (header, place) in spec {
        for key in documented(header) {
            let said = said_of_unknown_key(place, "zzzz");
            assert!(said.contains(&format!("{key},")) || said.ends_with(&key), "{place}.{key}: {said}");
        }
        let known = said_of_unknown_key(place, "zzzz");
        let known = known.trim_start_matches("known keys here: ").split(", ").count();
        assert_eq!(documented(header).len(), known, "{place} has other keys than packs/README.md");
    }
}

fn said_of_unknown_key(place: &str, key: &str) -> String {
    let mut workspace = Workspace::new("x: 1\n", &[("10-a.yaml", "a: 1\n")]);
    let text = std::fs::read_to_string(workspace.path().join("tiny/pack.yaml")).unwrap();
    let text = match place {
        "metadata" => text.replace("{name: tiny,", &format!("{{{key}: 1, name: tiny,")),
        "spec" => text.replace("spec:\n", &format!("spec:\n  {key}: 1\n")),
        _ => text.replace("{version: 1.0.0,", &format!("{{{key}: 1, version: 1.0.0,")),
    };
    workspace.write("tiny/pack.yaml", &text);
    let problems = workspace.resolve().expect_err("the key is unknown");
    problems.into_iter().find_map(|problem| problem.help).unwrap()
}
