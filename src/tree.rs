//! Files with safe relative paths, sorted.

use std::collections::BTreeMap;

/// Files by their path; every path is relative, uses `/`, and stays inside the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileTree {
    files: BTreeMap<String, Vec<u8>>,
}

/// Why a file cannot be in a tree.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{path}` {reason}")]
pub struct InvalidPath {
    /// The path.
    pub path: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl FileTree {
    /// Creates an empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds or replaces a file.
    ///
    /// # Errors
    /// Refuses a path that is absolute, empty, has `.` or `..` in it, or characters that some file system cannot hold, and
    /// one that some file system cannot tell from another file or its folder.
    pub fn insert(&mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Result<(), InvalidPath> {
        let refused = |reason| Err(InvalidPath { path: path.to_owned(), reason });
        if !is_safe(path) {
            return refused("is not a path inside a folder");
        }
        if self.files.keys().any(|other| other != path && collide(other, path)) {
            return refused("collides with another file or its folder");
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

/// Says whether two different paths need one name on a file system that tells no difference between cases.
fn collide(a: &str, b: &str) -> bool {
    let (mut a, mut b) = (a.split('/').peekable(), b.split('/').peekable());
    while let (Some(one), Some(other)) = (a.next(), b.next()) {
        if one.to_lowercase() != other.to_lowercase() {
            return false;
        }
        // From here on one of them is a file, or the same folder is written in two ways.
        if one != other || a.peek().is_none() || b.peek().is_none() {
            return one != other || a.peek().is_none() != b.peek().is_none();
        }
    }
    false
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
