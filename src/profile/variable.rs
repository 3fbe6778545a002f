//! Variables of the cluster profile: what an operator is asked when a cluster is made.

use crate::decode::{Decoder, Spanned};
use crate::source::Span;
use crate::yaml::Node;
use jsonschema::PatternOptions;
use serde_json::json;
use std::net::{Ipv4Addr, Ipv6Addr};

/// A variable of the cluster profile
/// (<https://docs.spectrocloud.com/profiles/cluster-profiles/create-cluster-profiles/define-profile-variables/>).
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "Palette has these four switches")]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Where it stands in the profile.
    pub span: Span,
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

pub(super) fn decode(decoder: &mut Decoder, node: &Node) -> Option<Variable> {
    let fields = decoder.fields(node, VARIABLE_KEYS);
    let name = decoder.required(&fields, "name").and_then(|node| decoder.parsed(node, variable_name));
    let format = match fields.get("format") {
        Some(node) => decoder.choice(node, FORMATS),
        None => Some("string"),
    };
    let regex = fields.get("regex").and_then(|node| decoder.parsed(node, expression));
    let mut text = |key| fields.get(key).and_then(|node| decoder.text(node));
    let (display_name, description, default) = (text("displayName"), text("description"), text("default"));
    let mut flag = |key| fields.get(key).and_then(|node| decoder.boolean(node)).unwrap_or(false);
    let (required, immutable, hidden, sensitive) =
        (flag("required"), flag("immutable"), flag("hidden"), flag("sensitive"));
    let name = name?;
    let variable = Variable {
        display_name: display_name.map_or_else(|| name.value.clone(), |text| text.value),
        name: name.value,
        span: name.span,
        description: description.map(|text| text.value).unwrap_or_default(),
        format: format?.to_owned(),
        default: default.as_ref().map(|text| text.value.clone()),
        regex: regex.map(|text| text.value).unwrap_or_default(),
        required,
        immutable,
        hidden,
        sensitive,
    };
    check_default(decoder, &variable, default.as_ref());
    Some(variable)
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

/// What nobody sees must have a value, and a value must be one that Palette takes.
fn check_default(decoder: &mut Decoder, variable: &Variable, default: Option<&Spanned<String>>) {
    let Some(default) = default.filter(|text| !text.value.is_empty()) else {
        if variable.hidden && variable.required {
            let message = format!("variable `{}` is required and hidden, so it needs a default", variable.name);
            decoder.invalid(variable.span, message);
        }
        return;
    };
    // A macro, such as `{{ .spectro.system.cluster.name }}`, is known to Palette alone.
    if default.value.contains("{{") {
        return;
    }
    if !has_format(&default.value, &variable.format) {
        decoder.invalid(default.span, format!("`{}` is not of the format {}", default.value, variable.format));
    } else if !variable.regex.is_empty() && !matches(&default.value, &variable.regex) {
        decoder.invalid(default.span, format!("`{}` does not match `{}`", default.value, variable.regex));
    }
}

fn has_format(text: &str, format: &str) -> bool {
    match format {
        "number" => text.parse::<f64>().is_ok_and(f64::is_finite),
        "boolean" => ["true", "false"].contains(&text),
        "ipv4" => text.parse::<Ipv4Addr>().is_ok(),
        "ipv4cidr" => text.split_once('/').is_some_and(|(address, bits)| {
            address.parse::<Ipv4Addr>().is_ok() && bits.parse::<u8>().is_ok_and(|bits| bits <= 32)
        }),
        "ipv6" => text.parse::<Ipv6Addr>().is_ok(),
        "version" => semver::Version::parse(text).is_ok(),
        _ => true,
    }
}

/// Palette matches with RE2. The engine here takes the same expressions, in particular no look-around and no
/// back-references.
fn expression(text: &str) -> Result<String, String> {
    match validator(text) {
        Some(_) => Ok(text.to_owned()),
        None => Err(format!("`{text}` is no regular expression of RE2")),
    }
}

fn matches(text: &str, regex: &str) -> bool {
    validator(regex).is_none_or(|validator| validator.is_valid(&json!(text)))
}

fn validator(regex: &str) -> Option<jsonschema::Validator> {
    let engine = PatternOptions::regex().size_limit(1 << 20);
    jsonschema::options().with_pattern_options(engine).build(&json!({ "pattern": regex })).ok()
}
