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
    environment.add_filter("seconds", seconds);
    environment.add_test("json", is_json);
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
