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
    /// The part of it that describes the items of a list.
    pub items: Option<serde_json::Value>,
    /// Whether its default holds a Palette macro: Palette puts text there, whatever the schema asks for.
    pub is_macro: bool,
}

impl Exposed {
    /// Says whether the value is a map or a list.
    pub(crate) fn is_collection(&self) -> bool {
        is_collection(&self.schema)
    }
}

fn is_collection(schema: &serde_json::Value) -> bool {
    matches!(schema.get("type").and_then(serde_json::Value::as_str), Some("object" | "array"))
}

/// Finds the values that a layer exposes: those that it names, and those that hold a Palette macro.
pub(super) fn find(
    pack: &Pack,
    values: &Node,
    named: &[Spanned<String>],
    problems: &mut Vec<Diagnostic>,
) -> Vec<Exposed> {
    let schema = pack.schema.json();
    let mut macros = Vec::new();
    find_macros(values, &Path::default(), &mut macros);
    let named_paths = named.iter().map(|name| (Path::of_keys(&name.value), name.span));
    let holders = macros.iter().map(|(place, span)| (holder(schema, place), *span));
    let wanted: Vec<(Path, Span)> = named_paths.chain(holders).collect();
    let (mut found, mut refused, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (index, (path, span)) in wanted.into_iter().enumerate() {
        if refused.len() > MOST_SHOWN || seen.contains(&path) {
            continue;
        }
        let inside: Vec<&Path> = macros.iter().map(|(place, _)| place).filter(|place| place.is_in(&path)).collect();
        match exposable(schema, values, &path, &inside) {
            Ok(property) => {
                let is_macro = !inside.is_empty();
                let items = property_at(schema, &path.index(0));
                seen.insert(path.clone());
                found.push(Exposed { path, span, named: index < named.len(), schema: property, items, is_macro });
            }
            Err(reason) => refused.push(refusal(schema, &path, span, reason)),
        }
    }
    refused.extend(nested(&found));
    problems.extend(limited(refused));
    found
}

/// Finds values that are exposed beside a map that holds them.
fn nested(found: &[Exposed]) -> Vec<Diagnostic> {
    let outer_of =
        |inner: &Exposed| found.iter().find(|outer| outer.path != inner.path && inner.path.is_in(&outer.path));
    let nested = found.iter().filter_map(|inner| {
        let outer = outer_of(inner)?;
        let message = format!("`{}` cannot be exposed: `{}` is, as a whole", inner.path, outer.path);
        let problem = Diagnostic::error(NOT_EXPOSABLE, inner.span, message).label(outer.span, "exposed here");
        Some(problem.help("expose one of the two"))
    });
    nested.collect()
}

fn exposable(
    schema: &serde_json::Value,
    values: &Node,
    path: &Path,
    macros: &[&Path],
) -> Result<serde_json::Value, &'static str> {
    let property = property_at(schema, path).ok_or("the pack has no such value")?;
    if path.steps().iter().any(|step| matches!(step, PathStep::Index(_))) {
        return Err("it is an item of a list, for which Palette has no place");
    }
    if !is_marked(&property) {
        return Err("the pack's templates need it when the pack is built");
    }
    match property.get("type") {
        Some(serde_json::Value::Array(_)) => {
            return Err("its schema allows more than one type, and Palette checks one");
        }
        None if !is_choice_of_texts(&property) => {
            return Err("its schema names no type, so nothing says how it is printed");
        }
        _ => {}
    }
    let node = path.find(values).ok_or("it has no default")?;
    if matches!(node.value, Value::Scalar(_)) == is_collection(&property) {
        return Err("its default is of another type");
    }
    if is_collection(&property) && holds_null(node) {
        return Err("it holds null, which Helm drops");
    }
    let takes_text = |place: &Path| property_at(schema, place).is_some_and(|property| is_text(&property));
    if is_collection(&property) && !macros.iter().all(|place| takes_text(place)) {
        return Err("it holds a macro where no text may stand, and Palette puts text there");
    }
    Ok(property)
}

fn is_marked(property: &serde_json::Value) -> bool {
    property.get("x-vmopack-exposable").and_then(serde_json::Value::as_bool) == Some(true)
}

fn is_text(property: &serde_json::Value) -> bool {
    property.get("type").map_or_else(|| is_choice_of_texts(property), |name| name == "string")
}

fn holds_null(node: &Node) -> bool {
    let mut found = false;
    node.visit(&mut |node| found |= node.is_null());
    found
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
    if is_marked(schema) {
        found.push(path.to_string());
    }
    let properties = schema.get("properties").and_then(serde_json::Value::as_object);
    for (key, property) in properties.into_iter().flatten() {
        list_exposable(property, &path.key(key), found);
    }
}

/// Finds texts that hold a Palette macro: Palette documents those for values only, so the value must be one there, or a
/// part of one.
fn find_macros(node: &Node, path: &Path, found: &mut Vec<(Path, Span)>) {
    match &node.value {
        Value::Scalar(scalar) if holds_macro(&scalar.text) => found.push((path.clone(), node.span)),
        Value::Scalar(_) => {}
        Value::Sequence(items) => {
            items.iter().enumerate().for_each(|(index, item)| find_macros(item, &path.index(index), found));
        }
        Value::Mapping(mapping) => {
            mapping.entries.iter().for_each(|entry| find_macros(&entry.value, &path.key(&entry.key), found));
        }
    }
}

/// Returns the map or list around a value that can be exposed as a whole, else the value itself.
fn holder(schema: &serde_json::Value, place: &Path) -> Path {
    let marked = |path: &Path| property_at(schema, path).is_some_and(|property| is_marked(&property));
    place.prefixes().find(marked).unwrap_or_else(|| place.clone())
}
