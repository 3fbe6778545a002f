//! Variables of the profile that its layers ask Palette for.

use super::{Cluster, Layer, Place};
use crate::yaml::{Node, Value};

/// A variable that a value asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct VariableUse {
    /// Its name.
    pub(crate) name: String,
    /// The value.
    pub(crate) place: Place,
}

/// Returns every `{{ .spectro.var.NAME }}` and `{{ index .spectro.var "NAME" }}` in the values, and in the plain manifests, of
/// the profile.
pub(super) fn of(cluster: &Cluster) -> Vec<VariableUse> {
    let mut found = Vec::new();
    cluster.of_profile().iter().for_each(|layer| in_layer(layer, &mut found));
    found
}

fn in_layer(layer: &Layer, found: &mut Vec<VariableUse>) {
    let objects = layer.manifests().iter().map(|manifest| &manifest.node).filter(|_| layer.pack.is_none());
    for node in layer.values.get().into_iter().chain(objects) {
        node.visit(&mut |node| in_scalar(layer, node, found));
    }
}

fn in_scalar(layer: &Layer, node: &Node, found: &mut Vec<VariableUse>) {
    let Value::Scalar(scalar) = &node.value else { return };
    if scalar.text.contains("{{") {
        found.extend(names(&scalar.text).map(|name| VariableUse { name: name.to_owned(), place: layer.at(node.span) }));
    }
}

fn names(text: &str) -> impl Iterator<Item = &str> {
    let actions = text.split("{{").skip(1).filter_map(|rest| rest.split("}}").next());
    actions.flat_map(|action| action.split(".spectro.var").skip(1)).filter_map(name)
}

/// Reads `.NAME`, or the quoted name after a blank that `index` takes.
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
