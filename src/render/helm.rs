//! Turns a rendering with placeholders into a Helm template.
//!
//! Palette renders the manifests of a pack as Helm templates whose `.Values` are the pack's `manifests.<file stem>`
//! (<https://docs.spectrocloud.com/registries-and-packs/adding-a-custom-pack/>).

use crate::resolve::Exposed;
use crate::yaml::{Node, Path, PathStep, Value};
use std::fmt::Write as _;

/// Returns the Helm expression that prints an exposed value as YAML of its type.
fn whole_scalar(exposed: &Exposed) -> String {
    let filter = match type_of(exposed) {
        Some("integer") if exposed.is_macro => "int64",
        Some("number") if exposed.is_macro => "float64 | toJson",
        Some("boolean") if exposed.is_macro => "toString",
        _ => "toJson",
    };
    format!("{{{{ {} | {filter} }}}}", access(&exposed.path))
}

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

/// Replaces the scalars of a rendering that hold placeholders by Helm expressions; everything else is escaped.
pub(super) fn replace(text: &str, documents: &[Node], placeholders: &[Placeholder<'_>]) -> String {
    let mut scalars = Vec::new();
    for document in documents {
        document.visit(&mut |node| {
            if let Value::Scalar(scalar) = &node.value
                && placeholders.iter().any(|placeholder| scalar.text.contains(&placeholder.text))
            {
                scalars.push((node.span.range(), expression(&scalar.text, placeholders)));
            }
        });
    }
    scalars.sort_by_key(|(range, _)| range.start);
    // What aliases and `<<` repeat stands only once in the text.
    scalars.dedup_by_key(|(range, _)| range.clone());
    let mut published = String::with_capacity(text.len());
    let mut position = 0;
    for (range, expression) in scalars {
        published.push_str(&escape(&text[position..range.start]));
        published.push_str(&expression);
        position = range.end;
    }
    published.push_str(&escape(&text[position..]));
    published
}

fn expression(text: &str, placeholders: &[Placeholder<'_>]) -> String {
    if let Some(whole) = placeholders.iter().find(|placeholder| placeholder.text == text) {
        return whole_scalar(whole.exposed);
    }
    let (mut format, mut arguments, mut rest) = (String::new(), String::new(), text);
    while let Some((at, placeholder)) = next(rest, placeholders) {
        format.push_str(&rest[..at].replace('%', "%%"));
        format.push_str("%s");
        let _ = write!(arguments, " {}", as_text(placeholder.exposed));
        rest = &rest[at + placeholder.text.len()..];
    }
    format.push_str(&rest.replace('%', "%%"));
    format!("{{{{ printf {}{arguments} | toJson }}}}", quoted(&format))
}

fn next<'p, 'a>(text: &str, placeholders: &'p [Placeholder<'a>]) -> Option<(usize, &'p Placeholder<'a>)> {
    let found = placeholders.iter().filter_map(|placeholder| Some((text.find(&placeholder.text)?, placeholder)));
    found.min_by_key(|(at, _)| *at)
}

/// Helm reads numbers as floats, which print as 1e+06; JSON prints them as they were written.
fn as_text(exposed: &Exposed) -> String {
    let filter = if exposed.is_macro || is_text(&exposed.schema) { "toString" } else { "toJson" };
    format!("({filter} {})", access(&exposed.path))
}

fn is_text(schema: &serde_json::Value) -> bool {
    match (schema.get("type").and_then(serde_json::Value::as_str), schema.get("enum")) {
        (Some(name), _) => name == "string",
        (None, Some(choices)) => choices.as_array().is_some_and(|all| all.iter().all(serde_json::Value::is_string)),
        (None, None) => false,
    }
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
