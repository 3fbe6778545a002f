//! Writes YAML that Go's readers read back unchanged.

use serde::Serialize;
use serde_saphyr::{SerializerOptions, ser};

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
    let mut text = serde_saphyr::to_string_with_options(value, options())?;
    if !text.ends_with('\n') {
        text.push('\n');
    }
    Ok(text)
}

/// Writes a string as one scalar on one line, quoted where Go would otherwise read something else.
///
/// # Errors
/// Never in practice: every string can be written.
pub fn to_yaml_scalar(text: &str) -> Result<String, ser::Error> {
    let mut options = options();
    options.prefer_block_scalars = false;
    let written = serde_saphyr::to_string_with_options(&text, options)?;
    Ok(written.trim_end_matches('\n').to_owned())
}
