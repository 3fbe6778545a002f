//! Repository names and tags, checked on construction with the grammar of the [distribution specification].
//!
//! [distribution specification]: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests

use std::fmt;
use std::str::FromStr;

use super::{Digest, NameError};

/// Longest repository name: many registries and clients stop at 255 bytes.
const MAX_REPOSITORY: usize = 255;

/// Longest tag, from the grammar.
const MAX_TAG: usize = 128;

/// The path of a repository below its registry, for example `team/spectro-packs/archive/vmo-kubevirt`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Repository(String);

impl Repository {
    /// Checks and takes a name.
    pub fn new(name: impl Into<String>) -> Result<Self, NameError> {
        let name = name.into();
        if name.len() > MAX_REPOSITORY || !name.split('/').all(is_component) {
            return Err(NameError::Repository { text: name });
        }
        Ok(Self(name))
    }

    /// Appends a path of one or more components.
    pub(crate) fn join(&self, path: &str) -> Result<Self, NameError> {
        Self::new(format!("{self}/{path}"))
    }

    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Matches `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`.
fn is_component(component: &str) -> bool {
    let is_word = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = component.as_bytes();
    let ends_with_words = bytes.first().is_some_and(is_word) && bytes.last().is_some_and(is_word);
    let separators = bytes.split(is_word).filter(|separator| !separator.is_empty());
    ends_with_words
        && separators
            .into_iter()
            .all(|separator| matches!(separator, b"." | b"_" | b"__") || separator.iter().all(|byte| *byte == b'-'))
}

/// A tag: at most 128 letters, digits, `.`, `_` and `-`, the first of them a letter, digit or `_`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(String);

impl Tag {
    /// Checks and takes a tag.
    pub fn new(tag: impl Into<String>) -> Result<Self, NameError> {
        let tag = tag.into();
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let starts_right = tag.bytes().next().is_some_and(is_word);
        let is_right = tag.bytes().all(|byte| is_word(byte) || matches!(byte, b'.' | b'-'));
        if tag.len() > MAX_TAG || !starts_right || !is_right {
            return Err(NameError::Tag { text: tag });
        }
        Ok(Self(tag))
    }

    /// Returns the tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A tag to be written.
#[derive(Debug, Clone, Copy)]
pub struct TagUpdate<'a> {
    /// The tag.
    pub tag: &'a Tag,
    /// Whether a tag with other content may be written.
    ///
    /// An image layout compares and writes in one step. The protocol of remote registries has no such step, so there
    /// whoever pushes has to ask first, as [`push`](super::push()) does.
    pub overwrite: bool,
}

/// What a manifest is asked for by: `<reference>` in the distribution specification.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reference {
    /// A name that may point to other content tomorrow.
    Tag(Tag),
    /// Exactly one content.
    Digest(Digest),
}

impl fmt::Display for Reference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tag(tag) => tag.fmt(formatter),
            Self::Digest(digest) => digest.fmt(formatter),
        }
    }
}

impl From<Tag> for Reference {
    fn from(tag: Tag) -> Self {
        Self::Tag(tag)
    }
}

impl From<Digest> for Reference {
    fn from(digest: Digest) -> Self {
        Self::Digest(digest)
    }
}

impl fmt::Display for Repository {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for Repository {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        Self::new(text)
    }
}

impl FromStr for Tag {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        Self::new(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repository_follows_the_grammar() {
        for good in ["a", "a/b", "a.b/c_d/e__f/g-h/i---j", "quay.io/kubevirt/virt-api", "0"] {
            assert_eq!(Repository::new(good).unwrap().as_str(), good);
        }
        let long = "a".repeat(256);
        for bad in [
            "", "/", "a/", "/a", "a//b", "A", "a..b", "a___b", "a._b", "-a", "a-", "../a", "a/..", "a:b", "a@b", "a b",
            "é", &long,
        ] {
            assert!(Repository::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn tag_follows_the_grammar() {
        for good in ["1.8.4-1", "_x", "V1", &"a".repeat(128)] {
            assert_eq!(Tag::new(good).unwrap().as_str(), good);
        }
        for bad in ["", ".1", "-1", "1.0+2", "a/b", "a:b", "a b", "ä", &"a".repeat(129)] {
            assert!(Tag::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn join_checks_the_result() {
        let base = Repository::new("team").unwrap();
        assert_eq!(base.join("packs/x").unwrap().as_str(), "team/packs/x");
        assert!(base.join("../x").is_err());
    }
}
