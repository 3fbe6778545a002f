//! Decodes the text of a JSON string and remembers where each part came from.

use crate::source::SliceMap;

/// Decodes the inside of a JSON string literal (without its quotes) that starts at `offset` of its source.
///
/// Returns the text and the map of its positions, or `None` when an escape is malformed (RFC 8259, section 7).
pub(crate) fn decode_string(literal: &str, offset: usize) -> Option<(String, SliceMap)> {
    let mut text = String::with_capacity(literal.len());
    let mut map = SliceMap::new([(0, offset)]);
    let mut rest = literal;
    while let Some(escape) = rest.find('\\') {
        text.push_str(&rest[..escape]);
        map.push(text.len(), offset + (literal.len() - rest.len()) + escape);
        let (character, length) = decode_escape(&rest[escape..])?;
        text.push(character);
        rest = &rest[escape + length..];
        map.push(text.len(), offset + literal.len() - rest.len());
    }
    text.push_str(rest);
    Some((text, map))
}

/// Decodes one escape; returns the character and the length of the escape.
fn decode_escape(text: &str) -> Option<(char, usize)> {
    let character = match text.as_bytes().get(1)? {
        b'n' => '\n',
        b't' => '\t',
        b'r' => '\r',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'u' => return decode_unicode(text),
        byte @ (b'"' | b'\\' | b'/') => char::from(*byte),
        _ => return None,
    };
    Some((character, 2))
}

fn decode_unicode(text: &str) -> Option<(char, usize)> {
    let first = hex(text.get(2..6)?)?;
    if !(0xd800..0xdc00).contains(&first) {
        return char::from_u32(first).map(|character| (character, 6));
    }
    let second = hex(text.get(6..12)?.strip_prefix("\\u")?)?;
    if !(0xdc00..0xe000).contains(&second) {
        return None;
    }
    let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
    char::from_u32(code).map(|character| (character, 12))
}

fn hex(digits: &str) -> Option<u32> {
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_keep_their_places() {
        let (text, map) = decode_string(r#"a\nb\"c\u00e4d\ud83d\ude00e"#, 100).expect("valid");
        assert_eq!(text, "a\nb\"cäd😀e");
        let outer = |part: &str| map.outer(text.find(part).expect("part"));
        assert_eq!(
            ["a", "\n", "b", "\"", "c", "ä", "d", "😀", "e"].map(outer),
            [100, 101, 103, 104, 106, 107, 113, 114, 126]
        );
    }

    #[test]
    fn malformed_escapes_are_refused() {
        for literal in [r"\x", r"\u12", r"\ud83d", r"\ud83d\u0041", r"\u+123", "\\"] {
            assert!(decode_string(literal, 0).is_none(), "{literal}");
        }
    }
}
