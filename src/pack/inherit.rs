//! What the versions of a pack have in common: `spec.images` and `spec.facts`, which a version adds to or replaces in part.

use super::image::Image;
use super::version::PackVersion;
use crate::yaml::{Node, merge};

/// Gives a version what it does not say itself: images by their key, facts key by key.
pub(super) fn inherit(version: &mut PackVersion, images: &[Image], facts: Option<&Node>) {
    let is_own = |image: &&Image| version.images.iter().any(|own| own.key == image.key);
    let mut inherited: Vec<Image> = images.iter().filter(|image| !is_own(image)).cloned().collect();
    inherited.append(&mut version.images);
    for image in &mut inherited {
        image.fill_in(&version.version.value);
    }
    version.images = inherited;
    version.facts = match (facts.cloned(), version.facts.take()) {
        (Some(shared), Some(own)) => Some(merge(shared, own)),
        (shared, own) => shared.or(own),
    };
}
