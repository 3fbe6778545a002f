//! Values that are left to Palette.

use super::schema::{holds_macro, property_at};
use crate::decode::Spanned;
use crate::diagnostic::{Diagnostic, Id, MOST_SHOWN, limited};
use crate::pack::Pack;
use crate::source::Span;
use crate::yaml::{Node, Path, PathStep, Value};
use std::collections::BTreeSet;

const NOT_EXPOSABLE: Id = Id::new("values/not-exposable");

/// A value that stays changeable in Palette.
#[derive(Clone, Debug)]
pub struct Exposed {
    /// Its path.
    pub path: Path,
    /// Where the profile exposes it.
    pub span: Span,
    /// Whether the profile names it; otherwise the macro in its default exposes it.
    pub named: bool,
    /// The part of the pack's JSON Schema that describes it.
    pub schema: serde_json::Value,
    /// Whether its default is a Palette macro: Palette puts text there, whatever the schema asks for.
    pub is_macro: bool,
}

/// Finds the values that a layer exposes: those that it names, and those that hold a Palette macro.
pub(super) fn find(
    pack: &Pack,
    values: &Node,
    named: &[Spanned<String>],
    problems: &mut Vec<Diagnostic>,
) -> Vec<Exposed> {
    let schema = pack.schema.to_json();
    let mut wanted: Vec<(Path, Span)> = named.iter().map(|name| (Path::of_keys(&name.value), name.span)).collect();
    macros(values, &Path::default(), &mut wanted);
    let (mut found, mut refused, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (index, (path, span)) in wanted.into_iter().enumerate() {
        if refused.len() > MOST_SHOWN || seen.contains(&path) {
            continue;
        }
        match exposable(&schema, values, &path) {
            Ok(schema) => {
                let is_macro = path.find(values).and_then(Node::as_str).is_some_and(holds_macro);
                seen.insert(path.clone());
                found.push(Exposed { path, span, named: index < named.len(), schema, is_macro });
            }
            Err(reason) => refused.push(refusal(&schema, &path, span, reason)),
        }
    }
    problems.extend(limited(refused));
    found
}

fn exposable(schema: &serde_json::Value, values: &Node, path: &Path) -> Result<serde_json::Value, &'static str> {
    let property = property_at(schema, path).ok_or("the pack has no such value")?;
    if property.get("x-vmopack-exposable").and_then(serde_json::Value::as_bool) != Some(true) {
        return Err("the pack's templates need it when the pack is built");
    }
    if path.steps().iter().any(|step| matches!(step, PathStep::Index(_))) {
        return Err("it is an item of a list, for which Palette has no place");
    }
    match property.get("type") {
        Some(serde_json::Value::Array(_)) => {
            return Err("its schema allows more than one type, and Palette checks one");
        }
        None if !is_choice_of_texts(property) => {
            return Err("its schema names no type, so nothing says how it is printed");
        }
        _ => {}
    }
    match path.find(values) {
        Some(Node { value: Value::Scalar(_), .. }) => Ok(property.clone()),
        _ => Err("only a number, a boolean or text can be left to Palette"),
    }
}

fn is_choice_of_texts(property: &serde_json::Value) -> bool {
    let choices = property.get("enum").and_then(serde_json::Value::as_array);
    choices.is_some_and(|choices| choices.iter().all(serde_json::Value::is_string))
}

fn refusal(schema: &serde_json::Value, path: &Path, span: Span, reason: &str) -> Diagnostic {
    let mut exposable = Vec::new();
    list_exposable(schema, &Path::default(), &mut exposable);
    let diagnostic = Diagnostic::error(NOT_EXPOSABLE, span, format!("`{path}` cannot be exposed: {reason}"));
    if exposable.is_empty() {
        return diagnostic.help("this pack has no values that can be");
    }
    diagnostic.help(format!("values that can be: {}", exposable.join(", ")))
}

fn list_exposable(schema: &serde_json::Value, path: &Path, found: &mut Vec<String>) {
    if schema.get("x-vmopack-exposable").and_then(serde_json::Value::as_bool) == Some(true) {
        found.push(path.to_string());
    }
    let properties = schema.get("properties").and_then(serde_json::Value::as_object);
    for (key, property) in properties.into_iter().flatten() {
        list_exposable(property, &path.key(key), found);
    }
}

/// Finds values that hold a Palette macro: Palette documents those for values only, so the value must be one there.
fn macros(node: &Node, path: &Path, found: &mut Vec<(Path, Span)>) {
    match &node.value {
        Value::Scalar(scalar) if holds_macro(&scalar.text) => found.push((path.clone(), node.span)),
        Value::Scalar(_) => {}
        Value::Sequence(items) => {
            items.iter().enumerate().for_each(|(index, item)| macros(item, &path.index(index), found));
        }
        Value::Mapping(mapping) => {
            mapping.entries.iter().for_each(|entry| macros(&entry.value, &path.key(&entry.key), found));
        }
    }
}
