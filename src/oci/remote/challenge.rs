//! `WWW-Authenticate`: how a registry asks who we are ([RFC 9110, 11.6.1]).
//!
//! It is read here and not by `http-auth`, which gives up a whole header for one challenge with a token, such as
//! `Negotiate YII=, Basic realm="x"`, and so loses the challenge that we could answer.
//!
//! [RFC 9110, 11.6.1]: https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1

/// One way to authenticate that a registry offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Challenge {
    /// The scheme in lower case, such as `basic` or `bearer`.
    pub(super) scheme: String,
    /// Names in lower case, with their values.
    pub(super) parameters: Vec<(String, String)>,
}

/// Reads all challenges of one header value. What cannot be read is skipped: another challenge may be usable.
pub(super) fn parse(header: &str) -> Vec<Challenge> {
    let mut challenges: Vec<Challenge> = Vec::new();
    for item in split_outside_quotes(header) {
        let (scheme, parameter) = split_scheme(item);
        if let Some(scheme) = scheme {
            challenges.push(Challenge { scheme: scheme.to_ascii_lowercase(), parameters: Vec::new() });
        }
        let Some((name, value)) = parameter.split_once('=') else {
            continue;
        };
        if let Some(challenge) = challenges.last_mut() {
            challenge.parameters.push((name.trim().to_ascii_lowercase(), unquote(value.trim())));
        }
    }
    challenges
}

/// Splits at commas, but not at those between quotation marks.
fn split_outside_quotes(header: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    let mut escaped = false;
    let parts = header.split(move |character: char| {
        let ends = character == ',' && !quoted;
        quoted ^= character == '"' && !escaped;
        escaped = quoted && character == '\\' && !escaped;
        ends
    });
    parts.map(str::trim).filter(|part| !part.is_empty())
}

/// Separates `Bearer realm="x"` into scheme and parameter; further items are a parameter or a scheme alone.
fn split_scheme(item: &str) -> (Option<&str>, &str) {
    let is_token = |text: &str| !text.is_empty() && !text.contains(['=', '"']);
    match item.split_once(char::is_whitespace) {
        Some((scheme, rest)) if is_token(scheme) && !rest.trim_start().starts_with('=') => {
            (Some(scheme), rest.trim_start())
        }
        None if is_token(item) => (Some(item), ""),
        _ => (None, item),
    }
}

fn unquote(value: &str) -> String {
    let Some(inner) = value.strip_prefix('"') else {
        return value.to_owned();
    };
    let mut text = String::new();
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => text.extend(characters.next()),
            character => text.push(character),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(header: &str) -> String {
        let show = |challenge: &Challenge| {
            let parameters = challenge.parameters.iter().map(|(name, value)| format!(" {name}=<{value}>"));
            format!("{}{}", challenge.scheme, parameters.collect::<String>())
        };
        parse(header).iter().map(show).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn challenges_of_many_registries() {
        for (header, expected) in [
            (r#"Basic realm="Registry Realm""#, "basic realm=<Registry Realm>"),
            (r#"BASIC realm="Sonatype Nexus""#, "basic realm=<Sonatype Nexus>"),
            ("Basic", "basic"),
            ("basic realm=x", "basic realm=<x>"),
            (
                r#"Bearer realm="https://auth.example/token",service="registry",scope="repository:a:pull,push""#,
                "bearer realm=<https://auth.example/token> service=<registry> scope=<repository:a:pull,push>",
            ),
            (r#"Negotiate, Basic realm="a, b""#, "negotiate; basic realm=<a, b>"),
            (r#"Bearer realm="x", Basic realm="y""#, "bearer realm=<x>; basic realm=<y>"),
            (
                r#"Digest qop="auth, auth-int", nonce="a\"b,c", Basic realm=z"#,
                r#"digest qop=<auth, auth-int> nonce=<a"b,c>; basic realm=<z>"#,
            ),
            (r#"Bearer REALM = "x" , Service="y""#, "bearer realm=<x> service=<y>"),
            (r#"Negotiate YII=, Basic realm="x""#, "negotiate yii=<>; basic realm=<x>"),
            (",, ,", ""),
            ("", ""),
            (r#"Basic realm="unterminated, Bearer x=y"#, "basic realm=<unterminated, Bearer x=y>"),
            (r#"="x""#, ""),
        ] {
            assert_eq!(show(header), expected, "{header}");
        }
    }
}
