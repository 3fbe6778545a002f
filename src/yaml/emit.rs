//! Writes YAML that Go's readers read back unchanged.

use serde::ser::{Error as _, SerializeMap};
use serde::{Serialize, Serializer};
use serde_json::Value;
use serde_saphyr::{DoubleQuoted, SerializerOptions, ser};

fn options() -> SerializerOptions {
    let mut options = SerializerOptions::default();
    // Long lines stay whole: folding reads back the same, but makes for diffs that nobody can read.
    options.folded_wrap_chars = 1_000_000;
    options
}

/// Writes a value as block YAML that ends with a newline.
///
/// # Errors
/// Fails when the value cannot be a YAML document, such as a map whose keys are maps.
pub fn to_yaml<T: Serialize>(value: &T) -> Result<String, ser::Error> {
    let value = serde_json::to_value(value).map_err(ser::Error::custom)?;
    let mut text = serde_saphyr::to_string_with_options(&Written(&value), options())?;
    if !text.ends_with('\n') {
        text.push('\n');
    }
    Ok(text)
}

/// Writes a string as one scalar on one line, quoted where Go would otherwise read something else.
///
/// # Errors
/// Never in practice: every string can be written.
pub(crate) fn to_yaml_scalar(text: &str) -> Result<String, ser::Error> {
    let mut options = options();
    options.prefer_block_scalars = false;
    let written = serde_saphyr::to_string_with_options(&text, options)?;
    Ok(written.trim_end_matches('\n').to_owned())
}

/// A value whose texts are written in a style that every reader takes.
struct Written<'a>(&'a Value);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::String(text) if !fits_block(text) => DoubleQuoted(text).serialize(serializer),
            Value::Array(items) => serializer.collect_seq(items.iter().map(Written)),
            Value::Object(map) => {
                let mut entries = serializer.serialize_map(Some(map.len()))?;
                map.iter().try_for_each(|(key, value)| entries.serialize_entry(key, &Written(value)))?;
                entries.end()
            }
            other => other.serialize(serializer),
        }
    }
}

/// Go's readers refuse a block whose first line starts with a tab, since they look for its indentation there.
fn fits_block(text: &str) -> bool {
    !text.trim_start_matches(['\n', ' ']).starts_with('\t')
}
