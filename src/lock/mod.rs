//! `vmopack.lock`: which content was given which version.
//!
//! A version of a built pack is `<component>-<revision>`. The lock remembers what each revision holds, so that a changed
//! value or template never hides under an old tag.

mod compare;
mod read;

pub use compare::compare;
pub use read::read;

use crate::source::Span;
use crate::yaml;
use serde::Serialize;
use std::collections::BTreeMap;

/// The name of the file beside the profile.
pub(crate) const FILE_NAME: &str = "vmopack.lock";

/// The committed form of a resolution.
#[derive(Clone, Debug, Default)]
pub struct Lock {
    /// Locked packs under their published names.
    pub packs: BTreeMap<String, LockedPack>,
    /// Where each pack stands in the file.
    pub(crate) spans: BTreeMap<String, Span>,
}

/// One locked pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LockedPack {
    /// The component's version.
    pub version: String,
    /// Counts the contents that this version of the component was built with, from 1.
    pub revision: u32,
    /// What the revision holds.
    #[serde(flatten)]
    pub content: Content,
    /// The highest revision of every version of the component that was ever locked.
    pub used: BTreeMap<String, u32>,
}

/// What a revision holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Content {
    /// SHA-256 over the names and digests of all files, with the revision left out of `pack.json`.
    pub digest: String,
    /// Merged values as JSON texts, by their dotted paths.
    pub values: BTreeMap<String, String>,
    /// SHA-256 of each manifest.
    pub manifests: BTreeMap<String, String>,
    /// Container images.
    pub images: Vec<String>,
    /// The version that objects of each `CustomResourceDefinition` are stored in, by the name of the definition; a later
    /// revision must go on knowing it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub stored: BTreeMap<String, String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    api_version: &'a str,
    kind: &'a str,
    packs: &'a BTreeMap<String, LockedPack>,
}

impl LockedPack {
    /// Returns the version of the pack that is built: `<component>-<revision>`.
    pub fn published_version(&self) -> String {
        format!("{}-{}", self.version, self.revision)
    }
}

impl Lock {
    /// Returns the lock that gives `contents` (component version and content by published name) their revisions: the same
    /// ones where nothing changed, the next ones elsewhere.
    ///
    /// Packs that the profile no longer has stay locked: should they come back, no revision is handed out twice.
    #[must_use]
    pub fn updated(&self, contents: BTreeMap<String, (String, Content)>) -> Self {
        let packs = contents.into_iter().map(|(name, (version, content))| {
            let locked = self.next(&name, version, content);
            (name, locked)
        });
        let packs: BTreeMap<_, _> = packs.collect();
        let gone = self.packs.iter().filter(|(name, _)| !packs.contains_key(*name));
        let gone: Vec<_> = gone.map(|(name, pack)| (name.clone(), pack.clone())).collect();
        Self { packs: packs.into_iter().chain(gone).collect(), spans: BTreeMap::new() }
    }

    fn next(&self, name: &str, version: String, content: Content) -> LockedPack {
        let before = self.packs.get(name);
        if let Some(same) = before.filter(|pack| pack.version == version && pack.content.digest == content.digest) {
            // The same files, though an older vmopack may have recorded less about them.
            return LockedPack { content, ..same.clone() };
        }
        let mut used = before.map(|pack| pack.used.clone()).unwrap_or_default();
        let revision = used.get(&version).map_or(1, |highest| highest + 1);
        used.insert(version.clone(), revision);
        LockedPack { version, revision, content, used }
    }

    /// Renders the file.
    ///
    /// # Errors
    /// Never in practice: the types hold only strings and numbers.
    pub fn to_text(&self) -> Result<String, serde_saphyr::ser::Error> {
        let document = Document { api_version: crate::profile::API_VERSION, kind: "Lock", packs: &self.packs };
        let text = yaml::to_yaml(&document)?;
        Ok(format!("# Written by `vmopack lock`: what each pack version holds. Commit it with the profile.\n{text}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(digest: &str) -> Content {
        Content { digest: digest.to_owned(), ..Content::default() }
    }

    fn lock(before: &Lock, version: &str, digest: &str) -> Lock {
        before.updated(BTreeMap::from([("vmo-cdi".to_owned(), (version.to_owned(), content(digest)))]))
    }

    #[test]
    fn revisions_are_never_used_twice() {
        let revision = |lock: &Lock| lock.packs["vmo-cdi"].revision;
        let first = lock(&Lock::default(), "1.65.0", "a");
        assert_eq!(revision(&first), 1);
        assert_eq!(revision(&lock(&first, "1.65.0", "a")), 1);
        let second = lock(&first, "1.65.0", "b");
        assert_eq!(revision(&second), 2);
        let upgraded = lock(&second, "1.66.0", "c");
        assert_eq!(revision(&upgraded), 1);
        assert_eq!(revision(&lock(&upgraded, "1.65.0", "a")), 3, "1.65.0-1 and -2 were handed out before");
        let without = second.updated(BTreeMap::new());
        assert_eq!(revision(&lock(&without, "1.65.0", "c")), 3, "a pack that comes back goes on counting");
    }
}
