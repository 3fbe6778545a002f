//! YAML and JSON as trees that remember where every key and value stands.
//!
//! Scalars are read as Kubernetes reads them: the table of `sigs.k8s.io/yaml`, in which `yes` and `on` are booleans and
//! `0755` is octal. What this module writes comes back unchanged through Go's YAML readers.

mod build;
mod emit;
mod extent;
mod flatten;
mod json_text;
mod keys;
mod merge;
mod node;
mod overlay;
mod parse;
mod path;
mod scalar;

pub use build::Parsed;
pub use emit::to_yaml;
pub(crate) use emit::to_yaml_scalar;
pub use flatten::flatten;
pub(crate) use json_text::decode_string;
pub use merge::merge;
pub use node::{Entry, Mapping, Node, Scalar, Value};
pub(crate) use overlay::overlay;
pub(crate) use parse::comments;
pub use parse::parse;
pub use path::Path;
pub(crate) use path::PathStep;
pub use scalar::Resolved;

/// Says whether a text holds a template block: a macro that Palette expands, or an expression of Helm.
pub(crate) fn holds_template(text: &str) -> bool {
    text.contains("{{")
}

#[cfg(test)]
mod tests;
