//! A layer as a comparison sees it. Only this file knows what kinds of layers there are, and what is known of each.

use crate::cluster::{Layer, LayerFile, Origin};
use crate::components::kubevirt::KubeVirt;
use crate::kubernetes::Manifest;
use crate::yaml;
use std::collections::{BTreeMap, BTreeSet};

/// Files by their names.
pub(super) type Files = BTreeMap<String, LayerFile>;

/// A layer of one side.
#[derive(Clone, Copy)]
pub(super) struct View<'a>(&'a Layer);

impl<'a> View<'a> {
    pub(super) fn all(layers: &'a [Layer]) -> Vec<Self> {
        layers.iter().map(View).collect()
    }

    /// Says whether both are one layer of one side.
    pub(super) fn is(self, other: Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }

    pub(super) fn name(self) -> &'a str {
        &self.0.name
    }

    pub(super) fn version(self) -> Option<&'a str> {
        self.0.version.as_deref()
    }

    /// Returns the version of what it brings, without the revision of the pack.
    pub(super) fn release(self) -> Option<&'a semver::Version> {
        self.0.release.as_ref()
    }

    /// Returns its namespace, which a lock does not know.
    pub(super) fn namespace(self) -> Option<&'a str> {
        self.0.namespace.as_ref().map(|spot| spot.text.as_str())
    }

    /// Returns when Palette installs it.
    pub(super) fn priority(self) -> Option<i64> {
        self.0.priority
    }

    /// Says whether it is a pack that vmopack builds, or one that was built.
    pub(super) fn is_built(self) -> bool {
        self.is_source() || self.is_archived()
    }

    /// Says whether its values are those that it is built from. Those of an archived pack are what Palette shows.
    pub(super) fn is_source(self) -> bool {
        self.0.component.is_some() || self.is_locked()
    }

    fn is_archived(self) -> bool {
        self.0.origin == Origin::Input && self.0.pack.is_some()
    }

    /// Says whether a lock knows it, or would know it if it were locked as it is.
    pub(super) fn is_locked(self) -> bool {
        self.0.locked.is_some()
    }

    /// Returns the digest of all that was, or would be, built.
    pub(super) fn digest(self) -> Option<&'a str> {
        self.0.locked.as_ref().map(|locked| locked.digest.as_str())
    }

    /// Says whether every object of it is known.
    pub(super) fn is_complete(self) -> bool {
        self.0.complete
    }

    /// Says whether its objects are known, at least some of them.
    pub(super) fn has_objects(self) -> bool {
        self.0.complete || !self.0.manifests.is_empty()
    }

    /// Returns its objects, as far as they are known.
    pub(super) fn manifests(self) -> &'a [Manifest] {
        &self.0.manifests
    }

    /// Returns its values by their paths; images and the namespace have parts of their own.
    pub(super) fn values(self) -> Option<BTreeMap<String, String>> {
        if let Some(locked) = &self.0.locked {
            return Some(locked.values.clone());
        }
        let mut values = yaml::flatten(self.0.values.as_ref()?);
        values.remove("pack.content.images");
        values.remove("pack.namespace");
        Some(values)
    }

    /// Returns its files, as far as they are known.
    pub(super) fn files(self) -> &'a Files {
        &self.0.files
    }

    /// Returns its manifests by their names alone, as locks have them.
    pub(super) fn manifest_files(self) -> Files {
        let Some(locked) = &self.0.locked else {
            let files = self.0.files.iter();
            return files
                .filter_map(|(path, file)| Some((path.strip_prefix("manifests/")?.to_owned(), file.clone())))
                .collect();
        };
        let file = |digest: &String| LayerFile { digest: digest.clone(), is_read: self.0.complete };
        locked.manifests.iter().map(|(name, digest)| (name.clone(), file(digest))).collect()
    }

    /// Returns the images that it declares, or, where it declares none, those that its objects name.
    pub(super) fn images(self) -> Vec<String> {
        if self.0.declared_images.is_empty() {
            return self.0.image_uses().map(|image| image.reference).collect();
        }
        self.0.declared_images.clone()
    }

    /// Returns what Palette waits for after it; none when it is not one of our packs.
    pub(super) fn readiness(self) -> Option<BTreeSet<String>> {
        let waits = self.0.component.as_ref()?.readiness.iter();
        Some(waits.map(|wait| format!("{} {}: {} is {}", wait.kind, wait.name, wait.path, wait.equals)).collect())
    }

    /// Returns the KubeVirt that it brings.
    pub(super) fn kubevirt(self) -> Option<KubeVirt> {
        KubeVirt::of(self.0)
    }
}
