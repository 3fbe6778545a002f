//! Macros of Palette in the layers of the profile.

use crate::cluster::{Cluster, Layer};
use crate::source::Span;
use crate::yaml::{Node, Value};

/// A variable of the profile that a value asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariableUse {
    /// Its name.
    pub name: String,
    /// The value.
    pub span: Span,
}

/// Returns every `{{ .spectro.var.NAME }}` and `{{ index .spectro.var "NAME" }}` in the values, and in the plain manifests, of the profile's own layers.
pub fn variables(cluster: &Cluster) -> Vec<VariableUse> {
    let mut found = Vec::new();
    cluster.own_layers().for_each(|layer| in_layer(layer, &mut found));
    found
}

fn in_layer(layer: &Layer, found: &mut Vec<VariableUse>) {
    let objects = layer.manifests.iter().map(|manifest| &manifest.node).filter(|_| layer.pack.is_none());
    for node in layer.values.iter().chain(objects) {
        node.visit(&mut |node| found.extend(in_scalar(node)));
    }
}

fn in_scalar(node: &Node) -> Vec<VariableUse> {
    let Value::Scalar(scalar) = &node.value else { return Vec::new() };
    names(&scalar.text).map(|name| VariableUse { name: name.to_owned(), span: node.span }).collect()
}

fn names(text: &str) -> impl Iterator<Item = &str> {
    let actions = text.split("{{").skip(1).filter_map(|rest| rest.split("}}").next());
    actions.flat_map(|action| action.split(".spectro.var").skip(1)).filter_map(name)
}

/// Reads `.NAME`, or the quoted name behind a blank that `index` takes.
fn name(rest: &str) -> Option<&str> {
    if let Some(rest) = rest.strip_prefix('.') {
        let end = rest.find(|character: char| !character.is_ascii_alphanumeric() && character != '_');
        return Some(&rest[..end.unwrap_or(rest.len())]);
    }
    let rest = rest.trim_start();
    let quote = rest.chars().next().filter(|character| "\"`".contains(*character))?;
    rest[1..].split_once(quote).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn both_ways_to_name_a_variable_are_found() {
        for (text, expected) in [
            ("{{ .spectro.var.a }}-{{.spectro.var.b_1}}", vec!["a", "b_1"]),
            ("{{ index .spectro.var \"a\" }}", vec!["a"]),
            ("{{ (index .spectro.var `a`) | upper }}", vec!["a"]),
            ("{{ printf \"%s%s\" .spectro.var.a (index .spectro.var \"b\") }}", vec!["a", "b"]),
            ("{{ printf \"%s\" .spectro.var }}", vec![]),
            ("{{ index .spectro.var $name }} .spectro.var.a", vec![]),
            ("{{ .spectro.variable.a }}", vec![]),
        ] {
            assert_eq!(names(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }
}
