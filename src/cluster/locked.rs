//! What a lock says of the layers that it pins.

use super::{Layer, Origin};
use crate::lock::Lock;

/// Returns the packs of a lock as layers: their versions, values and images are known, their manifests only by digest.
pub fn locked_layers(lock: &Lock) -> Vec<Layer> {
    let layers = lock.packs.iter().filter_map(|(name, pack)| {
        Some(Layer {
            version: Some(pack.published_version()),
            release: semver::Version::parse(&pack.version).ok(),
            declared_images: pack.content.images.clone(),
            locked: Some(pack.content.clone()),
            ..Layer::named(name, Origin::Input, *lock.spans.get(name)?)
        })
    });
    layers.collect()
}
