//! Rules, their sources and their fixtures belong together. `tests/rules.rs` runs the fixtures; what these have no room for is
//! below, in files that are called like the rule, or like what the names of two rules share.

mod cilium;
mod duplicate_snapshot_controller;
mod exposed_dashboard;
mod install_order;
mod missing_dependency;
mod stops_machines;
mod unfiltered_bridge;
mod upgrade;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use vmopack::check::RULES;

use crate::files::{entries, files_below, repository};
use crate::fixture::{Given, cases, folder, read};

#[test]
fn rules_and_fixtures_belong_together() {
    let root = repository("tests/rules");
    let mut orphans: BTreeSet<PathBuf> = entries(&root).iter().flat_map(|family| entries(family)).collect();
    for id in RULES.iter().map(|rule| rule.id.as_str()) {
        orphans.remove(&root.join(id));
        for kind in ["bad", "good"] {
            let cases = cases(id, kind);
            assert!(cases.iter().any(|case| case == kind), "{id} needs {}", folder(id, kind).display());
            for case in cases {
                read(&folder(id, &case)).map(drop).unwrap();
            }
        }
        let known = [cases(id, "bad"), cases(id, "good")].concat();
        let found = entries(&root.join(id)).into_iter();
        orphans.extend(found.filter(|entry| !known.iter().any(|case| entry.ends_with(case))));
    }
    let advice = "remove it, name it bad-CASE or good-CASE, or add the rule to RULES in src/check/rules/mod.rs";
    assert!(orphans.is_empty(), "tests/rules has what is not a fixture of a rule: {orphans:?}; {advice}");
}

#[test]
fn rules_stand_where_their_id_says() {
    for rule in RULES {
        let place = format!("src/check/rules/{}.rs", rule.id.as_str().replace('-', "_"));
        assert!(repository(&place).is_file(), "{} belongs into {place}", rule.id);
    }
}

/// What `vmopack explain` shows is what a user would feed: an input of the fixture, or a file of one.
#[test]
fn rules_show_inputs_of_their_fixtures() {
    for rule in RULES {
        for (kind, shown) in [("bad", rule.example), ("good", rule.instead)] {
            let folder = folder(rule.id.as_str(), kind);
            let fed = fed(&read(&folder).unwrap(), &folder);
            let is_fed = fed.iter().any(|file| fs_err::read(file).unwrap() == shown.as_bytes());
            assert!(is_fed, "{} shows as {kind} what is none of {fed:?}:\n{shown}", rule.id);
        }
    }
}

/// Returns the files that a fixture feeds; of an archive, those of the folder that it is made of.
fn fed(given: &Given, folder: &Path) -> Vec<PathBuf> {
    let files = given.inputs.iter().chain(&given.options.with).flat_map(|input| {
        let name = input.file_name().unwrap().to_string_lossy();
        match name.strip_suffix(".tar.gz") {
            Some(pack) if folder.join(pack).is_dir() => files_below(&folder.join(pack)),
            _ if input.is_dir() => files_below(input),
            _ => vec![input.clone()],
        }
    });
    files.collect()
}

/// Reads a list of arguments in a folder that has `a.yaml` and the pack `zoo-1.0.0`.
fn read_list(list: &str) -> Result<Given, String> {
    let folder = tempfile::tempdir().unwrap();
    fs_err::create_dir(folder.path().join("zoo-1.0.0")).unwrap();
    fs_err::write(folder.path().join("a.yaml"), "").unwrap();
    fs_err::write(folder.path().join("zoo-1.0.0/pack.json"), "{}").unwrap();
    fs_err::write(folder.path().join("input.txt"), list).unwrap();
    read(folder.path()).map_err(|problem| problem.replace(&folder.path().display().to_string(), "[DIR]"))
}

#[test]
fn fixtures_take_the_arguments_of_check() {
    let given = read_list("a.yaml\nzoo-1.0.0\n--with a.yaml\n--packs zoo-1.0.0\n--set zoo.a=b c\n").unwrap();
    assert!(given.inputs[0].ends_with("a.yaml") && given.inputs[1].ends_with("zoo-1.0.0"));
    assert!(given.options.with[0].ends_with("a.yaml") && given.options.packs[0].ends_with("zoo-1.0.0"));
    assert_eq!(given.options.set, ["zoo.a=b c"]);
    let archive = read_list("zoo-1.0.0.tar.gz\n").unwrap();
    assert!(archive.inputs[0].is_file(), "it is made of the folder of its name");
}

#[test]
fn fixtures_refuse_other_arguments() {
    let lists = [
        "",
        "b.yaml",
        "b.tar.gz",
        "a.yaml\n\n",
        "a.yaml\n--with\n",
        "--with b.yaml",
        "--set x",
        "-w a.yaml",
        "--with a.yaml",
    ];
    let problems: Vec<String> = lists.iter().map(|list| read_list(list).err().unwrap_or_default()).collect();
    insta::assert_snapshot!(problems.join("\n"), @r"
    [DIR]/input.txt names no input
    [DIR]/input.txt: `b.yaml` is not there
    [DIR]/input.txt: `b.tar.gz` is not there
    [DIR]/input.txt: `` is not there
    [DIR]/input.txt: `--with` is not there
    [DIR]/input.txt: `--with b.yaml` is not there
    [DIR]/input.txt: `--set x` is not a flag that fixtures know, with its value
    [DIR]/input.txt: `-w a.yaml` is not a flag that fixtures know, with its value
    [DIR]/input.txt names no input
    ");
}
