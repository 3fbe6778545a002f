//! `schema.yaml`: what Palette accepts for the values that are left to it
//! (<https://docs.spectrocloud.com/registries-and-packs/pack-constraints/#pack-values-constraints>).

use crate::render::{RenderedFile, RenderedPack};
use crate::resolve::Exposed;
use crate::yaml::{self, Path};
use serde_json::{Map, Value, json};

/// Renders the constraints; `None` when nothing is left to Palette.
pub(super) fn render(pack: &RenderedPack) -> Result<Option<String>, serde_saphyr::ser::Error> {
    let mut entries = Map::new();
    for file in &pack.files {
        for path in &file.exposed {
            let exposed = pack.resolved.exposed.iter().find(|exposed| exposed.path == *path);
            // A macro is no value of the right form before Palette has replaced it.
            if let Some((items, schema)) = exposed.filter(|exposed| !exposed.is_macro).and_then(constrained) {
                entries.insert(format!("{}{items}", key(file, path)), json!({ "schema": constraint(schema) }));
            }
        }
    }
    if entries.is_empty() { Ok(None) } else { yaml::to_yaml(&Value::from(entries)).map(Some) }
}

/// Returns which part of a value Palette can constrain: a scalar, or the items of a list of scalars.
fn constrained(exposed: &Exposed) -> Option<(&'static str, &Value)> {
    if !exposed.is_collection() {
        return Some(("", &exposed.schema));
    }
    let is_plain = |items: &&Value| items.get("enum").is_some() || items.get("type").is_some_and(is_scalar);
    let items = exposed.items.as_ref().filter(is_plain);
    items.map(|items| (".$[]", items))
}

fn is_scalar(name: &Value) -> bool {
    ["string", "integer", "number", "boolean"].iter().any(|scalar| name == scalar)
}

fn key(file: &RenderedFile, path: &Path) -> String {
    format!("manifests.{}.{path}", file.stem)
}

fn constraint(schema: &Value) -> String {
    let hint = schema.get("description").and_then(Value::as_str).map(|text| {
        let text = text.replace(['"', '\\', '\n'], " ");
        format!(" | hints \"{text}\"")
    });
    let required = if may_be_empty(schema) { "" } else { "required | " };
    format!("{{{{ {required}format \"{}\"{} }}}}", placeholder(schema), hint.unwrap_or_default())
}

/// Palette counts an empty text as no value.
fn may_be_empty(schema: &Value) -> bool {
    jsonschema::is_valid(schema, &Value::from(""))
}

fn placeholder(schema: &Value) -> String {
    if let Some(choices) = schema.get("enum").and_then(Value::as_array) {
        return list(choices).unwrap_or_else(|| "${string}".to_owned());
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("boolean") => "${boolean}".to_owned(),
        Some("integer" | "number") => number(schema),
        _ => {
            match schema.get("pattern").and_then(Value::as_str).filter(|pattern| !pattern.contains(['"', '/', '\\'])) {
                Some(pattern) => format!("${{string:/{pattern}/}}"),
                None => "${string}".to_owned(),
            }
        }
    }
}

/// Words that would end the list, or a word of it, too early cannot be written.
fn list(choices: &[Value]) -> Option<String> {
    let word = |choice: &Value| {
        let text = choice.as_str().map_or_else(|| choice.to_string(), str::to_owned);
        (!text.contains([',', '[', ']', '"', '\\']) && !text.is_empty()).then_some(text)
    };
    let words: Vec<String> = choices.iter().map(word).collect::<Option<_>>()?;
    Some(format!("${{list:[{}]}}", words.join(",")))
}

/// Helm reads numbers as floats, which hold no whole number above this one exactly.
const LARGEST_EXACT: i64 = (1 << 53) - 1;

/// A range is written with a hyphen, so it cannot start below zero.
fn number(schema: &Value) -> String {
    let bound = |key: &str| schema.get(key).and_then(Value::as_i64);
    let is_whole = schema.get("type").is_some_and(|name| name == "integer");
    match (bound("minimum"), bound("maximum").or(is_whole.then_some(LARGEST_EXACT))) {
        (Some(min), Some(max)) if min >= 0 => format!("${{number:[{min}-{max}]}}"),
        _ => "${number}".to_owned(),
    }
}
