//! What a profile says about Palette itself: registries and variables.

use crate::decode::Decoder;
use crate::yaml::Node;

/// A pack registry as Palette knows it.
#[derive(Clone, Debug)]
pub struct RegistryEntry {
    /// Its name in Palette.
    pub name: String,
    /// Its kind: `oci` or `pack`.
    pub kind: String,
    /// Its identifier in the tenant; empty when Palette shall ask.
    pub uid: String,
    /// Whether packs of this profile come from it.
    pub default: bool,
}

/// A variable of the cluster profile
/// (<https://docs.spectrocloud.com/profiles/cluster-profiles/create-cluster-profiles/define-profile-variables/>).
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "Palette has these four switches")]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Name shown to people.
    pub display_name: String,
    /// What it is for.
    pub description: String,
    /// Form of the value.
    pub format: String,
    /// The value when nobody gives one.
    pub default: Option<String>,
    /// Expression (RE2) that the value must match.
    pub regex: String,
    /// Whether a value must be given.
    pub required: bool,
    /// Whether it cannot change after the cluster exists.
    pub immutable: bool,
    /// Whether it is hidden from people.
    pub hidden: bool,
    /// Whether Palette masks it.
    pub sensitive: bool,
}

pub(super) const REGISTRY_KEYS: &[&str] = &["name", "kind", "uid", "default"];
pub(super) const VARIABLE_KEYS: &[&str] = &[
    "name",
    "displayName",
    "description",
    "format",
    "default",
    "regex",
    "required",
    "immutable",
    "hidden",
    "sensitive",
];
const FORMATS: &[(&str, &str)] = &[
    ("string", "string"),
    ("number", "number"),
    ("boolean", "boolean"),
    ("ipv4", "ipv4"),
    ("ipv4cidr", "ipv4cidr"),
    ("ipv6", "ipv6"),
    ("version", "version"),
];

pub(super) fn registry(decoder: &mut Decoder, node: &Node) -> Option<RegistryEntry> {
    let fields = decoder.fields(node, REGISTRY_KEYS);
    let name = decoder.required(&fields, "name").and_then(|node| decoder.text(node));
    let kind = match fields.get("kind") {
        Some(node) => decoder.choice(node, &[("oci", "oci"), ("pack", "pack")]),
        None => Some("oci"),
    };
    let uid = fields.get("uid").and_then(|node| decoder.text(node)).map(|uid| uid.value);
    let default = fields.get("default").map_or(Some(false), |node| decoder.boolean(node));
    Some(RegistryEntry { name: name?.value, kind: kind?.to_owned(), uid: uid.unwrap_or_default(), default: default? })
}

pub(super) fn variable(decoder: &mut Decoder, node: &Node) -> Option<Variable> {
    let fields = decoder.fields(node, VARIABLE_KEYS);
    let name = decoder.required(&fields, "name").and_then(|node| decoder.parsed(node, variable_name));
    let format = match fields.get("format") {
        Some(node) => decoder.choice(node, FORMATS),
        None => Some("string"),
    };
    let mut text = |key| fields.get(key).and_then(|node| decoder.text(node)).map(|text| text.value);
    let (display_name, description) = (text("displayName"), text("description"));
    let (default, regex) = (text("default"), text("regex"));
    let mut flag = |key| fields.get(key).and_then(|node| decoder.boolean(node)).unwrap_or(false);
    let (required, immutable, hidden, sensitive) =
        (flag("required"), flag("immutable"), flag("hidden"), flag("sensitive"));
    let name = name?.value;
    Some(Variable {
        display_name: display_name.unwrap_or_else(|| name.clone()),
        name,
        description: description.unwrap_or_default(),
        format: format?.to_owned(),
        default,
        regex: regex.unwrap_or_default(),
        required,
        immutable,
        hidden,
        sensitive,
    })
}

/// Palette reads a variable as `.spectro.var.NAME`, so its name is an identifier.
fn variable_name(text: &str) -> Result<String, String> {
    let starts_well = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let fine = text.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
    if !(starts_well && fine && text.len() <= 63) {
        return Err(format!(
            "`{text}` is no name of a variable: use letters, digits and _, at most 63, no digit first"
        ));
    }
    Ok(text.to_owned())
}
