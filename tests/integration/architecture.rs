//! The shape of the code: who may use whom, how long things are, and what they are not called.

use std::collections::BTreeSet;
use std::path::Path;

use vmopack::check::RULES;
use vmopack::diagnostic::LOAD_ARTICLES;

use crate::imports::Imports;
use crate::support::{Vmopack, files_below, repository};

/// What each module of the library may use besides itself, in the order of the pipeline. An entry with `::` lets in
/// that one item alone.
const MAY_USE: &[(&str, &[&str])] = &[
    ("tree", &[]),
    ("fs", &["tree::is_safe"]),
    ("source", &["fs"]),
    ("oci", &["fs"]),
    ("diagnostic", &["source"]),
    ("yaml", &["source", "diagnostic"]),
    ("decode", &["source", "diagnostic", "yaml"]),
    ("image", &["source", "oci", "yaml", "decode::Spanned"]),
    ("kubernetes", &["source", "diagnostic", "yaml", "image"]),
    ("profile", &["source", "oci", "diagnostic", "yaml", "decode", "image"]),
    ("pack", &["fs", "source", "diagnostic", "yaml", "decode", "profile"]),
    ("lock", &["source", "diagnostic", "yaml", "decode", "profile"]),
    ("resolve", &["fs", "source", "diagnostic", "yaml", "decode", "image", "profile", "pack", "lock"]),
    ("render", &["source", "diagnostic", "yaml", "decode::closest", "profile", "pack", "resolve"]),
    (
        "palette",
        &["source", "tree", "oci", "yaml", "image", "kubernetes", "profile", "lock::Content", "resolve", "render"],
    ),
    (
        "cluster",
        &[
            "source",
            "oci::Digest",
            "diagnostic",
            "yaml",
            "decode::Spanned",
            "image",
            "kubernetes",
            "profile",
            "pack",
            "lock::Content",
            "resolve",
            "render",
            "palette::ComposedPack",
        ],
    ),
    ("components", &["source", "diagnostic", "yaml", "image", "kubernetes", "profile", "cluster"]),
    (
        "input",
        &[
            "fs",
            "source",
            "tree",
            "oci",
            "diagnostic",
            "yaml",
            "kubernetes",
            "profile",
            "lock",
            "render::with_defaults",
            "cluster",
        ],
    ),
    ("check", &["source", "diagnostic", "yaml", "decode", "image", "kubernetes", "profile", "cluster", "components"]),
    (
        "assess",
        &[
            "fs",
            "source",
            "diagnostic",
            "profile",
            "pack",
            "lock",
            "resolve",
            "render",
            "palette",
            "cluster",
            "input",
            "check",
        ],
    ),
    ("archive", &["tree", "oci::Digest", "palette::ComposedPack", "assess::Checked"]),
    (
        "output",
        &[
            "fs",
            "source",
            "tree",
            "oci::Digest",
            "diagnostic::Id",
            "yaml",
            "pack::Readiness",
            "resolve",
            "render",
            "palette",
            "input",
            "assess::Checked",
            "archive",
        ],
    ),
    ("diff", &["yaml", "kubernetes", "profile", "cluster", "components", "input::Extent"]),
];

/// Longest file, and longest function, in lines.
const FILE_LIMIT: usize = 300;
const FUNCTION_LIMIT: usize = 60;
/// Files that are one table.
const TABLES: &[&str] = &["src/components/gates.rs", "src/diagnostic/catalog.rs"];
/// Names that say nothing about what is inside.
const EMPTY_NAMES: &[&str] = &["util", "utils", "helper", "helpers", "common", "misc", "shared", "manager"];

/// What makes or moves a file.
const WRITES: &[&str] = &["File::create", "fs::write(", "fs::rename(", "fs_err::write(", "fs_err::rename(", "tempfile"];

struct Source {
    /// Path from the root of the repository.
    path: String,
    /// The text above the tests.
    text: String,
}

fn sources() -> Vec<Source> {
    let root = repository("");
    let files = files_below(&repository("src")).into_iter();
    let is_test = |file: &Path| file.strip_prefix(&root).is_ok_and(|inside| inside.iter().any(|part| part == "tests"));
    let rust = files.filter(|file| file.extension().is_some_and(|extension| extension == "rs") && !is_test(file));
    let sources = rust.map(|file| {
        let text = fs_err::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default().to_owned();
        Source { path: file.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/"), text: code }
    });
    sources.collect()
}

/// The module of the library that a file belongs to; none for the binary.
fn module(path: &str) -> Option<&str> {
    let inside = path.strip_prefix("src/")?;
    let name = inside.split('/').next()?.trim_end_matches(".rs");
    (!["main", "lib", "cli"].contains(&name)).then_some(name)
}

/// Finds every `crate::...` in the code, with its line.
fn uses(text: &str) -> Vec<(usize, String)> {
    let code = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
    let found = code.flat_map(|(index, line)| {
        line.match_indices("crate::").map(move |(at, found)| {
            let rest = &line[at + found.len()..];
            let end = rest.find(|character: char| !character.is_alphanumeric() && !"_:{".contains(character));
            (index + 1, rest[..end.unwrap_or(rest.len())].to_owned())
        })
    });
    found.collect()
}

fn assert_none(problems: &[String], advice: &str) {
    assert!(problems.is_empty(), "\n{}\n\n{advice}\n", problems.join("\n"));
}

#[test]
fn modules_use_only_what_comes_before_them() {
    let mut problems = Vec::new();
    for source in sources() {
        let Some(module) = module(&source.path) else { continue };
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == module) else {
            problems.push(format!("{}: module `{module}` is not in the table", source.path));
            continue;
        };
        for (line, used) in uses(&source.text) {
            let itself = used == module || used.starts_with(&format!("{module}::"));
            let allowed = allowed.iter().any(|name| used == *name || used.starts_with(&format!("{name}::")));
            if !itself && !allowed {
                problems.push(format!("{}:{line} -> crate::{used}", source.path));
            }
        }
    }
    assert_none(
        &problems,
        "A module may use what stands before it in MAY_USE (tests/integration/architecture.rs). Move the code to where its \
         data lives; extend the table only when the arrow of the pipeline really goes that way.",
    );
}

#[test]
fn files_are_written_in_one_room() {
    let elsewhere = sources().into_iter().filter(|source| !source.path.starts_with("src/fs/"));
    let problems = elsewhere.flat_map(|source| {
        let code = source.text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
        let writes = code.filter(|(_, line)| WRITES.iter().any(|write| line.contains(write)));
        let problems = writes.map(|(index, line)| format!("{}:{}: {}", source.path, index + 1, line.trim()));
        problems.collect::<Vec<_>>()
    });
    assert_none(
        &problems.collect::<Vec<_>>(),
        "Write through src/fs: what is there appears whole or not at all, also after a power cut.",
    );
}

#[test]
fn one_file_prints() {
    let elsewhere = sources().into_iter().filter(|source| source.path != "src/cli/terminal.rs");
    let problems = elsewhere.flat_map(|source| {
        let code = source.text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
        let prints = code.filter(|(_, line)| line.contains("stdout()") || line.contains("stderr().lock"));
        let problems = prints.map(|(index, line)| format!("{}:{}: {}", source.path, index + 1, line.trim()));
        problems.collect::<Vec<_>>()
    });
    assert_none(&problems.collect::<Vec<_>>(), "Print through the terminal, which escapes what would steer it.");
}

#[test]
fn files_of_a_module_do_not_go_in_circles() {
    let sources = sources();
    let imports = Imports::of(sources.iter().map(|source| (source.path.as_str(), source.text.as_str())));
    let rooms = imports.rooms();
    assert!(rooms.contains("cli") && rooms.contains("yaml"), "no files were found: {rooms:?}");
    let problems = rooms.iter().flat_map(|room| imports.circles(room));
    assert_none(
        &problems.collect::<Vec<_>>(),
        "Move what both need into a file that imports neither; what one only hands on, let the caller hand over.",
    );
}

#[test]
fn the_command_line_uses_the_public_library_only() {
    let main = fs_err::read_to_string(repository("src/main.rs")).unwrap();
    let library = fs_err::read_to_string(repository("src/lib.rs")).unwrap();
    assert_eq!(main.matches("\nmod ").count(), 1, "src/main.rs declares `mod cli` and nothing else");
    assert!(!library.contains("mod cli"), "src/cli belongs to the binary: declare it in src/main.rs alone");
    let command_line = sources().into_iter().filter(|source| source.path.starts_with("src/cli/"));
    let problems = command_line.flat_map(|source| {
        uses(&source.text).into_iter().map(move |(line, used)| format!("{}:{line} -> crate::{used}", source.path))
    });
    assert_none(
        &problems.collect::<Vec<_>>(),
        "Use `super::` inside the command line, and `vmopack::` for the library.",
    );
}

#[test]
fn rules_do_not_know_each_other() {
    let rules = sources()
        .into_iter()
        .filter(|source| source.path.starts_with("src/check/rules/") && source.path != "src/check/rules/mod.rs");
    let problems = rules.flat_map(|source| {
        let lines = source.text.lines().enumerate();
        let lines = lines.filter(|(_, line)| line.contains("super::") || line.contains("check::rules"));
        let problems = lines.map(|(index, line)| format!("{}:{}: {}", source.path, index + 1, line.trim()));
        problems.collect::<Vec<_>>()
    });
    assert_none(
        &problems.collect::<Vec<_>>(),
        "A rule uses `crate::check` and what comes before it. What two rules need is a fact: it belongs into \
         src/components, as owners.rs does.",
    );
}

#[test]
fn files_are_short() {
    let long = sources().into_iter().filter_map(|source| {
        let lines = source.text.lines().count();
        let too_long = lines > FILE_LIMIT && !TABLES.contains(&source.path.as_str());
        too_long.then(|| format!("{}: {lines} lines", source.path))
    });
    assert_none(
        &long.collect::<Vec<_>>(),
        &format!(
            "Split what has more than {FILE_LIMIT} lines by noun, not into `helpers`; a pure table goes into TABLES."
        ),
    );
    for table in TABLES {
        assert!(repository(table).is_file(), "{table} is gone: take it out of TABLES");
    }
}

#[test]
fn functions_are_short() {
    let long = sources().into_iter().flat_map(|source| {
        let long = functions(&source.text).into_iter().filter(|function| function.lines > FUNCTION_LIMIT);
        let long = long.map(|function| {
            format!("{}:{}: `{}` has {} lines", source.path, function.start, function.name, function.lines)
        });
        long.collect::<Vec<_>>()
    });
    assert_none(
        &long.collect::<Vec<_>>(),
        &format!("A function has at most {FUNCTION_LIMIT} lines: give its parts names of their own."),
    );
}

struct Function {
    name: String,
    start: usize,
    lines: usize,
}

/// Finds functions by the column of their braces, which rustfmt keeps.
fn functions(text: &str) -> Vec<Function> {
    let lines: Vec<&str> = text.lines().collect();
    let starts = lines.iter().enumerate().filter_map(|(index, line)| {
        let code = line.trim_start();
        let indent = &line[..line.len() - code.len()];
        let name = code.split("fn ").nth(1).filter(|_| is_signature(code))?;
        let name = name.split(['(', '<']).next().unwrap_or_default().to_owned();
        let closing = format!("{indent}}}");
        let end = lines[index..].iter().position(|line| *line == closing)?;
        Some(Function { name, start: index + 1, lines: end + 1 })
    });
    starts.collect()
}

fn is_signature(code: &str) -> bool {
    let mut words = code.split_whitespace().skip_while(|word| {
        word.starts_with("pub") || word.starts_with("in") || word.ends_with(')') || ["const", "async"].contains(word)
    });
    words.next() == Some("fn") && !code.ends_with(';') && !(code.ends_with('}') && code.contains('{'))
}

#[test]
fn names_say_what_is_inside() {
    let tests = files_below(&repository("tests/integration")).into_iter().map(|file| file.display().to_string());
    let paths: Vec<String> = sources().into_iter().map(|source| source.path).chain(tests).collect();
    let empty = paths.iter().filter(|path| {
        let mut parts = Path::new(path).iter().map(|part| part.to_string_lossy());
        parts.any(|part| EMPTY_NAMES.contains(&part.trim_end_matches(".rs")))
    });
    let empty: Vec<String> = empty.cloned().collect();
    assert_none(&empty, "Name the file after the noun that it is about; CONTRIBUTING.md lists the words.");
}

#[test]
fn every_finding_can_be_explained() {
    let command = Vmopack::new();
    let ids: BTreeSet<String> = sources().iter().flat_map(|source| between(&source.text, "Id::new(\"")).collect();
    assert!(ids.len() > RULES.len(), "no ids were found: is `Id::new(\"...\")` written differently now?");
    let unexplained = ids.iter().filter(|id| {
        let run = command.run(["explain", id]);
        run.code != Some(0) || !run.stdout.starts_with(&format!("{id}: "))
    });
    assert_none(
        &unexplained.cloned().collect::<Vec<_>>(),
        "`vmopack explain` does not know them: a rule goes into RULES (src/check/rules/mod.rs), anything else needs an \
         article in src/diagnostic/catalog.rs.",
    );
}

#[test]
fn every_article_is_about_something() {
    let used: BTreeSet<String> = sources().iter().flat_map(|source| between(&source.text, "Id::new(\"")).collect();
    let unused = LOAD_ARTICLES.iter().map(|article| article.id.as_str()).filter(|id| !used.contains(*id));
    assert_none(
        &unused.map(str::to_owned).collect::<Vec<_>>(),
        "No finding has these ids: remove their articles from src/diagnostic/catalog.rs.",
    );
}

#[test]
fn rules_and_articles_share_no_id() {
    let rules: BTreeSet<&str> = RULES.iter().map(|rule| rule.id.as_str()).collect();
    let both: Vec<_> = LOAD_ARTICLES.iter().filter(|article| rules.contains(article.id.as_str())).collect();
    assert!(both.is_empty(), "{both:?} are rules, which explain themselves: remove the articles");
}

/// Returns the texts between an opening and the next quote.
fn between(text: &str, opening: &str) -> Vec<String> {
    let pieces = text.split(opening).skip(1);
    pieces.filter_map(|piece| piece.split('"').next()).map(str::to_owned).collect()
}
