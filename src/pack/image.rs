//! Container images that a pack declares.

use super::texts::text;
use crate::decode::{Decoder, Spanned};
use crate::yaml::Node;

/// Stands for the version in the reference of an image that all versions share.
const VERSION: &str = "{version}";

/// A container image.
#[derive(Clone, Debug)]
pub struct Image {
    /// Its name in templates.
    pub key: String,
    /// Its reference, as upstream publishes it; `{version}` in it has been replaced.
    pub image: Spanned<String>,
    /// What it is needed for.
    pub reason: String,
    /// Dotted path of the value without which it is not needed.
    pub when: Option<Spanned<String>>,
}

impl Image {
    /// Puts the version where its reference leaves room for it.
    pub(super) fn fill_in(&mut self, version: &semver::Version) {
        self.image.value = self.image.value.replace(VERSION, &version.to_string());
    }
}

pub(super) fn decode(decoder: &mut Decoder, node: &Node) -> Vec<Image> {
    let images = decoder.entries(node).iter().filter_map(|entry| {
        let fields = decoder.fields(&entry.value, &["image", "reason", "when"]);
        let image = decoder.required(&fields, "image").and_then(|node| decoder.parsed(node, reference));
        let reason = text(decoder, &fields, "reason");
        let when = fields.get("when").and_then(|node| decoder.text(node));
        Some(Image { key: entry.key.clone(), image: image?, reason: reason?, when })
    });
    let images: Vec<Image> = images.collect();
    check_braces(decoder, &images);
    images
}

/// Reports braces that stand for nothing.
fn check_braces(decoder: &mut Decoder, images: &[Image]) {
    for image in images.iter().filter(|image| image.image.value.replace(VERSION, "").contains(['{', '}'])) {
        decoder.invalid(image.image.span, format!("only `{VERSION}` stands for something in the name of an image"));
    }
}

/// Takes what can be an image: a reference with a tag or a digest, since anything else is another image
/// tomorrow. Braces are judged by `check_braces`.
fn reference(text: &str) -> Result<String, String> {
    let fine = |character: char| character.is_ascii_alphanumeric() || "._-/:@{}".contains(character);
    let name = text.rsplit('/').next().unwrap_or_default();
    if !text.chars().all(fine) || text.contains("//") || !name.contains([':', '@']) || name.ends_with([':', '@']) {
        return Err(format!("`{text}` is not an image reference: write HOST/PATH:TAG or HOST/PATH@sha256:DIGEST"));
    }
    Ok(text.to_owned())
}
