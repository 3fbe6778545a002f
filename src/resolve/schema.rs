//! Checks values against the JSON Schema of their pack, and shows mistakes where the values were written.

use crate::decode::closest;
use crate::diagnostic::{Diagnostic, Id, MOST_SHOWN, limited};
use crate::pack::Schema;
use crate::source::Span;
use crate::yaml::{Node, Path, PathStep};
use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

const INVALID: Id = Id::new("values/invalid");
const INVALID_SCHEMA: Id = Id::new("pack/invalid-value");

/// A pattern that is longer says less than the description of its value.
const READABLE: usize = 60;

/// Checks values; `layer` is the place to name when a value is missing altogether.
pub(super) fn check(values: &Node, schema: &Schema, layer: Span) -> Vec<Diagnostic> {
    let validator = match schema.validator() {
        Ok(validator) => validator,
        Err(error) => {
            let path = Path::of_pointer(error.instance_path().as_str());
            let place = path.find_nearest(schema.tree()).span;
            let message = format!("`{path}` is no part of a JSON Schema: {}", error.masked_with("it"));
            return vec![Diagnostic::error(INVALID_SCHEMA, place, message)];
        }
    };
    let instance = values.to_json();
    let problems = validator.iter_errors(&instance).flat_map(|error| explain(&error, values, schema.json(), layer));
    limited(problems.take(MOST_SHOWN + 1).collect())
}

fn explain(error: &ValidationError<'_>, values: &Node, schema: &Value, layer: Span) -> Vec<Diagnostic> {
    let path = Path::of_pointer(error.instance_path().as_str());
    let node = path.find_nearest(values);
    if node.as_str().is_some_and(holds_macro) {
        // Its value is known when Palette has replaced the macro, and judged there by schema.yaml.
        return Vec::new();
    }
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            unexpected.iter().take(MOST_SHOWN + 1).map(|key| unknown(key, &path, node, schema)).collect()
        }
        ValidationErrorKind::Required { property } => {
            let key = path.key(property.as_str().unwrap_or_default());
            let at = if path.steps().is_empty() { layer } else { node.span };
            vec![Diagnostic::error(INVALID, at, format!("value `{key}` is missing"))]
        }
        kind => {
            let diagnostic = match kind {
                ValidationErrorKind::Enum { options } if node.as_str().is_some() => no_choice(node, &path, options),
                ValidationErrorKind::PropertyNames { error } => no_name(error, node, &path),
                ValidationErrorKind::Pattern { pattern } if pattern.len() > READABLE => {
                    let text = node.as_str().unwrap_or_default();
                    Diagnostic::error(INVALID, node.span, format!("value `{path}` cannot be `{}`", text.escape_debug()))
                }
                _ => Diagnostic::error(INVALID, node.span, format!("value `{path}`: {}", error.masked_with("it"))),
            };
            let property = property_at(schema, &path).unwrap_or_default();
            vec![match property.get("description").and_then(Value::as_str) {
                Some(text) => diagnostic.note(format!("`{path}`: {text}")),
                None => diagnostic,
            }]
        }
    }
}

/// A key of a mapping whose keys are names.
fn no_name(error: &ValidationError<'_>, node: &Node, path: &Path) -> Diagnostic {
    let key = error.instance().as_str().unwrap_or_default().to_owned();
    let span = node.as_mapping().and_then(|mapping| mapping.entry(&key)).map_or(node.span, |entry| entry.key_span);
    Diagnostic::error(INVALID, span, format!("value `{path}` cannot have the name `{}`", key.escape_debug()))
}

/// A text that is none of those allowed.
fn no_choice(node: &Node, path: &Path, options: &Value) -> Diagnostic {
    let text = node.as_str().unwrap_or_default();
    let diagnostic = Diagnostic::error(INVALID, node.span, format!("value `{path}` cannot be `{text}`"));
    let choices: Vec<&str> = options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    match closest(text, choices.iter().copied()) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")).edit(node.span, near),
        None => diagnostic.help(format!("choices: {}", choices.join(", "))),
    }
}

/// Says whether a text holds a Palette macro.
pub(super) fn holds_macro(text: &str) -> bool {
    macros(text).next().is_some()
}

/// Returns the Palette macros in a text, such as `{{ .spectro.var.bridge }}`.
pub fn macros(text: &str) -> impl Iterator<Item = &str> {
    let starts = text.match_indices("{{").map(|(start, _)| &text[start..]);
    let whole = starts.filter_map(|rest| rest.find("}}").map(|end| &rest[..end + 2]));
    whole.filter(|text| text.contains(".spectro."))
}

fn unknown(key: &str, path: &Path, node: &Node, schema: &Value) -> Diagnostic {
    let span = node.as_mapping().and_then(|mapping| mapping.entry(key)).map_or(node.span, |entry| entry.key_span);
    let diagnostic = Diagnostic::error(INVALID, span, format!("there is no value `{}`", path.key(key)));
    let property = property_at(schema, path).unwrap_or_default();
    let known = property.get("properties").and_then(Value::as_object);
    let known: Vec<&str> = known.map(|known| known.keys().map(String::as_str).collect()).unwrap_or_default();
    match closest(key, known.iter().copied()) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")).edit(span, near),
        None if known.is_empty() => diagnostic,
        None => diagnostic.help(format!("values here: {}", known.join(", "))),
    }
}

/// Follows a path of values through `properties`, `additionalProperties`, `items` and local `$ref`s of a schema.
pub(super) fn property_at(schema: &Value, path: &Path) -> Option<Value> {
    let found = path.steps().iter().try_fold(schema, |at, step| {
        let at = deref(schema, at);
        match step {
            PathStep::Key(key) => at.get("properties").and_then(|known| known.get(key)).or_else(|| free_keys(at)),
            PathStep::Index(_) => at.get("items"),
        }
    });
    found.map(|found| with_siblings(schema, found))
}

/// Returns what a map says of keys that it does not name.
fn free_keys(map: &Value) -> Option<&Value> {
    map.get("additionalProperties").filter(|schema| schema.is_object())
}

pub(super) fn deref<'a>(root: &'a Value, at: &'a Value) -> &'a Value {
    let target = at.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
    target.and_then(|pointer| root.pointer(pointer)).unwrap_or(at)
}

/// What stands beside a `$ref` counts too.
fn with_siblings(root: &Value, at: &Value) -> Value {
    let mut property = deref(root, at).clone();
    if let (Value::Object(property), Value::Object(siblings)) = (&mut property, at) {
        property.extend(siblings.iter().map(|(key, value)| (key.clone(), value.clone())));
    }
    property
}
