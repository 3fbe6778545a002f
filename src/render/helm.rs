//! Turns a rendering with placeholders into a Helm template.
//!
//! Palette renders the manifests of a pack as Helm templates whose `.Values` are the pack's `manifests.<file stem>`
//! (<https://docs.spectrocloud.com/registries-and-packs/adding-a-custom-pack/>).

use crate::resolve::Exposed;
use crate::yaml::{Node, Path, PathStep, Scalar, Value};
use std::fmt::Write as _;

/// Returns the Helm expression that prints an exposed value as YAML of its type.
fn whole_scalar(exposed: &Exposed) -> String {
    let printed = checked(exposed).unwrap_or_else(|| format!("{} | toJson", access(&exposed.path)));
    format!("{{{{ {printed} }}}}")
}

/// Returns the pipeline that prints a boolean or number that a macro gives. Palette puts any text there, and text without
/// quotes could be YAML of any kind: Helm stops unless it is one scalar of the type. An operator may also write the scalar
/// itself, which `toJson` prints as it was written.
fn checked(exposed: &Exposed) -> Option<String> {
    let (form, wanted) = match type_of(exposed).filter(|_| exposed.is_macro)? {
        "boolean" => ("^(true|false)$", "true or false"),
        "integer" => ("^-?(0|[1-9][0-9]*)$", "a whole number"),
        "number" => ("^-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?$", "a number"),
        _ => return None,
    };
    let (value, form) = (access(&exposed.path), quoted(form));
    let message = quoted(&format!("{} must be {wanted}", exposed.path));
    Some(format!(r#"{value} | toJson | trimAll "\"" | regexFind {form} | required {message}"#))
}

/// Returns the type in the schema of an exposed value; one without is an `enum` of texts.
fn type_of(exposed: &Exposed) -> Option<&str> {
    exposed.schema.get("type").and_then(serde_json::Value::as_str)
}

/// Returns how Helm reaches a value: `.Values.a.b`, or `index` where a key is no identifier.
fn access(path: &Path) -> String {
    let mut text = String::from(".Values");
    let mut plain = true;
    for step in path.steps() {
        plain &= matches!(step, PathStep::Key(key) if is_identifier(key));
    }
    if !plain {
        text = String::from("(index .Values");
    }
    for step in path.steps() {
        let _ = match step {
            PathStep::Key(key) if plain => write!(text, ".{key}"),
            PathStep::Key(key) => write!(text, " {}", quoted(key)),
            PathStep::Index(index) => write!(text, " {index}"),
        };
    }
    if !plain {
        text.push(')');
    }
    text
}

fn is_identifier(key: &str) -> bool {
    key.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && key.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}

/// Quotes a text as a string of the Go template language.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Makes braces that are text survive Helm.
pub(super) fn escape(text: &str) -> String {
    text.replace("{{", r#"{{ "{{" }}"#)
}

/// A placeholder and what it stands for.
pub(super) struct Placeholder<'a> {
    pub(super) text: String,
    pub(super) exposed: &'a Exposed,
}

/// A part of a scalar.
pub(super) enum Piece<'a> {
    /// Text as it stands.
    Text(&'a str),
    /// The text of an exposed value.
    Value(&'a Exposed),
}

/// What a scalar with placeholders is made of.
pub(super) enum Content<'a> {
    /// Nothing but one value, of the value's type.
    Whole(&'a Exposed),
    /// Text in which values stand.
    Text(Vec<Piece<'a>>),
}

/// Replaces the scalars of a rendering that hold placeholders by what `write` makes of them, and all other text by what
/// `escape` makes of it.
pub(super) fn replace(
    text: &str,
    documents: &[Node],
    placeholders: &[Placeholder<'_>],
    write: &dyn Fn(&Content<'_>) -> String,
    escape: fn(&str) -> String,
) -> String {
    let mut scalars = Vec::new();
    for document in documents {
        document.visit(&mut |node| {
            if let Value::Scalar(scalar) = &node.value
                && let Some(content) = content(scalar, placeholders)
            {
                scalars.push((node.span.range(), write(&content)));
            }
        });
    }
    scalars.sort_by_key(|(range, _)| range.start);
    // What aliases and `<<` repeat stands only once in the text.
    scalars.dedup_by_key(|(range, _)| range.clone());
    let mut published = String::with_capacity(text.len());
    let mut position = 0;
    for (range, written) in scalars {
        published.push_str(&escape(&text[position..range.start]));
        published.push_str(&written);
        position = range.end;
    }
    published.push_str(&escape(&text[position..]));
    published
}

/// Takes a scalar apart; `None` when it holds no placeholder. What stands in quotes is text, whatever the value's type.
pub(super) fn content<'a>(scalar: &'a Scalar, placeholders: &[Placeholder<'a>]) -> Option<Content<'a>> {
    let mut rest = scalar.text.as_str();
    let mut pieces = Vec::new();
    while let Some((at, placeholder)) = next(rest, placeholders) {
        if rest.len() == placeholder.text.len() && pieces.is_empty() && (scalar.plain || is_text(placeholder.exposed)) {
            return Some(Content::Whole(placeholder.exposed));
        }
        pieces.extend([Piece::Text(&rest[..at]), Piece::Value(placeholder.exposed)]);
        rest = &rest[at + placeholder.text.len()..];
    }
    if pieces.is_empty() {
        return None;
    }
    pieces.push(Piece::Text(rest));
    Some(Content::Text(pieces))
}

fn next<'p, 'a>(text: &str, placeholders: &'p [Placeholder<'a>]) -> Option<(usize, &'p Placeholder<'a>)> {
    let found = placeholders.iter().filter_map(|placeholder| Some((text.find(&placeholder.text)?, placeholder)));
    found.min_by_key(|(at, _)| *at)
}

/// Returns the Helm expression that prints a scalar.
pub(super) fn expression(content: &Content<'_>) -> String {
    let pieces = match content {
        Content::Whole(exposed) => return whole_scalar(exposed),
        Content::Text(pieces) => pieces,
    };
    let (mut format, mut arguments) = (String::new(), String::new());
    for piece in pieces {
        match piece {
            Piece::Text(text) => format.push_str(&text.replace('%', "%%")),
            Piece::Value(exposed) => {
                format.push_str("%s");
                let _ = write!(arguments, " {}", as_text(exposed));
            }
        }
    }
    format!("{{{{ printf {}{arguments} | toJson }}}}", quoted(&format))
}

/// Helm reads numbers as floats, which print as 1e+06; JSON prints them as they were written.
fn as_text(exposed: &Exposed) -> String {
    if let Some(printed) = checked(exposed) {
        return format!("({printed})");
    }
    let filter = if is_text(exposed) { "toString" } else { "toJson" };
    format!("({filter} {})", access(&exposed.path))
}

/// Says whether a value is text in every case.
pub(super) fn is_text(exposed: &Exposed) -> bool {
    type_of(exposed).is_none_or(|name| name == "string")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_are_no_identifiers_are_indexed() {
        assert_eq!(access(&Path::of_keys("a.b_1")), ".Values.a.b_1");
        assert_eq!(access(&Path::of_keys("a.b-c")), r#"(index .Values "a" "b-c")"#);
    }

    #[test]
    fn braces_that_are_text_survive() {
        assert_eq!(escape("a {{ b }} c"), r#"a {{ "{{" }} b }} c"#);
    }
}
