//! `--to`: where packs go.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use crate::oci::{Host, NameError, Repository};

/// Where Palette looks for packs below the base content path of a registry.
pub(super) const PACK_PATH: &str = "spectro-packs/archive";

/// A text that does not say where packs go.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are the parts of the text that was given")]
pub enum TargetError {
    /// The host or the base content path is malformed.
    #[error(transparent)]
    Name(#[from] NameError),
    /// No target at all.
    #[error("the target is empty: expected `oci:DIR` or `HOST[:PORT]/BASE`")]
    Empty,
    /// A target that starts like a URL.
    #[error("a target has no scheme: leave `{}://` out and write `{}`", scheme.escape_debug(), rest.escape_debug())]
    Scheme { scheme: String, rest: String },
    /// A target that is a path.
    #[error("`{}` is a path: write `oci:{}` for an image-layout directory", text.escape_debug(), text.escape_debug())]
    Path { text: String },
    /// A target with capital letters.
    #[error("`{}` has capital letters, which registries do not allow: write `{}`", text.escape_debug(), text.to_lowercase().escape_debug())]
    UpperCase { text: String },
    /// A target with a tag or digest.
    #[error("`{}` holds a tag or digest: a target is a place for many packs, and each gets its version as the tag", text.escape_debug())]
    TagInTarget { text: String },
    /// A base content path that holds what Palette appends to it.
    #[error("`{text}` already ends in `spectro-packs/archive`, which is added for every pack: write `{instead}`")]
    BaseHoldsPackPath { text: String, instead: String },
}

/// Where packs are pushed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PushTarget {
    /// `oci:DIR`, an image-layout directory.
    Layout {
        /// The directory, which need not exist.
        directory: PathBuf,
    },
    /// `HOST[:PORT]` or `HOST[:PORT]/BASE`, a registry.
    Remote {
        /// The registry.
        host: Host,
        /// What Palette calls the base content path.
        base: Option<Repository>,
    },
}

impl PushTarget {
    /// Reads a target and says precisely what is wrong with one that cannot be used.
    pub fn parse(text: &str) -> Result<Self, TargetError> {
        if text.is_empty() {
            return Err(TargetError::Empty);
        }
        if let Some((scheme, rest)) = text.split_once("://") {
            return Err(TargetError::Scheme { scheme: scheme.to_owned(), rest: rest.to_owned() });
        }
        if let Some(directory) = text.strip_prefix("oci:") {
            return layout(text, directory);
        }
        if text.starts_with(['.', '/', '~']) || text.contains('\\') {
            return Err(TargetError::Path { text: text.to_owned() });
        }
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(TargetError::UpperCase { text: text.to_owned() });
        }
        let (host, base) = text.split_once('/').map_or((text, None), |(host, base)| (host, Some(base)));
        if text.contains('@') || base.is_some_and(|base| base.contains(':')) {
            return Err(TargetError::TagInTarget { text: text.to_owned() });
        }
        let base = base.map(|base| check_base(host, base)).transpose()?;
        Ok(Self::Remote { host: Host::new(host)?, base })
    }

    /// Returns the base content path, which an image layout does not have.
    pub fn base(&self) -> Option<&Repository> {
        match self {
            Self::Layout { .. } => None,
            Self::Remote { base, .. } => base.as_ref(),
        }
    }
}

fn layout(text: &str, directory: &str) -> Result<PushTarget, TargetError> {
    if directory.is_empty() {
        return Err(TargetError::Empty);
    }
    // `oci:DIR:REF` is how other tools name one entry of a layout; they could not read a directory with a colon.
    if directory.contains(':') {
        return Err(TargetError::TagInTarget { text: text.to_owned() });
    }
    Ok(PushTarget::Layout { directory: PathBuf::from(directory) })
}

fn check_base(host: &str, base: &str) -> Result<Repository, TargetError> {
    let base = base.strip_suffix('/').unwrap_or(base);
    let repository = Repository::new(base)?;
    let path = format!("{host}/{base}");
    match path.strip_suffix(PACK_PATH).and_then(|before| before.strip_suffix('/')) {
        Some(instead) => Err(TargetError::BaseHoldsPackPath { text: path.clone(), instead: instead.to_owned() }),
        None => Ok(repository),
    }
}

impl FromStr for PushTarget {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, TargetError> {
        Self::parse(text)
    }
}

impl fmt::Display for PushTarget {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Layout { directory } => write!(formatter, "oci:{}", directory.display()),
            Self::Remote { host, base: Some(base) } => write!(formatter, "{host}/{base}"),
            Self::Remote { host, base: None } => host.fmt(formatter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> String {
        PushTarget::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn targets_survive_a_round_trip() {
        for text in
            ["oci:out", "oci:/srv/packs", "oci:.", "registry.example.com", "localhost:5000/team/packs", "[::1]:5000/a"]
        {
            assert_eq!(PushTarget::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(PushTarget::parse("localhost:5000/team/").unwrap().base().unwrap().as_str(), "team");
    }

    #[test]
    fn mistakes_are_named() {
        insta::assert_snapshot!(
            [
                "", "oci:", "oci:dir:1.0", "https://harbor.example.com/team", "oci://ghcr.io/team", "./out", "/srv/packs",
                "harbor.example.com/Team", "Harbor.example.com", "harbor.example.com/team:1.0", "harbor.example.com/team@sha256:00",
                "harbor.example.com:port/team", "harbor.example.com/../etc", "harbor.example.com//team", "harbor.example.com/a b",
                "harbor.example.com/team/spectro-packs/archive", "harbor.example.com/spectro-packs/archive/",
            ]
            .map(|text| format!("{text:?}: {}", message(text)))
            .join("\n"),
            @r#"
        "": the target is empty: expected `oci:DIR` or `HOST[:PORT]/BASE`
        "oci:": the target is empty: expected `oci:DIR` or `HOST[:PORT]/BASE`
        "oci:dir:1.0": `oci:dir:1.0` holds a tag or digest: a target is a place for many packs, and each gets its version as the tag
        "https://harbor.example.com/team": a target has no scheme: leave `https://` out and write `harbor.example.com/team`
        "oci://ghcr.io/team": a target has no scheme: leave `oci://` out and write `ghcr.io/team`
        "./out": `./out` is a path: write `oci:./out` for an image-layout directory
        "/srv/packs": `/srv/packs` is a path: write `oci:/srv/packs` for an image-layout directory
        "harbor.example.com/Team": `harbor.example.com/Team` has capital letters, which registries do not allow: write `harbor.example.com/team`
        "Harbor.example.com": `Harbor.example.com` has capital letters, which registries do not allow: write `harbor.example.com`
        "harbor.example.com/team:1.0": `harbor.example.com/team:1.0` holds a tag or digest: a target is a place for many packs, and each gets its version as the tag
        "harbor.example.com/team@sha256:00": `harbor.example.com/team@sha256:00` holds a tag or digest: a target is a place for many packs, and each gets its version as the tag
        "harbor.example.com:port/team": `harbor.example.com:port` is not a registry host: expected HOST or HOST:PORT in lower case
        "harbor.example.com/../etc": `../etc` is not a repository name: lower-case letters and digits, with single `.`, `_`, `__` or `-` between them, in parts separated by `/`
        "harbor.example.com//team": `/team` is not a repository name: lower-case letters and digits, with single `.`, `_`, `__` or `-` between them, in parts separated by `/`
        "harbor.example.com/a b": `a b` is not a repository name: lower-case letters and digits, with single `.`, `_`, `__` or `-` between them, in parts separated by `/`
        "harbor.example.com/team/spectro-packs/archive": `harbor.example.com/team/spectro-packs/archive` already ends in `spectro-packs/archive`, which is added for every pack: write `harbor.example.com/team`
        "harbor.example.com/spectro-packs/archive/": `harbor.example.com/spectro-packs/archive` already ends in `spectro-packs/archive`, which is added for every pack: write `harbor.example.com`
        "#
        );
    }

    #[test]
    fn a_base_may_resemble_the_pack_path() {
        assert!(PushTarget::parse("h/my-spectro-packs/archive").is_ok());
        assert!(PushTarget::parse("h/spectro-packs/archive/sub").is_ok());
    }
}
