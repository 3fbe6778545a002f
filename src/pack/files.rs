//! The files of a pack source, wherever they come from.

use super::embedded;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The largest file of a pack source.
const FILE_LIMIT: u64 = 4 * 1024 * 1024;
/// The files that a pack source may hold beside its templates.
const KNOWN: &[&str] = &["pack.yaml", "values.yaml", "schema.json", "presets.yaml", "README.md", "logo.png"];

/// Why the files of a pack source could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FilesError {
    /// The operating system refused.
    #[error("cannot read {}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What it said.
        #[source]
        source: std::io::Error,
    },
    /// A link could lead out of the folder, so none is followed.
    #[error("{} is no regular file: links and devices are not read", path.display())]
    NotRegular {
        /// The file.
        path: PathBuf,
    },
    /// A file is larger than any file of a pack source.
    #[error("{} is larger than {} MiB", path.display(), FILE_LIMIT / (1024 * 1024))]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
}

/// The files of one pack source, by their path inside it; templates are below `templates/`.
#[derive(Clone, Debug)]
pub struct PackFiles {
    /// How the folder is called in messages.
    origin: String,
    files: BTreeMap<String, Vec<u8>>,
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
        Self { origin: format!("packs/{name}"), files: files.collect() }
    }

    /// Reads the files of a folder of the user's.
    ///
    /// # Errors
    /// Fails when a file cannot be read, is too large, or is no regular file.
    pub fn read(folder: &Path) -> Result<Self, FilesError> {
        // A folder that is not there is one mistake, not one for each of its files.
        std::fs::read_dir(folder).map_err(|source| FilesError::Io { path: folder.to_owned(), source })?;
        let mut files = BTreeMap::new();
        for name in KNOWN {
            let path = folder.join(name);
            match read_file(&path) {
                Ok(bytes) => _ = files.insert((*name).to_owned(), bytes),
                Err(FilesError::Io { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        let templates = folder.join("templates");
        if templates.is_dir() {
            read_templates(&templates, &mut files)?;
        }
        Ok(Self { origin: folder.to_string_lossy().replace('\\', "/"), files })
    }

    /// Returns a file.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// Returns the templates with their file names, sorted.
    pub fn templates(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().filter_map(|(path, bytes)| Some((path.strip_prefix("templates/")?, bytes.as_slice())))
    }

    /// Names a file as the user should look for it.
    pub fn describe(&self, path: &str) -> String {
        match path.strip_prefix("templates/") {
            Some(template) if self.origin.starts_with("packs/") => {
                format!("templates/{}/{template}", &self.origin["packs/".len()..])
            }
            _ => format!("{}/{path}", self.origin),
        }
    }
}

fn read_templates(folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), FilesError> {
    let io = |source| FilesError::Io { path: folder.to_owned(), source };
    for entry in std::fs::read_dir(folder).map_err(io)? {
        let entry = entry.map_err(io)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if Path::new(&name).extension().is_some_and(|extension| extension == "yaml") {
            files.insert(format!("templates/{name}"), read_file(&entry.path())?);
        }
    }
    Ok(())
}

fn read_file(path: &Path) -> Result<Vec<u8>, FilesError> {
    let io = |source| FilesError::Io { path: path.to_owned(), source };
    if !std::fs::symlink_metadata(path).map_err(io)?.is_file() {
        return Err(FilesError::NotRegular { path: path.to_owned() });
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path).map_err(io)?.take(FILE_LIMIT + 1).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > FILE_LIMIT {
        return Err(FilesError::TooLarge { path: path.to_owned() });
    }
    Ok(bytes)
}
