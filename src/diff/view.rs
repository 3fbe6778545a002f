//! A layer as a comparison sees it. Only this file knows what kinds of layers there are, and what is known of each.

use crate::cluster::{Layer, LayerFile, LayerSource};
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
        self.0.namespace.as_ref().map(|namespace| namespace.value.as_str())
    }

    /// Returns when Palette installs it.
    pub(super) fn priority(self) -> Option<i64> {
        self.0.priority
    }

    /// Says whether it is a pack that vmopack builds, or one that was built.
    pub(super) fn is_built(self) -> bool {
        self.is_source() || matches!(self.0.source, LayerSource::Packed)
    }

    /// Says whether a lock knows it, or would know it if it were locked as it is: its values are those that it is built from.
    /// Those of an archived pack are what Palette shows.
    pub(super) fn is_source(self) -> bool {
        self.0.content().is_some()
    }

    /// Returns the digest of all that was, or would be, built.
    pub(super) fn digest(self) -> Option<&'a str> {
        self.0.content().map(|content| content.digest.as_str())
    }

    /// Says whether every object of it is known.
    pub(super) fn is_complete(self) -> bool {
        self.0.objects.is_whole()
    }

    /// Says whether its objects are known, at least some of them.
    pub(super) fn has_objects(self) -> bool {
        self.0.objects.get().is_some()
    }

    /// Returns its objects, as far as they are known.
    pub(super) fn manifests(self) -> &'a [Manifest] {
        self.0.manifests()
    }

    /// Returns its values by their paths; images and the namespace have parts of their own.
    pub(super) fn values(self) -> Option<BTreeMap<String, String>> {
        if let Some(content) = self.0.content() {
            return Some(content.values.clone());
        }
        let mut values = yaml::flatten(self.0.values.get()?);
        values.remove("pack.content.images");
        values.remove("pack.namespace");
        Some(values)
    }

    /// Returns its files, as far as they are known.
    pub(super) fn files(self) -> Files {
        self.0.files.get().cloned().unwrap_or_default()
    }

    /// Returns its manifests by their names alone, as locks have them.
    pub(super) fn manifest_files(self) -> Files {
        let Some(content) = self.0.content() else {
            let files = self.files().into_iter();
            return files
                .filter_map(|(path, file)| Some((path.strip_prefix("manifests/")?.to_owned(), file)))
                .collect();
        };
        let file = |digest: &String| LayerFile { digest: digest.clone(), is_read: self.is_complete() };
        content.manifests.iter().map(|(name, digest)| (name.clone(), file(digest))).collect()
    }

    /// Returns the images that it declares, or, where it declares none, those that its objects name.
    pub(super) fn images(self) -> Vec<String> {
        if self.0.declared_images.is_empty() {
            return self.0.image_uses().map(|image| image.reference.clone()).collect();
        }
        self.0.declared_images.clone()
    }

    /// Returns what Palette waits for after it; none when it is not one of our packs.
    pub(super) fn readiness(self) -> Option<BTreeSet<String>> {
        let waits = self.0.own_pack()?.readiness.iter();
        Some(waits.map(|wait| format!("{} {}: {} is {}", wait.kind, wait.name, wait.path, wait.equals)).collect())
    }

    /// Returns the KubeVirt that it brings.
    pub(super) fn kubevirt(self) -> Option<KubeVirt> {
        KubeVirt::of(self.0)
    }
}
