//! Forms of the texts in `pack.yaml` that end up in comments, commands and labels.

use crate::decode::{Decoder, Fields};

/// Reads a text of one line that must be there.
pub(super) fn text(decoder: &mut Decoder, fields: &Fields<'_>, key: &str) -> Option<String> {
    decoder.required(fields, key).and_then(|node| decoder.parsed(node, one_line)).map(|text| text.value)
}

/// Reads a text of one line; empty when it is not there.
pub(super) fn optional_text(decoder: &mut Decoder, fields: &Fields<'_>, key: &str) -> String {
    fields.get(key).and_then(|node| decoder.parsed(node, one_line)).map(|text| text.value).unwrap_or_default()
}

/// Takes a text that stays on its line wherever it is written: in a comment of `values.yaml`, or on a terminal.
fn one_line(text: &str) -> Result<String, String> {
    let breaks = |character: char| character.is_control() || "\u{2028}\u{2029}".contains(character);
    if text.contains(breaks) {
        return Err("the text must be one line without control characters".to_owned());
    }
    Ok(text.to_owned())
}

/// Takes a key of a label
/// (<https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set>).
pub(super) fn label_key(text: &str) -> Result<String, String> {
    let (prefix, name) = text.split_once('/').map_or((None, text), |(prefix, name)| (Some(prefix), name));
    if name.is_empty() || !is_label_text(name) || !prefix.is_none_or(is_domain) {
        return Err(format!("`{}` is no key of a label: write NAME or DOMAIN/NAME", text.escape_debug()));
    }
    Ok(text.to_owned())
}

/// Takes a value of a label.
pub(super) fn label_value(text: &str) -> Result<String, String> {
    if !is_label_text(text) {
        let rule = "use letters, digits, inner hyphens, dots and underscores, at most 63";
        return Err(format!("`{}` is no value of a label: {rule}", text.escape_debug()));
    }
    Ok(text.to_owned())
}

fn is_label_text(text: &str) -> bool {
    let outer = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._".contains(byte);
    bytes.len() <= 63 && bytes.iter().all(allowed) && outer(bytes.first()) && outer(bytes.last())
}

fn is_domain(text: &str) -> bool {
    let fine = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let part =
        |part: &str| !part.is_empty() && part.bytes().all(fine) && !part.starts_with('-') && !part.ends_with('-');
    text.len() <= 253 && text.split('.').all(part)
}

#[cfg(test)]
mod tests {
    use super::{label_key, label_value, one_line};

    #[test]
    fn labels_are_those_of_kubernetes() {
        let long = "a".repeat(64);
        for key in ["a", "A.b_c-9", "pod-security.kubernetes.io/enforce", &long[1..]] {
            assert!(label_key(key).is_ok(), "{key}");
        }
        for key in ["", "/a", "a/", "a/b/c", "A.b/c", "-a", "a b", "a;b", "a=b", "a,b", "$(a)", "a..b/c", "ü", &long] {
            assert!(label_key(key).is_err(), "{key}");
        }
        for value in ["", "restricted", "v1.35", "A_b", &long[1..]] {
            assert!(label_value(value).is_ok(), "{value}");
        }
        for value in ["b; rm -rf $HOME", "a\nb", "-a", "a.", "a,b", "a=b", "'", "\u{1b}[2J", &long] {
            assert!(label_value(value).is_err(), "{value}");
        }
    }

    #[test]
    fn texts_stay_on_their_line() {
        assert!(one_line("Machine names: ü, # and \"quotes\"").is_ok());
        for text in ["a\nb", "a\r", "a\u{1b}[2J", "a\u{85}b", "a\u{2028}b", "a\u{7f}"] {
            assert!(one_line(text).is_err(), "{text:?}");
        }
    }
}
