//! One layer.

use super::change::{Change, Direction, Pair};
use super::fields::{self, FieldChange};
use super::files::{self, FileChange};
use super::images::{self, ImageChange};
use super::objects::{self, ObjectChange};
use super::permissions::{self, PermissionChange};
use super::removal::{self, Remaining, Removal};
use super::secrets;
use super::view::View;
use std::collections::BTreeSet;

/// What changes in one layer.
#[derive(Debug)]
pub(super) struct LayerChange {
    /// Its name.
    pub(super) name: String,
    /// What happens to it.
    pub(super) change: Change,
    /// Its version.
    pub(super) version: Pair<String>,
    /// Which way its component goes.
    pub(super) direction: Option<Direction>,
    /// Its namespace, when that changes.
    pub(super) namespace: Option<Pair<String>>,
    /// Its values; none when the sides hold different kinds of them, or one holds none.
    pub(super) values: Option<Vec<FieldChange>>,
    /// Its objects; none when one side does not know them.
    pub(super) objects: Option<Vec<ObjectChange>>,
    /// Whether every object of both sides is known; a template of somebody else's is not.
    pub(super) complete: bool,
    /// Its files that change, apart from those that both sides hold as values or objects.
    pub(super) files: Vec<FileChange>,
    /// The digests of all its content, when both sides know them and they differ.
    pub(super) content: Option<Pair<String>>,
    /// When Palette installs it, when that changes.
    pub(super) priority: Option<Pair<i64>>,
    /// What later layers wait for.
    pub(super) readiness: Vec<Pair<String>>,
    /// Its images.
    pub(super) images: Vec<ImageChange>,
    /// What its roles may do, apart from roles that come or go as a whole.
    pub(super) permissions: Vec<PermissionChange>,
    /// What goes with the layer, or with the objects that it no longer has.
    pub(super) removal: Option<Removal>,
}

pub(super) fn added(after: View<'_>) -> LayerChange {
    LayerChange {
        version: Pair::new(None, version(after)),
        namespace: namespace(after).map(|name| Pair::new(None, Some(name))),
        objects: after.has_objects().then(|| objects::compare(&[], after.manifests())),
        images: images::compare(&[], &after.images()),
        ..empty(after, Change::Added)
    }
}

pub(super) fn removed(before: View<'_>, remaining: &Remaining<'_>) -> LayerChange {
    LayerChange {
        version: Pair::new(version(before), None),
        namespace: namespace(before).map(|name| Pair::new(Some(name), None)),
        objects: before.has_objects().then(|| objects::compare(before.manifests(), &[])),
        images: images::compare(&before.images(), &[]),
        removal: Some(removal::of_layer(before, remaining)),
        ..empty(before, Change::Removed)
    }
}

/// Returns what changes; `None` when nothing does.
pub(super) fn changed(before: View<'_>, after: View<'_>, remaining: &Remaining<'_>) -> Option<LayerChange> {
    let namespace = Pair::new(namespace(before), namespace(after));
    let known = before.has_objects() && after.has_objects();
    let (old, new) = (before.manifests(), after.manifests());
    let change = LayerChange {
        version: Pair::new(version(before), version(after)),
        direction: direction(before, after),
        // A lock does not know the namespace.
        namespace: Some(namespace).filter(|pair| pair.old.is_some() && pair.new.is_some() && !pair.is_same()),
        values: values(before, after),
        complete: before.is_complete() && after.is_complete(),
        files: files::compare(before, after, known),
        content: differing(before.digest().map(str::to_owned), after.digest().map(str::to_owned)),
        priority: differing(before.priority(), after.priority()),
        readiness: readiness(before, after),
        images: images::compare(&before.images(), &after.images()),
        permissions: if known { permissions::compare(old, new) } else { Vec::new() },
        removal: if known { removal::of_objects(before, after, remaining) } else { None },
        objects: known.then(|| objects::compare(old, new)),
        ..empty(after, Change::Changed)
    };
    (!change.is_empty()).then_some(change)
}

fn empty(layer: View<'_>, change: Change) -> LayerChange {
    LayerChange {
        name: layer.name().to_owned(),
        change,
        version: Pair::new(None, None),
        direction: None,
        namespace: None,
        values: None,
        objects: None,
        complete: layer.is_complete(),
        files: Vec::new(),
        content: None,
        priority: None,
        readiness: Vec::new(),
        images: Vec::new(),
        permissions: Vec::new(),
        removal: None,
    }
}

impl LayerChange {
    fn is_empty(&self) -> bool {
        self.is_only_content() && self.namespace.is_none() && self.content.is_none()
    }

    /// Says whether nothing but the namespace, and the digest of the content, can tell that the layer changes.
    pub(super) fn is_only_content(&self) -> bool {
        self.version.is_same()
            && self.values.as_ref().is_none_or(Vec::is_empty)
            && self.objects.as_ref().is_none_or(Vec::is_empty)
            && self.files.is_empty()
            && self.priority.is_none()
            && self.readiness.is_empty()
            && self.images.is_empty()
    }
}

fn version(layer: View<'_>) -> Option<String> {
    layer.version().map(str::to_owned)
}

fn namespace(layer: View<'_>) -> Option<String> {
    layer.namespace().map(str::to_owned)
}

fn direction(before: View<'_>, after: View<'_>) -> Option<Direction> {
    match (before.release()?, after.release()?) {
        (old, new) if old < new => Some(Direction::Upgrade),
        (old, new) if old > new => Some(Direction::Downgrade),
        _ => None,
    }
}

/// Compares values of the same kind: those that a pack is built from are not those that Palette shows.
fn values(before: View<'_>, after: View<'_>) -> Option<Vec<FieldChange>> {
    (before.is_source() == after.is_source()).then_some(())?;
    let (old, new) = (before.values()?, after.values()?);
    let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let changes = paths.into_iter().filter(|path| old.get(*path) != new.get(*path)).map(|path| FieldChange {
        path: path.clone(),
        old: old.get(path).map(|text| fields::json(text)),
        new: new.get(path).map(|text| fields::json(text)),
    });
    Some(changes.map(|change| secrets::hide(change, false)).collect())
}

/// Pairs what both sides know, where it differs.
fn differing<T: PartialEq>(old: Option<T>, new: Option<T>) -> Option<Pair<T>> {
    let pair = Pair::new(Some(old?), Some(new?));
    (!pair.is_same()).then_some(pair)
}

/// Compares what Palette waits for after two packs of ours.
fn readiness(before: View<'_>, after: View<'_>) -> Vec<Pair<String>> {
    let (Some(old), Some(new)) = (before.readiness(), after.readiness()) else { return Vec::new() };
    let gone = old.difference(&new).map(|text| Pair::new(Some(text.clone()), None));
    gone.chain(new.difference(&old).map(|text| Pair::new(None, Some(text.clone())))).collect()
}
