//! One layer.

use super::fields::{self, FieldChange};
use super::removal::Stays;
use super::{Change, Direction, LayerChange, Pair, files, images, objects, permissions, removal, secrets};
use crate::cluster::{Layer, LayerSource, OwnPack};
use crate::yaml;
use std::collections::{BTreeMap, BTreeSet};

/// Says whether a layer is a pack that vmopack builds, or one that was built.
pub(super) fn is_built(layer: &Layer) -> bool {
    layer.content().is_some() || matches!(layer.source, LayerSource::Packed)
}

/// Says whether the objects of a layer are known, at least some of them.
fn has_objects(layer: &Layer) -> bool {
    layer.objects.get().is_some()
}

pub(super) fn added(after: &Layer) -> LayerChange {
    let objects = has_objects(after).then(|| objects::compare(&[], after.manifests()));
    LayerChange {
        version: Pair::new(None, after.version.clone()),
        namespace: after.namespace.as_ref().map(|spot| Pair::new(None, Some(spot.value.clone()))),
        objects,
        images: images::compare(&[], &images::of(after)),
        ..empty(after, Change::Added)
    }
}

pub(super) fn removed(before: &Layer, stays: &Stays<'_>) -> LayerChange {
    let objects = has_objects(before).then(|| objects::compare(before.manifests(), &[]));
    LayerChange {
        version: Pair::new(before.version.clone(), None),
        namespace: before.namespace.as_ref().map(|spot| Pair::new(Some(spot.value.clone()), None)),
        objects,
        images: images::compare(&images::of(before), &[]),
        removal: Some(removal::of_layer(before, stays)),
        ..empty(before, Change::Removed)
    }
}

/// Returns what changes; `None` when nothing does.
pub(super) fn changed(before: &Layer, after: &Layer, stays: &Stays<'_>) -> Option<LayerChange> {
    let namespace = Pair::new(namespace(before), namespace(after));
    let known = has_objects(before) && has_objects(after);
    let objects = known.then(|| objects::compare(before.manifests(), after.manifests()));
    let change = LayerChange {
        version: Pair::new(before.version.clone(), after.version.clone()),
        direction: direction(before, after),
        // A lock does not know the namespace.
        namespace: Some(namespace).filter(|pair| pair.old.is_some() && pair.new.is_some() && !pair.is_same()),
        values: values(before, after),
        complete: before.objects.is_whole() && after.objects.is_whole(),
        files: files::compare(before, after, known),
        content: content(before, after),
        priority: priority(before, after),
        readiness: readiness(before, after),
        images: images::compare(&images::of(before), &images::of(after)),
        permissions: if known { permissions::compare(before.manifests(), after.manifests()) } else { Vec::new() },
        removal: objects.as_ref().and_then(|_| removal::of_objects(before, after, stays)),
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
        complete: layer.objects.is_whole(),
        files: Vec::new(),
        content: None,
        priority: None,
        readiness: Vec::new(),
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
        && change.content.is_none()
        && change.priority.is_none()
        && change.readiness.is_empty()
        && change.images.is_empty()
}

fn namespace(layer: &Layer) -> Option<String> {
    layer.namespace.as_ref().map(|spot| spot.value.clone())
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
    let is_source = |layer: &Layer| layer.content().is_some();
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
    if let Some(content) = layer.content() {
        return Some(content.values.clone());
    }
    let mut values = yaml::flatten(layer.values.get()?);
    // Images and the namespace have parts of their own.
    values.remove("pack.content.images");
    values.remove("pack.namespace");
    Some(values)
}

/// Returns the digests of all that was, or would be, built, where they differ.
fn content(before: &Layer, after: &Layer) -> Option<Pair<String>> {
    let digest = |layer: &Layer| layer.content().map(|content| content.digest.clone());
    let pair = Pair::new(Some(digest(before)?), Some(digest(after)?));
    (!pair.is_same()).then_some(pair)
}

fn priority(before: &Layer, after: &Layer) -> Option<Pair<i64>> {
    let pair = Pair::new(Some(before.priority?), Some(after.priority?));
    (!pair.is_same()).then_some(pair)
}

/// Compares what Palette waits for behind two packs of ours.
fn readiness(before: &Layer, after: &Layer) -> Vec<Pair<String>> {
    let (Some(old), Some(new)) = (before.own_pack(), after.own_pack()) else { return Vec::new() };
    let texts = |pack: &OwnPack| -> BTreeSet<String> {
        let all = pack.readiness.iter();
        all.map(|wait| format!("{} {}: {} is {}", wait.kind, wait.name, wait.path, wait.equals)).collect()
    };
    let (old, new) = (texts(old), texts(new));
    let gone = old.difference(&new).map(|text| Pair::new(Some(text.clone()), None));
    gone.chain(new.difference(&old).map(|text| Pair::new(None, Some(text.clone())))).collect()
}
