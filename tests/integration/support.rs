//! Runs the real command in a folder of its own and shows what a terminal would show.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

pub(crate) use crate::files::{files_below, repository};

/// A profile with one small pack of the user's own, which [`Vmopack::with_extras`] writes.
pub(crate) const EXTRAS_PROFILE: &str = "\
apiVersion: vmopack/v1alpha1
kind: Profile
metadata: {name: vmo, version: 1.0.0}
spec:
  target: {kubernetes: \"1.35\"}
  layers:
    - pack: ./extras
";

/// The command in a temporary folder: no network, no colour, and nothing of the caller's environment.
pub(crate) struct Vmopack {
    folder: TempDir,
    environment: Vec<(String, String)>,
    placeholders: Vec<(String, String)>,
}

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: Option<i32>,
}

impl Vmopack {
    /// Starts with an empty folder.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().display().to_string();
        Self { folder, environment: Vec::new(), placeholders: vec![(path, "[DIR]".to_owned())] }
    }

    /// Starts with a profile of this text.
    pub(crate) fn with_profile(text: &str) -> Self {
        Self::new().file("profile.yaml", text)
    }

    /// Starts with a profile whose `spec` is this text, indented by two.
    pub(crate) fn with_spec(spec: &str) -> Self {
        Self::with_profile(&profile(spec))
    }

    /// Starts with a profile of one small pack, whose archive changes only when the format of archives does.
    pub(crate) fn with_extras() -> Self {
        let command = Self::with_profile(EXTRAS_PROFILE);
        copy(&repository("tests/rules/pack/undeclared-image/good/extras"), &command.path("extras"));
        command
    }

    /// Writes a file below the folder.
    pub(crate) fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.write(path, content);
        self
    }

    /// Writes a file below the folder between two runs.
    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(path, content).unwrap();
    }

    /// Reads a file below the folder.
    pub(crate) fn read(&self, path: &str) -> String {
        self.shown(&fs_err::read(self.path(path)).unwrap())
    }

    /// Returns the place of a file below the folder.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Lists the files below a folder, sorted.
    pub(crate) fn files(&self, path: &str) -> Vec<String> {
        let root = self.path(path);
        let names = files_below(&root).into_iter();
        names.map(|file| file.strip_prefix(&root).unwrap().to_string_lossy().into_owned()).collect()
    }

    /// Sets a variable of the environment.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Shows `placeholder` in place of a text that differs from run to run.
    pub(crate) fn hide(mut self, text: &str, placeholder: &str) -> Self {
        self.placeholders.push((text.to_owned(), placeholder.to_owned()));
        self
    }

    /// Runs the command in the folder.
    pub(crate) fn run<const N: usize>(&self, arguments: [&str; N]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_vmopack"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            // Whatever asks for a home finds an empty one; whatever dials finds nobody.
            .envs([("HOME", self.folder.path().to_str().unwrap()), ("PATH", "/usr/bin:/bin"), ("LC_ALL", "C")])
            .envs(["http_proxy", "https_proxy", "all_proxy"].map(|name| (name, "http://127.0.0.1:9")))
            .env("no_proxy", "127.0.0.1")
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let (stdout, stderr) = (self.shown(&output.stdout), self.shown(&output.stderr));
        Run { stdout, stderr, code: output.status.code() }
    }

    fn shown(&self, bytes: &[u8]) -> String {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let version = concat!("vmopack ", env!("CARGO_PKG_VERSION"));
        let text = self.placeholders.iter().fold(text, |text, (from, to)| text.replace(from, to));
        hide_times(&hide_digests(&text.replace(version, "vmopack [VERSION]")))
    }
}

impl fmt::Display for Run {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !text.is_empty() {
                writeln!(out, "--- {name}")?;
            }
            // An editor would cut blanks at the ends of lines from a snapshot.
            text.trim_end().lines().try_for_each(|line| writeln!(out, "{}", line.trim_end()))?;
        }
        match self.code {
            Some(code) => write!(out, "--- exit {code}"),
            None => write!(out, "--- killed"),
        }
    }
}

/// A whole profile around a `spec`.
pub(crate) fn profile(spec: &str) -> String {
    format!("apiVersion: vmopack/v1alpha1\nkind: Profile\nmetadata: {{name: vmo, version: 1.0.0}}\nspec:\n{spec}")
}

/// Copies a folder with everything below it.
pub(crate) fn copy(from: &Path, to: &Path) {
    for file in files_below(from) {
        let target = to.join(file.strip_prefix(from).unwrap());
        fs_err::create_dir_all(target.parent().unwrap()).unwrap();
        fs_err::copy(file, target).unwrap();
    }
}

/// Digests are pinned where they are the point; elsewhere they would change with every word of a README.
fn hide_digests(text: &str) -> String {
    let mut pieces = text.split("sha256:");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |shown, piece| {
        let digest = piece.bytes().take_while(u8::is_ascii_hexdigit).count() == 64;
        if digest { shown + "sha256:[DIGEST]" + &piece[64..] } else { shown + "sha256:" + piece }
    })
}

/// Hides durations: `in 12.5 ms`, `in 3s`.
fn hide_times(text: &str) -> String {
    let mut pieces = text.split(" in ");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |shown, piece| {
        let rest = piece.trim_start_matches(|character: char| character.is_ascii_digit() || character == '.');
        let unit = rest.trim_start();
        let unit = unit.strip_prefix("ms").or(unit.strip_prefix('s')).filter(|_| rest.len() < piece.len());
        match unit.filter(|after| !after.starts_with(char::is_alphanumeric)) {
            Some(after) => shown + " in [TIME]" + after,
            None => shown + " in " + piece,
        }
    })
}
