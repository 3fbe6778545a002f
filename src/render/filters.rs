//! Filters of our own; every one is a pure function of its input.

use crate::yaml;
use minijinja::value::{Kwargs, ValueKind};
use minijinja::{Environment, Error, ErrorKind, State, Value, filters};
use sha2::{Digest, Sha256};

/// The deepest nesting that a manifest may have.
const DEPTH: usize = 128;

pub(super) fn add(environment: &mut Environment<'_>) {
    environment.add_filter("toyaml", to_yaml);
    environment.add_filter("tojson", to_json);
    environment.add_filter("string", string);
    environment.add_filter("sha256", sha256);
    environment.add_filter("seconds", seconds);
    environment.add_test("json", is_json);
    super::refuse::add(environment);
}

/// Writes a value as YAML without a newline at its end: a scalar on one line, a map or list as a block.
fn to_yaml(state: &mut State<'_, '_>, value: &Value) -> Result<String, Error> {
    charge(state, value, 0)?;
    let text = match (value.kind(), value.as_str()) {
        (ValueKind::Undefined, _) => return Err(Error::from(ErrorKind::UndefinedError)),
        (_, Some(text)) => yaml::to_yaml_scalar(text),
        _ => yaml::to_yaml(value),
    };
    let text = text.map_err(|error| Error::new(ErrorKind::BadSerialization, error.to_string()))?;
    Ok(text.trim_end_matches('\n').to_owned())
}

/// The engine's own, which takes the fuel when the text is there.
fn to_json(state: &mut State<'_, '_>, value: &Value, indent: Option<Value>, named: Kwargs) -> Result<Value, Error> {
    charge(state, value, 0)?;
    filters::tojson(value, indent, named)
}

/// The engine's own, likewise.
fn string(state: &mut State<'_, '_>, value: &Value) -> Result<Value, Error> {
    charge(state, value, 0)?;
    filters::string(state, value)
}

/// Takes the fuel for writing a value before it is written: lists can hold one list again and again, so that forty of them
/// stand for more text than any memory holds.
fn charge(state: &State<'_, '_>, value: &Value, depth: usize) -> Result<(), Error> {
    if depth > DEPTH {
        return Err(Error::new(ErrorKind::BadSerialization, format!("nested more than {DEPTH} levels deep")));
    }
    state.consume_fuel(1 + value.as_str().map_or(0, |text| text.len() as u64 / 8))?;
    match value.kind() {
        ValueKind::Seq | ValueKind::Iterable => value.try_iter()?.try_for_each(|item| charge(state, &item, depth + 1)),
        ValueKind::Map => value.try_iter()?.try_for_each(|key| {
            charge(state, &key, depth + 1)?;
            charge(state, &value.get_item(&key)?, depth + 1)
        }),
        _ => Ok(()),
    }
}

/// Returns the SHA-256 of a text in hexadecimal digits: an annotation with it restarts pods whose configuration changed.
fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Returns the length of a duration such as `1h30m` in seconds.
fn seconds(duration: &str) -> Result<u64, Error> {
    let invalid = || Error::new(ErrorKind::InvalidOperation, format!("`{duration}` is no duration such as 1h30m0s"));
    let parts = duration.split_inclusive(['h', 'm', 's']).map(|part| {
        let length = part.find(|letter: char| !letter.is_ascii_digit())?;
        let unit = match &part[length..] {
            "h" => 3600,
            "m" => 60,
            "s" => 1,
            _ => return None,
        };
        part[..length].parse::<u64>().ok()?.checked_mul(unit)
    });
    let total = parts.reduce(|total, part| total?.checked_add(part?));
    total.flatten().ok_or_else(invalid)
}

/// Says whether a text is JSON.
fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{is_json, seconds};

    #[test]
    fn durations_are_compared_as_seconds() {
        let lengths = ["33h36m0s", "1h", "60m", "90s", "1m30s"].map(|text| seconds(text).unwrap());
        assert_eq!(lengths, [120_960, 3600, 3600, 90, 90]);
        for text in ["", "1", "h", "1d", "1h 2m", "1.5h", "-1h", "99999999999999999999h", "9999999999999999999h"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }

    #[test]
    fn json_is_one_value() {
        assert!(is_json(r#"[{"op": "remove", "path": "/spec"}]"#));
        assert!(!is_json("spec: {}") && !is_json("{} {}") && !is_json(""));
    }
}
