//! Filters of our own; every one is a pure function of its input.

use crate::yaml;
use minijinja::value::ValueKind;
use minijinja::{Environment, Error, ErrorKind, Value};
use sha2::{Digest, Sha256};

pub(super) fn add(environment: &mut Environment<'_>) {
    environment.add_filter("toyaml", to_yaml);
    environment.add_filter("sha256", sha256);
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
