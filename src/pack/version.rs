//! One version of a pack's component.

use super::image::{self, Image};
use crate::decode::{Decoder, Spanned};
use crate::profile::{Minor, Name, parse_version};
use crate::yaml::Node;
use std::collections::BTreeMap;

/// One version of a pack's component.
#[derive(Clone, Debug)]
pub struct PackVersion {
    /// The component's version.
    pub version: Spanned<semver::Version>,
    /// The Kubernetes minors that it runs on.
    pub kubernetes: Window,
    /// Minors of other packs that it is made for.
    pub pairs: BTreeMap<Name, Minor>,
    /// Every image that can be pulled because of it.
    pub images: Vec<Image>,
    /// Default values of this version.
    pub values: Option<Node>,
    /// Data for the templates of this version.
    pub facts: Option<Node>,
}

/// A range of minor releases, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The lowest.
    pub min: Minor,
    /// The highest, when there is one.
    pub max: Option<Minor>,
    /// The one that a version is made for, when there is a version for each.
    pub best: Option<Minor>,
}

impl Window {
    /// Says whether a minor lies in the range.
    pub fn contains(self, minor: Minor) -> bool {
        self.min <= minor && self.max.is_none_or(|max| minor <= max)
    }
}

impl std::fmt::Display for Window {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.max {
            Some(max) => write!(out, "{} to {max}", self.min),
            None => write!(out, "{} and later", self.min),
        }
    }
}

pub(super) fn decode(decoder: &mut Decoder, node: &Node) -> Option<PackVersion> {
    let fields = decoder.fields(node, &["version", "kubernetes", "pairs", "images", "values", "facts"]);
    let version = decoder.required(&fields, "version").and_then(|node| decoder.parsed(node, parse_version));
    let kubernetes = decoder.required(&fields, "kubernetes").and_then(|node| window(decoder, node));
    let images = fields.get("images").map(|node| image::decode(decoder, node)).unwrap_or_default();
    let pairs = fields.get("pairs").map(|node| pairs(decoder, node)).unwrap_or_default();
    let mut map = |key| fields.get(key).inspect(|node| _ = decoder.entries(node)).cloned();
    let (values, facts) = (map("values"), map("facts"));
    Some(PackVersion { version: version?, kubernetes: kubernetes?, pairs, images, values, facts })
}

fn pairs(decoder: &mut Decoder, node: &Node) -> BTreeMap<Name, Minor> {
    let pairs = decoder.entries(node).iter().filter_map(|entry| {
        let minor = decoder.parsed(&entry.value, str::parse);
        let name = decoder.parsed(&Node::text(entry.key_span, entry.key.as_str()), str::parse);
        Some((name?.value, minor?.value))
    });
    pairs.collect()
}

fn window(decoder: &mut Decoder, node: &Node) -> Option<Window> {
    let fields = decoder.fields(node, &["min", "max", "best"]);
    let min = decoder.required(&fields, "min").and_then(|node| decoder.parsed(node, str::parse::<Minor>));
    let mut optional = |key| match fields.get(key) {
        Some(node) => decoder.parsed(node, str::parse::<Minor>).map(|minor| Some(minor.value)),
        None => Some(None),
    };
    let (max, best) = (optional("max"), optional("best"));
    Some(Window { min: min?.value, max: max?, best: best? })
}
