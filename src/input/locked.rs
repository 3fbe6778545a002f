//! What a lock says of the layers that it pins.

use crate::cluster::{Layer, LayerSource};
use crate::lock::Lock;

/// Returns the packs of a lock as layers: their versions, values and images are known, their objects only by digest.
pub(crate) fn locked_layers(lock: &Lock) -> Vec<Layer> {
    let layers = lock.packs.iter().filter_map(|(name, pack)| {
        let source = LayerSource::Locked(Box::new(pack.content.clone()));
        Some(Layer {
            version: Some(pack.published_version()),
            release: semver::Version::parse(&pack.version).ok(),
            declared_images: pack.content.images.clone(),
            ..Layer::named(name, source, *lock.spans.get(name)?)
        })
    });
    layers.collect()
}
