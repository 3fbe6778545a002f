//! Proves that a pack with the defaults of its exposed values says what was checked.
//!
//! The Helm expressions of the published text are replaced by what Helm prints for the default, and the result must read
//! as the resolved manifest does. Helm reads every number of `values.yaml` as a float.

use super::helm::{self, Content, Piece};
use crate::resolve::Exposed;
use crate::yaml::{Entry, Node, Path, Resolved, Value};

/// Returns what Helm prints where an expression stands: JSON in every case.
pub(super) fn printed(content: &Content<'_>, values: &Node) -> String {
    match content {
        Content::Whole(exposed) => exposed.path.find(values).map_or_else(|| "null".to_owned(), json_text),
        Content::Text(pieces) => {
            let pieces = pieces.iter().map(|piece| match piece {
                Piece::Text(text) => (*text).to_owned(),
                Piece::Value(exposed) => match default_of(exposed, values) {
                    Resolved::String(text) if exposed.is_macro || helm::is_text(exposed) => text.to_owned(),
                    other => json(other),
                },
            });
            serde_json::Value::from(pieces.collect::<String>()).to_string()
        }
    }
}

fn default_of<'a>(exposed: &Exposed, values: &'a Node) -> Resolved<'a> {
    exposed.path.find(values).and_then(Node::as_scalar).unwrap_or(Resolved::Null)
}

/// What `toJson` makes of a value that was read from YAML, but for the order of keys, which says nothing.
fn json_text(node: &Node) -> String {
    match &node.value {
        Value::Scalar(scalar) => json(scalar.resolve()),
        Value::Sequence(items) => format!("[{}]", items.iter().map(json_text).collect::<Vec<_>>().join(",")),
        Value::Mapping(mapping) => {
            let entry = |entry: &Entry| format!("{}:{}", serde_json::Value::from(&*entry.key), json_text(&entry.value));
            format!("{{{}}}", mapping.entries.iter().map(entry).collect::<Vec<_>>().join(","))
        }
    }
}

/// What `toJson` makes of a scalar that was read from YAML.
#[expect(clippy::cast_precision_loss, reason = "Helm loses the same digits")]
fn json(scalar: Resolved<'_>) -> String {
    match scalar {
        Resolved::Null => "null".to_owned(),
        Resolved::Bool(value) => value.to_string(),
        Resolved::Int(value) => go_number(value as f64),
        Resolved::UInt(value) => go_number(value as f64),
        Resolved::Float(value) => go_number(value),
        Resolved::String(text) => serde_json::Value::from(text).to_string(),
    }
}

/// Writes a float as Go's `encoding/json` does (<https://pkg.go.dev/encoding/json#Marshal>, `floatEncoder`).
fn go_number(value: f64) -> String {
    let magnitude = value.abs();
    if magnitude == 0.0 || (1e-6..1e21).contains(&magnitude) {
        return value.to_string();
    }
    let text = format!("{value:e}");
    if text.contains("e-") { text } else { text.replace('e', "e+") }
}

/// Finds the first place where two lists of documents do not say the same: the document, and the path in it.
pub(super) fn first_difference(checked: &[Node], published: &[Node]) -> Option<(usize, Path)> {
    if checked.len() != published.len() {
        return Some((0, Path::default()));
    }
    let pairs = checked.iter().zip(published).enumerate();
    pairs.into_iter().find_map(|(index, (a, b))| Some((index, difference(a, b, Path::default())?)))
}

fn difference(a: &Node, b: &Node, path: Path) -> Option<Path> {
    match (&a.value, &b.value) {
        (Value::Sequence(a), Value::Sequence(b)) if a.len() == b.len() => {
            let mut pairs = a.iter().zip(b).enumerate();
            pairs.find_map(|(index, (a, b))| difference(a, b, path.index(index)))
        }
        // Both come from one template, so their keys stand in one order.
        (Value::Mapping(a), Value::Mapping(b)) if a.entries.len() == b.entries.len() => {
            let mut pairs = a.entries.iter().zip(&b.entries);
            pairs.find_map(|(a, b)| {
                let path = path.key(&a.key);
                if a.key == b.key { difference(&a.value, &b.value, path) } else { Some(path) }
            })
        }
        (Value::Scalar(a), Value::Scalar(b)) if same(a.resolve(), b.resolve()) => None,
        _ => Some(path),
    }
}

/// Numbers are the same when Helm and Kubernetes write them alike: `1.0` is `1` once it was read.
fn same(a: Resolved<'_>, b: Resolved<'_>) -> bool {
    let number = |scalar| match scalar {
        Resolved::Int(value) => Some(value.to_string()),
        Resolved::UInt(value) => Some(value.to_string()),
        Resolved::Float(value) => Some(go_number(value)),
        _ => None,
    };
    match (number(a), number(b)) {
        (None, None) => a == b,
        (a, b) => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::go_number;

    #[test]
    fn numbers_are_written_as_go_writes_them() {
        for (value, expected) in [
            (1.0, "1"),
            (-0.5, "-0.5"),
            (1e6, "1000000"),
            (1e20, "100000000000000000000"),
            (1e21, "1e+21"),
            (1.5e-6, "0.0000015"),
            (1.5e-7, "1.5e-7"),
            (9_007_199_254_740_993.0, "9007199254740992"),
            (0.0, "0"),
        ] {
            assert_eq!(go_number(value), expected);
        }
    }
}
