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
    let hint =
        schema.get("description").and_then(Value::as_str).map(|text| format!(" | hints \"{}\"", hint_text(text)));
    let required = if may_be_empty(schema) { "" } else { "required | " };
    format!("{{{{ {required}format \"{}\"{} }}}}", placeholder(schema), hint.unwrap_or_default())
}

/// What would end the hint, or the pipeline that it stands in, cannot be written.
fn hint_text(text: &str) -> String {
    let single = |character: char| if character.is_control() || "\"\\`|".contains(character) { ' ' } else { character };
    text.replace("{{", "{ ").replace("}}", "} ").chars().map(single).collect()
}

fn ends_pipeline(text: &str) -> bool {
    text.contains(['"', '\\', '`']) || text.contains(char::is_control) || text.contains("{{") || text.contains("}}")
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
        _ => text(schema),
    }
}

/// Palette knows the forms of JSON Schema for addresses and passwords; a password is one that is only written.
fn text(schema: &Value) -> String {
    let form = schema.get("format").and_then(Value::as_str);
    let kind = match form {
        Some("ipv4") => return "${ipv4}".to_owned(),
        Some("password") => "password",
        _ if schema.get("writeOnly") == Some(&json!(true)) => "password",
        _ => "string",
    };
    let pattern = schema.get("pattern").and_then(Value::as_str);
    match pattern.filter(|pattern| !pattern.contains('/') && !ends_pipeline(pattern)) {
        Some(pattern) => format!("${{{kind}:/{pattern}/}}"),
        None => format!("${{{kind}}}"),
    }
}

/// Words that would end the list, or a word of it, too early cannot be written.
fn list(choices: &[Value]) -> Option<String> {
    let word = |choice: &Value| {
        let text = choice.as_str().map_or_else(|| choice.to_string(), str::to_owned);
        (!text.contains([',', '[', ']']) && !ends_pipeline(&text) && !text.is_empty()).then_some(text)
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

#[cfg(test)]
mod tests {
    use super::constraint;
    use serde_json::json;

    #[test]
    fn texts_of_a_schema_stay_inside_of_their_quotes() {
        for (schema, expected) in [
            (
                json!({"type": "string", "minLength": 1, "description": "a \"b\" | {{ c }}\n`d`"}),
                r#"{{ required | format "${string}" | hints "a  b    {  c }   d " }}"#,
            ),
            (json!({"type": "string", "pattern": "^(a|b{2})$"}), r#"{{ required | format "${string:/^(a|b{2})$/}" }}"#),
            (json!({"type": "string", "pattern": "^[}}]$"}), r#"{{ required | format "${string}" }}"#),
            (json!({"enum": ["a", "{{ b }}"]}), r#"{{ required | format "${string}" }}"#),
        ] {
            assert_eq!(constraint(&schema), expected, "{schema}");
        }
    }

    #[test]
    fn addresses_and_passwords_are_those_of_palette() {
        for (schema, expected) in [
            (json!({"type": "string", "minLength": 1, "format": "ipv4"}), "${ipv4}"),
            (json!({"type": "string", "minLength": 1, "format": "password"}), "${password}"),
            (json!({"type": "string", "pattern": "^.{8,}$", "writeOnly": true}), "${password:/^.{8,}$/}"),
        ] {
            assert_eq!(constraint(&schema), format!("{{{{ required | format \"{expected}\" }}}}"), "{schema}");
        }
    }
}
