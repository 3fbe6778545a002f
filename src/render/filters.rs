//! Filters of our own; every one is a pure function of its input.

use crate::yaml;
use minijinja::value::{Kwargs, StringInput, ValueKind};
use minijinja::{Environment, Error, ErrorKind, State, Value, filters};
use sha2::{Digest, Sha256};

/// The most that one filter may make of a text: as much as a template may print.
const RESULT_LIMIT: usize = 8 * 1024 * 1024;

pub(super) fn add(environment: &mut Environment<'_>) {
    environment.add_filter("toyaml", to_yaml);
    environment.add_filter("sha256", sha256);
    environment.add_filter("indent", indent);
    environment.add_filter("replace", replace);
    super::refuse::add(environment);
}

/// Writes a value as YAML without a newline at its end: a scalar on one line, a map or list as a block.
fn to_yaml(value: &Value) -> Result<String, Error> {
    let text = match (value.kind(), value.as_str()) {
        (ValueKind::Undefined, _) => return Err(Error::from(ErrorKind::UndefinedError)),
        (_, Some(text)) => yaml::to_yaml_scalar(text),
        _ => yaml::to_yaml(value),
    };
    let text = text.map_err(|error| Error::new(ErrorKind::BadSerialization, error.to_string()))?;
    Ok(text.trim_end_matches('\n').to_owned())
}

/// Returns the SHA-256 of a text in hexadecimal digits: an annotation with it restarts pods whose configuration changed.
fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The engine's own, for results within the limit: a width is one number of the template, and can ask for all memory.
fn indent(
    text: StringInput<'_>,
    width: Option<usize>,
    first: Option<bool>,
    blank: Option<bool>,
    named: Kwargs,
) -> Result<Value, Error> {
    let spaces = width.map_or_else(|| named.get::<Option<usize>>("width"), |width| Ok(Some(width)))?.unwrap_or(4);
    limit(text.as_str().lines().count().saturating_mul(spaces))?;
    filters::indent(text, width, first, blank, named)
}

/// The engine's own, for results within the limit.
fn replace(
    state: &mut State<'_, '_>,
    text: StringInput<'_>,
    from: StringInput<'_>,
    to: StringInput<'_>,
) -> Result<Value, Error> {
    limit(text.as_str().matches(from.as_str()).count().saturating_mul(to.as_str().len()))?;
    filters::replace(state, text, from, to)
}

fn limit(bytes: usize) -> Result<(), Error> {
    if bytes <= RESULT_LIMIT {
        return Ok(());
    }
    Err(Error::new(ErrorKind::InvalidOperation, format!("the result would be larger than {RESULT_LIMIT} bytes")))
}
