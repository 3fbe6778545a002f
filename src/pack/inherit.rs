//! What the versions of a pack have in common: `spec.images` and `spec.facts`, which a version adds to or replaces in part.

use super::metadata::{Image, PackVersion};
use crate::decode::Decoder;
use crate::yaml::{Node, merge};

/// Stands for the version in the reference of an image that all versions share.
const VERSION: &str = "{version}";

/// Gives a version what it does not say itself: images by their key, facts key by key.
pub(super) fn inherit(version: &mut PackVersion, images: &[Image], facts: Option<&Node>) {
    let is_own = |image: &&Image| version.images.iter().any(|own| own.key == image.key);
    let mut inherited: Vec<Image> = images.iter().filter(|image| !is_own(image)).cloned().collect();
    inherited.append(&mut version.images);
    for image in &mut inherited {
        image.image.value = image.image.value.replace(VERSION, &version.version.value.to_string());
    }
    version.images = inherited;
    version.facts = match (facts.cloned(), version.facts.take()) {
        (Some(shared), Some(own)) => Some(merge(shared, own)),
        (shared, own) => shared.or(own),
    };
}

/// Reports braces that stand for nothing.
pub(super) fn check(decoder: &mut Decoder, images: &[Image]) {
    for image in images.iter().filter(|image| image.image.value.replace(VERSION, "").contains(['{', '}'])) {
        decoder.invalid(image.image.span, format!("only `{VERSION}` stands for something in the name of an image"));
    }
}
