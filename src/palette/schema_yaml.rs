//! `schema.yaml`: what Palette accepts for the values that are left to it
//! (<https://docs.spectrocloud.com/registries-and-packs/pack-constraints/#pack-values-constraints>).

use crate::render::{RenderedFile, RenderedPack};
use crate::yaml::{self, Path};
use serde_json::{Map, Value, json};

/// Renders the constraints; `None` when nothing is left to Palette.
pub(super) fn render(pack: &RenderedPack) -> Result<Option<String>, serde_saphyr::ser::Error> {
    let mut entries = Map::new();
    for file in &pack.files {
        for path in &file.exposed {
            let exposed = pack.resolved.exposed.iter().find(|exposed| exposed.path == *path);
            // A macro is no value of the right form before Palette has replaced it.
            if let Some(exposed) = exposed.filter(|exposed| !exposed.is_macro) {
                entries.insert(key(file, path), json!({ "schema": constraint(&exposed.schema) }));
            }
        }
    }
    if entries.is_empty() { Ok(None) } else { yaml::to_yaml(&Value::from(entries)).map(Some) }
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
        let words: Vec<String> = choices.iter().map(|choice| choice.to_string().trim_matches('"').to_owned()).collect();
        return format!("${{list:[{}]}}", words.join(","));
    }
    let bound = |key: &str| schema.get(key).and_then(Value::as_i64);
    match schema.get("type").and_then(Value::as_str) {
        Some("boolean") => "${boolean}".to_owned(),
        Some("integer" | "number") => match (bound("minimum"), bound("maximum")) {
            (Some(min), Some(max)) => format!("${{number:[{min}-{max}]}}"),
            _ => "${number}".to_owned(),
        },
        _ => {
            match schema.get("pattern").and_then(Value::as_str).filter(|pattern| !pattern.contains(['"', '/', '\\'])) {
                Some(pattern) => format!("${{string:/{pattern}/}}"),
                None => "${string}".to_owned(),
            }
        }
    }
}
