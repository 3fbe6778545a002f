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

/// Returns every `{{ .spectro.var.NAME }}` in the values, and in the plain manifests, of the profile's own layers.
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
    let actions = scalar.text.split("{{").skip(1).filter_map(|rest| rest.split("}}").next());
    let names = actions.flat_map(|action| action.split(".spectro.var.").skip(1));
    let names = names.map(|rest| {
        let end = rest.find(|character: char| !character.is_ascii_alphanumeric() && character != '_');
        rest[..end.unwrap_or(rest.len())].to_owned()
    });
    names.map(|name| VariableUse { name, span: node.span }).collect()
}
