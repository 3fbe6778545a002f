//! Names and versions that are valid by construction.

use std::fmt;
use std::str::FromStr;

/// A name of a profile or pack: a DNS label, as Kubernetes and OCI repositories want it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(String);

/// Why a text is no name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no name: use lower-case letters, digits and inner hyphens, at most 63")]
pub struct InvalidName(String);

impl Name {
    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let edges_fine = !text.starts_with('-') && !text.ends_with('-');
        if text.is_empty() || text.len() > 63 || !edges_fine || !text.bytes().all(allowed) {
            return Err(InvalidName(text.to_owned()));
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// A minor release such as `1.35`: what compatibility windows are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Minor {
    /// The major number.
    pub major: u32,
    /// The minor number.
    pub minor: u32,
}

impl Minor {
    /// Returns the release after it; none after the last one that can be written.
    pub(crate) fn next(self) -> Option<Self> {
        Some(Self { minor: self.minor.checked_add(1)?, ..self })
    }
}

/// Why a text is no minor release.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no minor version: write it as \"1.35\"")]
pub struct InvalidMinor(String);

impl FromStr for Minor {
    type Err = InvalidMinor;

    fn from_str(text: &str) -> Result<Self, InvalidMinor> {
        let number = |part: &str| {
            let digits = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            if digits { part.parse().ok() } else { None }
        };
        text.split_once('.')
            .and_then(|(major, minor)| Some(Self { major: number(major)?, minor: number(minor)? }))
            .ok_or_else(|| InvalidMinor(text.to_owned()))
    }
}

impl fmt::Display for Minor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}", self.major, self.minor)
    }
}

/// Reads a version of three numbers, such as `1.8.4`; `+build` is refused, since OCI tags cannot hold it.
///
/// # Errors
/// Fails with a message that says which form is expected.
pub(crate) fn parse_version(text: &str) -> Result<semver::Version, InvalidVersion> {
    match semver::Version::parse(text) {
        Ok(version) if version.build.is_empty() => Ok(version),
        _ => Err(InvalidVersion(text.to_owned())),
    }
}

/// Why a text is no version.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no version: write three numbers such as 1.8.4, without a leading v")]
pub(crate) struct InvalidVersion(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_dns_labels() {
        for good in ["vmo", "a", "vmo-2", &"a".repeat(63)] {
            assert!(good.parse::<Name>().is_ok(), "{good}");
        }
        for bad in ["", "-a", "a-", "A", "a.b", "a/b", "..", "ä", &"a".repeat(64)] {
            assert!(bad.parse::<Name>().is_err(), "{bad}");
        }
    }

    #[test]
    fn minors_are_two_numbers() {
        assert_eq!("1.35".parse(), Ok(Minor { major: 1, minor: 35 }));
        for bad in ["1", "1.", "v1.35", "1.35.2", "1.+5", "", "1.99999999999"] {
            assert!(bad.parse::<Minor>().is_err(), "{bad}");
        }
    }

    #[test]
    fn every_minor_but_the_last_has_a_next_one() {
        assert_eq!(Minor { major: 1, minor: 9 }.next(), Some(Minor { major: 1, minor: 10 }));
        assert_eq!(Minor { major: 1, minor: u32::MAX }.next(), None);
    }

    #[test]
    fn versions_fit_a_tag() {
        assert!(parse_version("1.8.4").is_ok());
        assert!(parse_version("2.0.2-up.4").is_ok());
        for bad in ["1.8", "v1.8.4", "1.8.4+k3s1", "1.8.4/..", ""] {
            assert!(parse_version(bad).is_err(), "{bad}");
        }
    }
}
