//! The name of a kind of finding.

use std::fmt;

/// `family/kebab-name`: one identity in source, fixture, output and `vmopack explain`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id(&'static str);

impl Id {
    /// Names a kind of finding. A malformed name does not compile when used in a `const` or `static`.
    ///
    /// # Panics
    /// At compile time, when the name is not `family/kebab-name`.
    pub const fn new(name: &'static str) -> Self {
        assert!(is_well_formed(name), "an id is family/kebab-name in lower case");
        Self(name)
    }

    /// Returns the whole name.
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// Returns the part before the slash.
    pub fn family(self) -> &'static str {
        self.0.split_once('/').map_or(self.0, |(family, _)| family)
    }
}

const fn is_well_formed(name: &str) -> bool {
    let bytes = name.as_bytes();
    let (mut index, mut slashes, mut previous) = (0, 0, b'/');
    while index < bytes.len() {
        let byte = bytes[index];
        let joint = byte == b'/' || byte == b'-';
        let joint_before = previous == b'/' || previous == b'-';
        if !(byte.is_ascii_lowercase() || byte.is_ascii_digit() || joint) || (joint && joint_before) {
            return false;
        }
        slashes += (byte == b'/') as usize;
        previous = byte;
        index += 1;
    }
    slashes == 1 && previous != b'/' && previous != b'-'
}

impl fmt::Display for Id {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::is_well_formed;

    #[test]
    fn ids_are_family_and_kebab_name() {
        assert!(is_well_formed("conflict/duplicate-crd"));
        for name in ["", "conflict", "conflict/", "/x", "a/b/c", "a/B", "a/-b", "a/b-", "a/b--c", "a-/b"] {
            assert!(!is_well_formed(name), "{name}");
        }
    }
}
