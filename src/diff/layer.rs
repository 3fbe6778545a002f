//! One layer.

use super::fields::{self, FieldChange};
use super::{Change, Direction, FileChange, LayerChange, Pair, images, objects, permissions, removal, secrets};
use crate::cluster::{Layer, Origin};
use crate::yaml;
use std::collections::{BTreeMap, BTreeSet};

/// Says whether a layer is a pack that vmopack builds, or one that was built.
pub(super) fn is_built(layer: &Layer) -> bool {
    layer.component.is_some() || layer.locked.is_some() || is_archived(layer)
}

fn is_archived(layer: &Layer) -> bool {
    layer.origin == Origin::Input && layer.pack.is_some()
}

/// Says whether the objects of a layer are known, at least some of them.
fn has_objects(layer: &Layer) -> bool {
    layer.complete || !layer.manifests.is_empty()
}

pub(super) fn added(after: &Layer) -> LayerChange {
    let objects = has_objects(after).then(|| objects::compare(&[], &after.manifests));
    LayerChange {
        version: Pair::new(None, after.version.clone()),
        namespace: after.namespace.as_ref().map(|spot| Pair::new(None, Some(spot.text.clone()))),
        objects,
        images: images::compare(&[], &images::of(after)),
        ..empty(after, Change::Added)
    }
}

pub(super) fn removed(before: &Layer, left: &[Layer]) -> LayerChange {
    let objects = has_objects(before).then(|| objects::compare(&before.manifests, &[]));
    LayerChange {
        version: Pair::new(before.version.clone(), None),
        namespace: before.namespace.as_ref().map(|spot| Pair::new(Some(spot.text.clone()), None)),
        objects,
        images: images::compare(&images::of(before), &[]),
        removal: Some(removal::of_layer(before, left)),
        ..empty(before, Change::Removed)
    }
}

/// Returns what changes; `None` when nothing does.
pub(super) fn changed(before: &Layer, after: &Layer, left: &[Layer]) -> Option<LayerChange> {
    let namespace = Pair::new(namespace(before), namespace(after));
    let known = has_objects(before) && has_objects(after);
    let objects = known.then(|| objects::compare(&before.manifests, &after.manifests));
    let change = LayerChange {
        version: Pair::new(before.version.clone(), after.version.clone()),
        direction: direction(before, after),
        // A lock does not know the namespace.
        namespace: Some(namespace).filter(|pair| pair.old.is_some() && pair.new.is_some() && !pair.is_same()),
        values: values(before, after),
        complete: before.complete && after.complete,
        files: if known { Vec::new() } else { files(before, after) },
        images: images::compare(&images::of(before), &images::of(after)),
        permissions: if known { permissions::compare(&before.manifests, &after.manifests) } else { Vec::new() },
        removal: objects.as_ref().and_then(|_| removal::of_objects(before, after, left)),
        objects,
        ..empty(after, Change::Changed)
    };
    (!is_empty(&change)).then_some(change)
}

fn empty(layer: &Layer, change: Change) -> LayerChange {
    LayerChange {
        name: layer.name.clone(),
        change,
        version: Pair::new(None, None),
        direction: None,
        namespace: None,
        values: None,
        objects: None,
        complete: layer.complete,
        files: Vec::new(),
        images: Vec::new(),
        permissions: Vec::new(),
        removal: None,
    }
}

fn is_empty(change: &LayerChange) -> bool {
    change.version.is_same()
        && change.namespace.is_none()
        && change.values.as_ref().is_none_or(Vec::is_empty)
        && change.objects.as_ref().is_none_or(Vec::is_empty)
        && change.files.is_empty()
        && change.images.is_empty()
}

fn namespace(layer: &Layer) -> Option<String> {
    layer.namespace.as_ref().map(|spot| spot.text.clone())
}

fn direction(before: &Layer, after: &Layer) -> Option<Direction> {
    match (before.release.as_ref()?, after.release.as_ref()?) {
        (old, new) if old < new => Some(Direction::Upgrade),
        (old, new) if old > new => Some(Direction::Downgrade),
        _ => None,
    }
}

/// The values of an archived pack are those that Palette shows, not those that it was built from.
fn values(before: &Layer, after: &Layer) -> Option<Vec<FieldChange>> {
    let is_source = |layer: &Layer| layer.component.is_some() || layer.locked.is_some();
    (is_source(before) == is_source(after)).then_some(())?;
    let (old, new) = (flat_values(before)?, flat_values(after)?);
    let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let changes = paths.into_iter().filter(|path| old.get(*path) != new.get(*path)).map(|path| FieldChange {
        path: path.clone(),
        old: old.get(path).map(|text| fields::json(text)),
        new: new.get(path).map(|text| fields::json(text)),
    });
    Some(changes.map(|change| secrets::hide(change, false)).collect())
}

fn flat_values(layer: &Layer) -> Option<BTreeMap<String, String>> {
    if let Some(locked) = &layer.locked {
        return Some(locked.values.clone());
    }
    let mut values = yaml::flatten(layer.values.as_ref()?);
    // Images and the namespace have parts of their own.
    values.remove("pack.content.images");
    values.remove("pack.namespace");
    Some(values)
}

/// Compares what two locks say, or a lock and a profile, for which the lock that it would get is known.
fn files(before: &Layer, after: &Layer) -> Vec<FileChange> {
    let (Some(old), Some(new)) = (&before.locked, &after.locked) else { return Vec::new() };
    let (old, new) = (&old.manifests, &new.manifests);
    let removed = old.keys().filter(|name| !new.contains_key(*name)).map(|name| (name, Change::Removed));
    let changed = new.iter().filter_map(|(name, digest)| match old.get(name) {
        None => Some((name, Change::Added)),
        Some(before) => (before != digest).then_some((name, Change::Changed)),
    });
    let all = removed.chain(changed);
    all.map(|(name, change)| FileChange { name: name.clone(), change }).collect()
}
