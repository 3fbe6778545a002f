//! What a fixture feeds to vmopack: inputs and flags.
//!
//! `tests/rules/<family>/<name>/` has a folder for each case of a rule: `bad` and `good`, and `bad-<case>` and
//! `good-<case>` for more. Its input is `profile.yaml`, or what `input.txt` names: one argument of `vmopack check` a line,
//! relative to the folder. `NAME-VERSION.tar.gz` is made of the folder of that name, so that no archive is in git.

use std::path::{Path, PathBuf};

use flate2::{Compression, write::GzEncoder};
use tempfile::TempDir;
use vmopack::assess::Options;

use crate::files::{entries, files_below, repository};

/// The arguments of a check.
pub(crate) struct Given {
    pub(crate) inputs: Vec<PathBuf>,
    pub(crate) options: Options,
    /// Folders that messages are shown without.
    pub(crate) folders: Vec<PathBuf>,
    /// Holds the archives that were made.
    _archives: Option<TempDir>,
}

impl From<&Path> for Given {
    fn from(input: &Path) -> Self {
        let folders = vec![input.parent().unwrap().to_owned()];
        Self { inputs: vec![input.to_owned()], options: Options::default(), folders, _archives: None }
    }
}

impl From<&PathBuf> for Given {
    fn from(input: &PathBuf) -> Self {
        input.as_path().into()
    }
}

/// Returns the names of the cases of a rule that begin with `bad` or `good`.
pub(crate) fn cases(rule: &str, kind: &str) -> Vec<String> {
    let folders = entries(&repository("tests/rules").join(rule)).into_iter();
    let names = folders.map(|folder| folder.file_name().unwrap().to_string_lossy().into_owned());
    names.filter(|name| name == kind || name.strip_prefix(kind).is_some_and(|rest| rest.starts_with('-'))).collect()
}

/// Returns the folder of a case.
pub(crate) fn folder(rule: &str, case: &str) -> PathBuf {
    repository("tests/rules").join(rule).join(case)
}

/// Reads what a folder feeds.
///
/// # Errors
/// Says which line of `input.txt` is not an argument.
pub(crate) fn read(folder: &Path) -> Result<Given, String> {
    let list = folder.join("input.txt");
    let text = if list.exists() { fs_err::read_to_string(&list).unwrap() } else { "profile.yaml".to_owned() };
    let made = tempfile::tempdir().unwrap();
    let archives = made.path().to_owned();
    let folders = vec![folder.to_owned(), archives.clone()];
    let mut given = Given { inputs: Vec::new(), options: Options::default(), folders, _archives: Some(made) };
    for line in text.lines() {
        argument(line, folder, &archives, &mut given)
            .map_err(|problem| format!("{}: `{line}` {problem}", list.display()))?;
    }
    if given.inputs.is_empty() {
        return Err(format!("{} names no input", list.display()));
    }
    Ok(given)
}

/// Adds an argument to those that are given.
fn argument(line: &str, folder: &Path, archives: &Path, given: &mut Given) -> Result<(), String> {
    let (flag, value) = line.split_once(' ').unwrap_or((line, ""));
    match flag {
        "--with" => given.options.with.push(existing(folder, value)?),
        "--packs" => given.options.packs.push(existing(folder, value)?),
        "--set" if value.contains('=') => given.options.set.push(value.to_owned()),
        _ if flag.starts_with('-') => return Err("is not a flag that fixtures know, with its value".to_owned()),
        _ => given.inputs.push(match existing(folder, line) {
            Ok(input) => input,
            Err(problem) => packed(folder, line, archives).ok_or(problem)?,
        }),
    }
    Ok(())
}

fn existing(folder: &Path, name: &str) -> Result<PathBuf, String> {
    let path = folder.join(name);
    if !name.is_empty() && path.exists() { Ok(path) } else { Err("is not there".to_owned()) }
}

/// Makes the archive of a pack of the folder that it is named after.
fn packed(folder: &Path, name: &str, archives: &Path) -> Option<PathBuf> {
    let pack = name.strip_suffix(".tar.gz").filter(|pack| folder.join(pack).is_dir())?;
    let path = archives.join(name);
    let mut archive = tar::Builder::new(GzEncoder::new(fs_err::File::create(&path).unwrap(), Compression::fast()));
    for file in files_below(&folder.join(pack)) {
        archive.append_path_with_name(&file, file.strip_prefix(folder).unwrap()).unwrap();
    }
    archive.into_inner().unwrap().finish().unwrap();
    Some(path)
}
