//! `images` of a profile.

use crate::decode::Decoder;
use crate::image::{ImageSource, host_and_base, pair};
use crate::yaml::Node;

const IMAGES_KEYS: &[&str] = &["map", "mirror"];

pub(super) fn decode(decoder: &mut Decoder, node: &Node) -> ImageSource {
    let fields = decoder.fields(node, IMAGES_KEYS);
    match (fields.get("mirror"), fields.get("map")) {
        (Some(_), Some(map)) => {
            decoder.invalid(map.span, "give either `mirror` or `map`");
            ImageSource::Upstream
        }
        (Some(mirror), None) => {
            decoder.parsed(mirror, host_and_base).map_or(ImageSource::Upstream, ImageSource::Mirror)
        }
        (None, Some(map)) => {
            let items = decoder.list(map);
            ImageSource::Map(items.iter().filter_map(|item| decoder.parsed(item, pair)).collect())
        }
        (None, None) => ImageSource::Upstream,
    }
}
