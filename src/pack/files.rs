//! The files of a pack source, wherever they come from.

use super::embedded;
use crate::fs::{ReadError, entries, read_regular};
use std::collections::BTreeMap;
use std::path::Path;

/// The largest file of a pack source.
const FILE_LIMIT: u64 = 4 * 1024 * 1024;
/// The files of a pack source that are read, beside its templates.
const KNOWN: &[&str] = &["pack.yaml", "values.yaml", "schema.json", "presets.yaml", "README.md", "logo.png"];
/// Beside them, other files are nobody's mistake (a licence, notes, a folder of tests), but not those that look as if they
/// were to be read.
const READ_BY_NAME: &[&str] = &["yaml", "yml", "json"];

/// The files of one pack source, by their path inside it; templates are below `templates/`.
#[derive(Clone, Debug)]
pub(crate) struct PackFiles {
    provenance: Provenance,
    files: BTreeMap<String, Vec<u8>>,
    strays: Vec<Stray>,
}

/// Where the files come from.
#[derive(Clone, Debug)]
enum Provenance {
    /// The binary; the name of the pack.
    Embedded(String),
    /// A folder, as it is called in messages.
    Folder(String),
}

/// A file that would be ignored though its author cannot mean that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stray {
    /// Its path in the pack source.
    pub(crate) path: String,
    /// Why it is not read.
    pub(crate) reason: &'static str,
}

impl PackFiles {
    /// Collects the files of a pack that comes with vmopack.
    pub(super) fn embedded(name: &str) -> Self {
        let (sources, templates) = (format!("packs/{name}/"), format!("templates/{name}/"));
        let files = embedded::FILES.iter().filter_map(|(path, bytes)| {
            let inside = match (path.strip_prefix(&sources), path.strip_prefix(&templates)) {
                (Some(inside), _) => inside.to_owned(),
                (_, Some(inside)) => format!("templates/{inside}"),
                _ => return None,
            };
            Some((inside, bytes.to_vec()))
        });
        Self { provenance: Provenance::Embedded(name.to_owned()), files: files.collect(), strays: Vec::new() }
    }

    /// Reads the files of a folder of the user's. Hidden files and what editors leave behind (`a~`, `a.swp`, `a.bak`, `a.orig`,
    /// `#a#`) are passed over.
    ///
    /// # Errors
    /// Fails when a file cannot be read, is too large, or is not a regular file.
    pub(crate) fn read(folder: &Path) -> Result<Self, ReadError> {
        let provenance = Provenance::Folder(folder.to_string_lossy().replace('\\', "/"));
        let mut found = Self { provenance, files: BTreeMap::new(), strays: Vec::new() };
        for name in names(folder)? {
            let path = folder.join(&name);
            if name == "templates" {
                found.read_templates(&path)?;
            } else if KNOWN.contains(&name.as_str()) {
                found.files.insert(name, read_regular(&path, FILE_LIMIT)?);
            } else if has_extension(&name, READ_BY_NAME) && !path.is_dir() {
                found.strays.push(Stray { path: name, reason: "is no file of a pack source" });
            }
        }
        Ok(found)
    }

    fn read_templates(&mut self, folder: &Path) -> Result<(), ReadError> {
        let kind = std::fs::symlink_metadata(folder).map_err(ReadError::io(folder))?.file_type();
        if !kind.is_dir() {
            let reason = if kind.is_symlink() { "is a link, and links are not followed" } else { "is no folder" };
            self.strays.push(Stray { path: "templates".to_owned(), reason });
            return Ok(());
        }
        for name in names(folder)? {
            let path = folder.join(&name);
            let inside = format!("templates/{name}");
            if path.is_dir() {
                self.strays.push(Stray { path: inside, reason: "is a folder: templates lie directly in `templates`" });
            } else if has_extension(&name, &["yaml"]) {
                self.files.insert(inside, read_regular(&path, FILE_LIMIT)?);
            } else {
                self.strays.push(Stray { path: inside, reason: "is no template: those end in `.yaml`" });
            }
        }
        Ok(())
    }

    /// Returns the files that would be ignored though their author cannot mean that.
    pub(crate) fn strays(&self) -> &[Stray] {
        &self.strays
    }

    /// Returns a file.
    pub(crate) fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// Returns the templates with their file names, sorted.
    pub(crate) fn templates(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().filter_map(|(path, bytes)| Some((path.strip_prefix("templates/")?, bytes.as_slice())))
    }

    /// Returns the name of a pack that comes with vmopack.
    pub(super) fn embedded_name(&self) -> Option<&str> {
        if let Provenance::Embedded(name) = &self.provenance { Some(name) } else { None }
    }

    /// Names a file as the user should look for it.
    pub(crate) fn describe(&self, path: &str) -> String {
        match (&self.provenance, path.strip_prefix("templates/")) {
            (Provenance::Embedded(name), Some(template)) => format!("templates/{name}/{template}"),
            (Provenance::Embedded(name), None) => format!("packs/{name}/{path}"),
            (Provenance::Folder(folder), _) => format!("{folder}/{path}"),
        }
    }
}

/// Returns the names in a folder, sorted, without hidden ones and what editors leave behind.
fn names(folder: &Path) -> Result<Vec<String>, ReadError> {
    let paths = entries(folder)?.into_iter();
    let names = paths.filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    let ignored = |name: &str| {
        name.starts_with(['.', '#']) || name.ends_with('~') || has_extension(name, &["swp", "bak", "orig"])
    };
    Ok(names.filter(|name| !ignored(name)).collect())
}

fn has_extension(name: &str, extensions: &[&str]) -> bool {
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| extensions.contains(&extension))
}
