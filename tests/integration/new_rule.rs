//! The stamp for new rules, on a copy of the files that it changes.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;
use vmopack::check::RULES;

use crate::support::{copy, files_below, repository};

fn stamp(ids: &[&str]) -> (TempDir, String) {
    let place = tempfile::tempdir().unwrap();
    copy(&repository("src/check/rules"), &place.path().join("src/check/rules"));
    copy(&repository(".ci"), &place.path().join(".ci"));
    fs_err::copy(repository("Cargo.toml"), place.path().join("Cargo.toml")).unwrap();
    let mut said = String::new();
    for id in ids {
        // By its interpreter: a file that was just written cannot be executed while another test's child still has it open.
        let output = Command::new("bash").arg(place.path().join(".ci/new-rule")).arg(id).output().unwrap();
        said += &String::from_utf8(output.stdout).unwrap();
        said += &String::from_utf8(output.stderr).unwrap();
        writeln!(said, "exit {}", output.status.code().unwrap()).unwrap();
    }
    (place, said)
}

/// Returns the lines of a file that start with a word, in the order of the file.
fn lines(place: &TempDir, file: &str, start: &str) -> Vec<String> {
    let text = fs_err::read_to_string(place.path().join(file)).unwrap();
    text.lines().filter(|line| line.starts_with(start)).map(str::to_owned).collect()
}

/// Returns the modules of a family, in the order of the list.
fn block(place: &TempDir, family: &str) -> Vec<String> {
    let text = fs_err::read_to_string(place.path().join("src/check/rules/mod.rs")).unwrap();
    let (_, rest) = text.split_once(&format!("\nmod {family} {{\n")).unwrap();
    rest.lines().take_while(|line| *line != "}").map(str::to_owned).collect()
}

fn is_sorted_by_id(lines: &[String]) -> bool {
    lines.iter().map(|line| line.replace('_', "-").replace(':', " ")).is_sorted()
}

#[test]
fn a_rule_of_a_known_family_takes_its_place() {
    for id in ["conflict/aardvark", "conflict/duplicate", "conflict/duplicate-crd-aardvark", "conflict/zebra"] {
        let (place, said) = stamp(&[id]);
        assert!(said.ends_with("exit 0\n"), "{said}");
        let module = id.rsplit('/').next().unwrap().replace('-', "_");
        let rules = lines(&place, "src/check/rules/mod.rs", "    &");
        assert_eq!(rules.len(), RULES.len() + 1);
        assert!(rules.contains(&format!("    &conflict::{module}::RULE,")) && is_sorted_by_id(&rules), "{rules:#?}");
        let modules = block(&place, "conflict");
        assert!(modules.contains(&format!("    pub(super) mod {module};")) && modules.is_sorted(), "{modules:#?}");
        let source =
            fs_err::read_to_string(place.path().join(format!("src/check/rules/conflict/{module}.rs"))).unwrap();
        assert!(source.contains(&format!("Id::new(\"{id}\")")), "{source}");
        for kind in ["bad", "good"] {
            assert!(place.path().join("tests/rules").join(id).join(kind).join("profile.yaml").is_file());
        }
    }
}

#[test]
fn a_rule_of_a_new_family_brings_the_family() {
    let (place, said) = stamp(&["aquarium/thirsty-fish", "zoo/loose-tiger", "zoo/escaped-bear"]);
    assert_eq!(said.matches("exit 0").count(), 3, "{said}");
    let families = lines(&place, "src/check/rules/mod.rs", "mod ");
    let families: Vec<&String> = families.iter().filter(|line| *line != "mod tests {").collect();
    assert!(families.is_sorted(), "{families:#?}");
    for family in ["mod aquarium {", "mod zoo {"] {
        assert_eq!(families.iter().filter(|line| **line == family).count(), 1, "{families:#?}");
    }
    assert!(is_sorted_by_id(&lines(&place, "src/check/rules/mod.rs", "    &")));
    assert_eq!(block(&place, "aquarium"), ["    pub(super) mod thirsty_fish;"]);
    assert_eq!(block(&place, "zoo"), ["    pub(super) mod escaped_bear;", "    pub(super) mod loose_tiger;"]);
}

/// The stamp is text, which no compiler sees: it has the fields of a rule, in their order, and imports what rules import.
#[test]
fn a_stamped_rule_has_the_shape_of_the_others() {
    let (place, _) = stamp(&["zoo/loose-tiger"]);
    let read = |path: &Path| fs_err::read_to_string(path).unwrap();
    let stamped = read(&place.path().join("src/check/rules/zoo/loose_tiger.rs"));
    let declared = read(&repository("src/check/rule.rs"));
    let declared = between(&declared, "pub struct Rule {", "\n}");
    assert_eq!(fields(between(&stamped, "Rule = Rule {", "\n}")), fields(declared));
    let others: String = RULES.iter().map(|rule| read(&repository(&source(rule.id.as_str())))).collect();
    for line in stamped.lines().filter(|line| line.starts_with("use ") || line.starts_with("pub(in")) {
        assert!(others.contains(&format!("\n{line}\n")), "no rule has `{line}`");
    }
    assert!(stamped.contains("    looks_at: Scope::Layer(check),\n"), "{stamped}");
    assert!(others.contains("    looks_at: Scope::Layer(check),\n"), "no rule looks at layers");
    assert!(stamped.contains(concat!("since: \"", env!("CARGO_PKG_VERSION"), "\",")), "{stamped}");
}

fn source(id: &str) -> String {
    format!("src/check/rules/{}.rs", id.replace('-', "_"))
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    text.split_once(start).unwrap().1.split_once(end).unwrap().0
}

/// Returns the names before the colons of lines that are indented once.
fn fields(text: &str) -> Vec<&str> {
    let lines = text.lines().filter_map(|line| line.strip_prefix("    ")).filter(|line| !line.starts_with(['/', ' ']));
    let names = lines.filter_map(|line| line.split_once(": ")).map(|(name, _)| name);
    names.map(|name| name.rsplit(' ').next().unwrap_or(name)).collect()
}

#[test]
fn the_stamp_says_what_comes_next() {
    let (_, said) = stamp(&["zoo/loose-tiger"]);
    insta::assert_snapshot!(said, @r#"
    Stamped zoo/loose-tiger. Next:
      1. write the rule in                  src/check/rules/zoo/loose_tiger.rs
      2. what it fires on, and the remedy   tests/rules/zoo/loose-tiger/{bad,good}/profile.yaml
         (or any other input, which input.txt names)
      3. write down what it says            VMOPACK_BLESS=1 cargo test --test rules -- zoo/loose-tiger
      4. read tests/rules/zoo/loose-tiger/bad/expected.txt as a user would
      5. run                                cargo test
    exit 0
    "#);
}

#[test]
fn what_is_there_or_has_no_good_name_is_refused() {
    let (place, said) = stamp(&["conflict/duplicate-crd", "Conflict/x", "conflict/x_y", "conflict", "a/b/c", "../x/y"]);
    insta::assert_snapshot!(said, @r#"
    new-rule: src/check/rules/conflict/duplicate_crd.rs exists
    exit 2
    new-rule: `Conflict/x` is not a valid id: write family/kebab-name, in lower case, naming the bad pattern
    exit 2
    new-rule: `conflict/x_y` is not a valid id: write family/kebab-name, in lower case, naming the bad pattern
    exit 2
    new-rule: `conflict` is not a valid id: write family/kebab-name, in lower case, naming the bad pattern
    exit 2
    new-rule: `a/b/c` is not a valid id: write family/kebab-name, in lower case, naming the bad pattern
    exit 2
    new-rule: `../x/y` is not a valid id: write family/kebab-name, in lower case, naming the bad pattern
    exit 2
    "#);
    let (before, after) = (files_below(&repository("src/check/rules")), files_below(&place.path().join("src")));
    assert_eq!(before.len(), after.len(), "a refused name leaves nothing behind");
}
