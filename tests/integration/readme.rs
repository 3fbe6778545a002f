//! What the documents show was really run: every command in a `console` block that starts with `$ vmopack` or
//! `$ cargo run --release --` (or with `$ sed`, to edit a file) prints what is shown below it. A line `[...]` stands for
//! lines that are left out.
//!
//! `VMOPACK_BLESS=1` rewrites the output.

use std::fmt::Write as _;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;
use vmopack::pack::Catalog;
use vmopack::profile::PackRef;
use vmopack::source::Sources;

use super::examples::{all, bless_locks, is_blessing, root};

const BLESS: &str = "when that is wanted: VMOPACK_BLESS=1 cargo test --test integration -- examples readme";
const LEFT_OUT: &str = "[...]";

/// A copy of what the documents talk about, and a PATH that leads to the binary under test.
struct Scratch {
    folder: TempDir,
}

impl Scratch {
    fn new() -> Self {
        let scratch = Self { folder: tempfile::tempdir().unwrap() };
        copy(&root().join("examples"), &scratch.folder.path().join("tree/examples"));
        fs_err::create_dir(scratch.folder.path().join("bin")).unwrap();
        let binary = Path::new(env!("CARGO_BIN_EXE_vmopack"));
        fs_err::os::unix::fs::symlink(binary, scratch.folder.path().join("bin/vmopack")).unwrap();
        scratch
    }

    /// Runs a command line in the folder of a document; returns what a terminal would show.
    fn run(&self, command: &str, folder: &Path) -> String {
        let shown = self.folder.path().join("shown");
        let output = File::create(&shown).unwrap();
        let path = format!("{}:/usr/bin:/bin", self.folder.path().join("bin").display());
        let status = Command::new("sh")
            .args(["-c", command])
            .current_dir(self.folder.path().join("tree").join(folder))
            .env_clear()
            .env("PATH", path)
            .env("HOME", self.folder.path())
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .status()
            .unwrap();
        assert!(status.code().is_some_and(|code| code < 126), "`{command}` ends with {status}");
        fs_err::read_to_string(shown).unwrap()
    }
}

fn copy(from: &Path, to: &Path) {
    fs_err::create_dir_all(to).unwrap();
    for entry in fs_err::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs_err::copy(entry.path(), target).unwrap();
        }
    }
}

/// Returns the documents whose commands are run, relative to the repository.
fn documents() -> Vec<PathBuf> {
    let examples = all().into_iter().map(|folder| folder.strip_prefix(root()).unwrap().join("README.md"));
    ["README.md".into(), "CONTRIBUTING.md".into()].into_iter().chain(examples).collect()
}

/// Returns the command line that a line of a document asks to run.
fn command(line: &str) -> Option<String> {
    let line = line.strip_prefix("$ ")?;
    if line.starts_with("sed ") {
        return Some(line.to_owned());
    }
    let arguments = line.strip_prefix("cargo run --release -- ").or_else(|| line.strip_prefix("vmopack "))?;
    Some(format!("vmopack {arguments}"))
}

/// Returns a document as it is when every command shows what it prints.
fn replay(document: &Path, text: &str, scratch: &Scratch) -> String {
    let mut replayed = String::new();
    let mut lines = text.lines().peekable();
    let mut is_console = false;
    while let Some(line) = lines.next() {
        if line.starts_with("```") {
            is_console = line == "```console";
        }
        let _ = writeln!(replayed, "{line}");
        let Some(command) = command(line).filter(|_| is_console) else { continue };
        let mut shown = Vec::new();
        while let Some(line) = lines.next_if(|line| !line.starts_with("```") && !line.starts_with("$ ")) {
            shown.push(line);
        }
        let printed = scratch.run(&command, document.parent().unwrap());
        let printed: Vec<&str> = printed.lines().map(str::trim_end).collect();
        let lines = if is_shown(&shown, &printed) { shown } else { cut(&shown, &printed) };
        for line in lines {
            let _ = writeln!(replayed, "{line}");
        }
    }
    replayed
}

/// Says whether the lines are what was printed, with lines left out where it says so.
fn is_shown(shown: &[&str], printed: &[&str]) -> bool {
    match shown {
        [] => printed.is_empty(),
        [LEFT_OUT, rest @ ..] => (0..=printed.len()).any(|skipped| is_shown(rest, &printed[skipped..])),
        [line, rest @ ..] => printed.first() == Some(line) && is_shown(rest, &printed[1..]),
    }
}

/// Cuts what was printed where it was cut before: as many lines at the start and at the end, and between two marks as many
/// from the first line that starts with the same word.
fn cut<'a>(shown: &[&'a str], printed: &[&'a str]) -> Vec<&'a str> {
    let parts: Vec<&[&str]> = shown.split(|line| *line == LEFT_OUT).collect();
    let [first, middle @ .., last] = &parts[..] else { return printed.to_vec() };
    let mut lines = printed[..first.len()].to_vec();
    for part in middle {
        let word = |line: &str| line.split_whitespace().next().map(str::to_owned);
        let start = printed.iter().position(|line| word(line) == word(part[0]));
        let start = start.unwrap_or_else(|| panic!("nothing printed starts like `{}`: edit it by hand", part[0]));
        lines.push(LEFT_OUT);
        lines.extend(&printed[start..start + part.len()]);
    }
    lines.push(LEFT_OUT);
    lines.extend(&printed[printed.len() - last.len()..]);
    lines
}

#[test]
fn documents_show_what_their_commands_print() {
    bless_locks();
    for document in documents() {
        let path = root().join(&document);
        let text = fs_err::read_to_string(&path).unwrap();
        let replayed = replay(&document, &text, &Scratch::new());
        if is_blessing() {
            fs_err::write(&path, &replayed).unwrap();
        } else {
            assert_eq!(text, replayed, "{} (left) shows other output: {BLESS}", document.display());
        }
    }
}

#[test]
fn lines_can_be_left_out() {
    let printed = ["one", "two", "three", "four"];
    assert!(is_shown(&printed, &printed));
    assert!(is_shown(&["one", "[...]", "four"], &printed));
    assert!(is_shown(&["[...]", "two", "three", "[...]"], &printed));
    assert!(!is_shown(&["one", "two"], &printed));
    assert!(!is_shown(&["[...]", "three", "two", "[...]"], &printed));
    assert_eq!(cut(&["1", "[...]", "3", "4"], &printed), ["one", "[...]", "three", "four"]);
    assert_eq!(cut(&["[...]", "two 2", "[...]"], &printed), ["[...]", "two", "[...]"]);
    assert_eq!(cut(&["1", "2"], &printed), printed);
}

#[test]
fn commands_in_the_readme_are_those_that_exist() {
    let readme = fs_err::read_to_string(root().join("README.md")).unwrap();
    let (_, list) = readme.split_once("\nThere are `").unwrap();
    let (list, _) = list.split_once('.').unwrap();
    let named: Vec<&str> = list.split('`').step_by(2).collect();
    let help = Scratch::new().run("vmopack -h", Path::new("examples"));
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let exist = commands.lines().take_while(|line| !line.is_empty()).filter_map(|line| line.split_whitespace().next());
    assert_eq!(named, exist.collect::<Vec<_>>());
}

#[test]
fn versions_in_the_readme_are_those_of_the_packs() {
    let readme = fs_err::read_to_string(root().join("README.md")).unwrap();
    let rows: String = Catalog::embedded().names().iter().map(|name| row(name)).collect();
    for row in rows.lines() {
        assert!(readme.lines().any(|line| line == row), "the README lacks `{row}`; its table of packs is\n{rows}");
    }
}

/// Renders the row of a pack: each version with the Kubernetes minors that it is made for, newest first.
fn row(name: &str) -> String {
    let mut sources = Sources::new();
    let pack = Catalog::embedded().open(&PackRef::Named(name.parse().unwrap()), Path::new(""), &mut sources).unwrap();
    let versions = pack.versions.iter().map(|version| {
        let window = version.kubernetes;
        let upper = window.max.map_or(" and later".to_owned(), |max| format!(" to {max}"));
        format!("{} ({}{upper})", version.version.value, window.min)
    });
    format!("| {name} | {} | {} |\n", pack.display_name, versions.collect::<Vec<_>>().join(", "))
}
