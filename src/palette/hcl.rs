//! Writes HCL, laid out as `terraform fmt` does.

use std::fmt::Write as _;

/// Writes a text as a quoted string.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// Writes a text as a part of a quoted string that says the text and nothing else: HCL reads `${` and `%{` as the start of
/// an expression (<https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences>).
pub(super) fn escaped(text: &str) -> String {
    let mut written = String::new();
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            '$' | '%' if rest.peek() == Some(&'{') => written.extend([character, character]),
            control if control.is_control() => _ = write!(written, "\\u{:04x}", u32::from(control)),
            plain => written.push(plain),
        }
    }
    written
}

/// Writes attributes, each with its expression, with their signs in one column.
pub(super) fn attributes(indent: usize, attributes: &[(&str, String)]) -> String {
    let widest = attributes.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    attributes.iter().fold(String::new(), |mut text, (name, expression)| {
        let _ = writeln!(text, "{:indent$}{name:widest$} = {expression}", "");
        text
    })
}

/// Writes a block of attributes.
pub(super) fn block(indent: usize, header: &str, content: &[(&str, String)]) -> String {
    format!("{:indent$}{header} {{\n{}{:indent$}}}\n", "", attributes(indent + 2, content), "")
}

/// Makes a name that HCL takes for a label out of any text.
pub(super) fn identifier(text: &str) -> String {
    let fine = |character: char| if character.is_ascii_alphanumeric() { character.to_ascii_lowercase() } else { '_' };
    let name: String = text.chars().map(fine).collect();
    if name.starts_with(|first: char| first.is_ascii_lowercase()) { name } else { format!("r_{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_say_what_they_are_given() {
        for (text, expected) in [
            ("${x} $${y} %{ if } $ % {{ .spectro.var.a }}", r#""$${x} $$${y} %%{ if } $ % {{ .spectro.var.a }}""#),
            ("a \"b\" \\d\n\tü\u{7}\r", r#""a \"b\" \\d\n\tü\u0007\r""#),
            ("", r#""""#),
        ] {
            assert_eq!(quoted(text), expected);
        }
    }

    #[test]
    fn labels_are_identifiers() {
        for (text, expected) in [("Public Repo", "public_repo"), ("5-ü", "r_5__"), ("", "r_")] {
            assert_eq!(identifier(text), expected);
        }
    }
}
