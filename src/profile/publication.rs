//! What a profile says about Palette's registries.

use super::layer::RegistryKind;
use crate::decode::Decoder;
use crate::source::Span;
use crate::yaml::Node;

/// A pack registry as Palette knows it.
#[derive(Clone, Debug)]
pub struct RegistryEntry {
    /// Its name in Palette.
    pub name: String,
    /// Where it stands in the profile.
    pub span: Span,
    /// Its kind.
    pub kind: RegistryKind,
    /// Its identifier in the tenant; empty when Palette shall ask.
    pub uid: String,
    /// Whether packs of this profile come from it.
    pub default: bool,
}

pub(super) const REGISTRY_KEYS: &[&str] = &["name", "kind", "uid", "default"];

pub(super) fn registry(decoder: &mut Decoder, node: &Node) -> Option<RegistryEntry> {
    let fields = decoder.fields(node, REGISTRY_KEYS);
    let name = decoder.required(&fields, "name").and_then(|node| decoder.text(node));
    let kind = match fields.get("kind") {
        Some(node) => decoder.choice(node, RegistryKind::NAMES),
        None => Some(RegistryKind::Oci),
    };
    let uid = fields.get("uid").map(|node| decoder.parsed(node, uid));
    let default = fields.get("default").map_or(Some(false), |node| decoder.boolean(node));
    let uid = match uid {
        Some(uid) => uid?.value,
        None => String::new(),
    };
    let name = name?;
    Some(RegistryEntry { span: name.span, name: name.value, kind: kind?, uid, default: default? })
}

/// Palette's identifiers are words of letters and digits; something else is a placeholder that was left.
fn uid(text: &str) -> Result<String, String> {
    if !text.chars().all(|character| character.is_ascii_alphanumeric() || character == '-') {
        return Err(format!("`{text}` is no identifier: copy it from Palette, or leave it out to be asked on import"));
    }
    Ok(text.to_owned())
}
