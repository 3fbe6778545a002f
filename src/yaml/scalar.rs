//! What a plain (unquoted) scalar means to Kubernetes.
//!
//! The table is that of `sigs.k8s.io/yaml`, which kubectl, Helm and the API server's clients read manifests with:
//! <https://github.com/kubernetes-sigs/yaml/blob/master/goyaml.v2/resolve.go>.

/// A scalar after resolution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Resolved<'a> {
    /// Nothing, `~` or `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer that fits 64 bits with sign.
    Int(i64),
    /// An integer above the signed range.
    UInt(u64),
    /// Any other finite number.
    Float(f64),
    /// Text.
    String(&'a str),
}

/// Resolves a plain scalar. Infinities and NaN stay text: JSON, and so Kubernetes, has no such numbers.
pub(crate) fn resolve_plain(text: &str) -> Resolved<'_> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Resolved::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" | "true" | "True" | "TRUE" => Resolved::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" | "false" | "False" | "FALSE" => Resolved::Bool(false),
        _ if looks_numeric(text) => number(text).unwrap_or(Resolved::String(text)),
        _ => Resolved::String(text),
    }
}

fn looks_numeric(text: &str) -> bool {
    matches!(text.as_bytes().first(), Some(b'0'..=b'9' | b'+' | b'-' | b'.'))
}

fn number(text: &str) -> Option<Resolved<'static>> {
    // Go decides by the whole text what starts with a dot, and by the digits alone what starts otherwise.
    if text.starts_with('.') {
        return float(text);
    }
    let digits: String = text.chars().filter(|character| *character != '_').collect();
    integer(&digits).or_else(|| float(&digits))
}

fn integer(text: &str) -> Option<Resolved<'static>> {
    let (negative, magnitude) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (radix, digits) = radix_of(magnitude);
    if let Some(signed) = text.strip_prefix("0b").filter(|rest| rest.starts_with(['+', '-'])) {
        return i64::from_str_radix(signed, 2).ok().map(Resolved::Int);
    }
    if !digits.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let magnitude = u64::from_str_radix(digits, radix).ok()?;
    match (negative, i64::try_from(magnitude)) {
        (false, Ok(value)) => Some(Resolved::Int(value)),
        (false, Err(_)) => Some(Resolved::UInt(magnitude)),
        (true, Ok(value)) => Some(Resolved::Int(-value)),
        (true, Err(_)) => (magnitude == i64::MIN.unsigned_abs()).then_some(Resolved::Int(i64::MIN)),
    }
}

fn radix_of(text: &str) -> (u32, &str) {
    let prefix = text.get(..2).unwrap_or_default();
    match prefix {
        "0x" | "0X" => (16, &text[2..]),
        "0o" | "0O" => (8, &text[2..]),
        "0b" | "0B" => (2, &text[2..]),
        _ if text.len() > 1 && text.starts_with('0') => (8, &text[1..]),
        _ => (10, text),
    }
}

fn float(text: &str) -> Option<Resolved<'static>> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits_only = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let exponent_valid = exponent.is_none_or(|digits| !digits.is_empty() && digits_only(digits));
    let has_digits = !whole.is_empty() || !fraction.is_empty();
    if !(has_digits && digits_only(whole) && digits_only(fraction) && exponent_valid) {
        return None;
    }
    text.parse().ok().filter(|value: &f64| value.is_finite()).map(Resolved::Float)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_kubernetes() {
        for (text, expected) in [
            ("yes", Resolved::Bool(true)),
            ("OFF", Resolved::Bool(false)),
            ("tRUE", Resolved::String("tRUE")),
            ("0755", Resolved::Int(493)),
            ("0o755", Resolved::Int(493)),
            ("0x1F", Resolved::Int(31)),
            ("0b101", Resolved::Int(5)),
            ("1_000", Resolved::Int(1000)),
            ("-12", Resolved::Int(-12)),
            ("-9223372036854775808", Resolved::Int(i64::MIN)),
            ("18446744073709551615", Resolved::UInt(u64::MAX)),
            ("1e3", Resolved::Float(1000.0)),
            (".5", Resolved::Float(0.5)),
            ("1.", Resolved::Float(1.0)),
            ("08", Resolved::Float(8.0)),
            ("1234e567", Resolved::String("1234e567")),
            ("12:30:45", Resolved::String("12:30:45")),
            ("2026-01-01", Resolved::String("2026-01-01")),
            (".inf", Resolved::String(".inf")),
            ("1.2.3", Resolved::String("1.2.3")),
            ("+", Resolved::String("+")),
            ("0x", Resolved::String("0x")),
            ("~", Resolved::Null),
            ("", Resolved::Null),
        ] {
            assert_eq!(resolve_plain(text), expected, "{text:?}");
        }
    }
}
