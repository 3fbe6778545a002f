//! Objects by what they are.

use crate::kubernetes::{Manifest, ObjectId};
use std::collections::BTreeMap;

/// An object, and how many of the same id stand before it.
pub(super) type Key<'a> = (&'a ObjectId, usize);

pub(super) fn by_id(manifests: &[Manifest]) -> BTreeMap<Key<'_>, &Manifest> {
    let mut seen: BTreeMap<&ObjectId, usize> = BTreeMap::new();
    let keyed = manifests.iter().map(|manifest| {
        let count = seen.entry(&manifest.id).or_default();
        let key = (&manifest.id, *count);
        *count += 1;
        (key, manifest)
    });
    keyed.collect()
}
