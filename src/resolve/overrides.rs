//! `--set LAYER.PATH=VALUE`.

use crate::diagnostic::{Diagnostic, Id};
use crate::source::{Sources, Span};
use crate::yaml::{self, Entry, Mapping, Node, Value};

const INVALID_YAML: Id = Id::new("values/invalid-yaml");
/// As deep as a values file may be.
const MOST_KEYS: usize = 128;

/// A value of the command line.
#[derive(Clone, Debug)]
pub struct Override {
    /// Name of the pack whose value it is.
    pub pack: String,
    /// The value in its place, as a tree.
    pub values: Node,
    /// The argument, for messages.
    pub span: Span,
}

/// Reads `LAYER.PATH=VALUE`; the value is YAML.
///
/// # Errors
/// Fails when there is no path, or the value is no YAML.
pub fn parse_override(argument: &str, sources: &mut Sources) -> Result<Override, Vec<Diagnostic>> {
    let source = sources.add("--set", argument);
    let whole = Span::new(source, 0..argument.len());
    let form = || Diagnostic::error(INVALID_YAML, whole, "`--set` takes PACK.PATH=VALUE, such as kubevirt.replicas=2");
    let (path, text) = argument.split_once('=').ok_or_else(|| vec![form()])?;
    let mut keys = path.split('.');
    let pack = keys.next().filter(|pack| !pack.is_empty()).ok_or_else(|| vec![form()])?;
    let keys: Vec<&str> = keys.collect();
    if keys.is_empty() || keys.iter().any(|key| key.is_empty()) {
        return Err(vec![form()]);
    }
    if keys.len() > MOST_KEYS {
        let message = format!("`--set` takes paths of at most {MOST_KEYS} keys, this one has {}", keys.len());
        return Err(vec![Diagnostic::error(INVALID_YAML, whole, message)]);
    }
    let value = sources.add(format!("--set {path}"), text);
    let parsed = yaml::parse(sources, value, INVALID_YAML);
    if !parsed.problems.is_empty() {
        return Err(parsed.problems);
    }
    let leaf = parsed.documents.into_iter().next().unwrap_or_else(|| Node {
        span: Span::start_of(value),
        value: Value::Scalar(yaml::Scalar { text: text.trim().to_owned(), plain: true }),
    });
    let values = keys.iter().rev().fold(leaf, |value, key| Node {
        span: whole,
        value: Value::Mapping(Mapping { entries: vec![Entry { key: (*key).to_owned(), key_span: whole, value }] }),
    });
    Ok(Override { pack: pack.to_owned(), values, span: whole })
}
