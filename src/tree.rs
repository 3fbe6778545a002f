//! Files with safe relative paths, sorted.

use std::collections::BTreeMap;

/// Files by their path; every path is relative, uses `/`, and stays inside the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileTree {
    files: BTreeMap<String, Vec<u8>>,
}

/// Why a file cannot be in a tree.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{path}` is no path inside a folder")]
pub struct InvalidPath {
    /// The path.
    pub path: String,
}

impl FileTree {
    /// Creates an empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds or replaces a file.
    ///
    /// # Errors
    /// Refuses a path that is absolute, empty, has `.` or `..` in it, or characters that some file system cannot hold.
    pub fn insert(&mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Result<(), InvalidPath> {
        if !is_safe(path) {
            return Err(InvalidPath { path: path.to_owned() });
        }
        self.files.insert(path.to_owned(), bytes.into());
        Ok(())
    }

    /// Returns a file.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// Returns paths and contents, sorted by the bytes of the path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }
}

/// Says whether a path is relative, made of plain parts, and valid on every file system.
pub fn is_safe(path: &str) -> bool {
    let part_fine = |part: &str| !matches!(part, "" | "." | "..") && !part.ends_with(['.', ' ']) && part.len() <= 255;
    path.len() <= 1024
        && path.split('/').all(part_fine)
        && !path.contains(|character: char| character.is_control() || r#"\:*?"<>|"#.contains(character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_inside_the_tree_are_safe() {
        for good in ["pack.json", "manifests/10-crds.yaml", "a/b-c_d.e", ".hidden"] {
            assert!(is_safe(good), "{good}");
        }
        let long = "a".repeat(256);
        for bad in ["", "/a", "a/", "a//b", "../a", "a/../b", "./a", "a\\b", "C:a", "a\0", "a.", "a ", "a\nb", &long] {
            assert!(!is_safe(bad), "{bad:?}");
        }
    }
}
