//! Puts default values back into the manifests of a pack that vmopack built: the inverse of `helm.rs`.
//!
//! Only the expressions that vmopack writes are understood. A manifest with any other is a template of somebody else,
//! of which nothing certain can be said without Helm.

use crate::yaml::{Node, Path, PathStep};

/// Returns a manifest with the values that Palette would put there if nobody changed them; `None` when it holds an
/// expression that vmopack does not write, or a value that is not there.
pub(crate) fn with_defaults(text: &str, values: Option<&Node>) -> Option<String> {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        result.push_str(&rest[..start]);
        let mut reader = Reader { rest: &rest[start + 2..], values };
        result.push_str(&reader.expression()?);
        rest = reader.rest;
    }
    result.push_str(rest);
    Some(result)
}

/// Reads one expression from behind its opening braces to behind its closing ones.
struct Reader<'a> {
    rest: &'a str,
    values: Option<&'a Node>,
}

impl Reader<'_> {
    fn expression(&mut self) -> Option<String> {
        self.skip_blanks();
        let printed = if self.rest.starts_with('"') {
            self.quoted()?
        } else if self.take("printf ") {
            self.printf()?
        } else {
            self.filtered()?
        };
        self.skip_blanks();
        self.take("}}").then_some(printed)
    }

    /// `.Values.a | toJson`, or the pipeline of a boolean or number that a macro gives.
    fn filtered(&mut self) -> Option<String> {
        let value = self.value()?;
        self.skip_blanks();
        if self.checked() {
            return Some(scalar_of(&value).unwrap_or_else(|| value.to_string()));
        }
        self.take("|").then(|| self.skip_blanks())?;
        self.take("toJson").then(|| value.to_string())
    }

    /// `| toJson | trimAll "\"" | regexFind "^-?…$" | required "…"`.
    fn checked(&mut self) -> bool {
        let start = self.rest;
        let found = self.take(r#"| toJson | trimAll "\"" | regexFind "#)
            && self.quoted().is_some()
            && self.take(" | required ")
            && self.quoted().is_some();
        if !found {
            self.rest = start;
        }
        found
    }

    /// `"a %s" (toString .Values.a) | toJson`, behind `printf`.
    fn printf(&mut self) -> Option<String> {
        self.skip_blanks();
        let format = self.quoted()?;
        let mut text = String::new();
        let mut pieces = format.split("%s");
        text.push_str(&pieces.next()?.replace("%%", "%"));
        for piece in pieces {
            self.skip_blanks();
            text.push_str(&self.argument()?);
            text.push_str(&piece.replace("%%", "%"));
        }
        self.skip_blanks();
        (self.take("|")).then(|| self.skip_blanks())?;
        self.take("toJson").then(|| serde_json::Value::from(text).to_string())
    }

    fn argument(&mut self) -> Option<String> {
        self.take("(").then_some(())?;
        let as_json = self.take("toJson ");
        let as_text = self.take("toString ");
        let value = self.value()?;
        self.skip_blanks();
        (as_json || as_text || self.checked()).then_some(())?;
        self.take(")").then(|| if as_json { value.to_string() } else { plain(&value) })
    }

    /// `.Values.a.b`, or `(index .Values "a" 0)`.
    fn value(&mut self) -> Option<serde_json::Value> {
        let mut path = Path::default();
        if self.take("(index .Values") {
            while self.take(" ") {
                path = if self.rest.starts_with('"') { path.key(&self.quoted()?) } else { path.index(self.number()?) };
            }
            self.take(")").then_some(())?;
        } else {
            self.take(".Values").then_some(())?;
            while self.take(".") {
                let end = self.rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')?;
                path = path.key(&self.rest[..end]);
                self.rest = &self.rest[end..];
            }
        }
        path.steps().iter().all(|step| *step != PathStep::Key(String::new())).then_some(())?;
        Some(path.find(self.values?)?.to_json())
    }

    /// A string of the Go template language, which vmopack writes as JSON.
    fn quoted(&mut self) -> Option<String> {
        let mut strings = serde_json::Deserializer::from_str(self.rest).into_iter::<String>();
        let text = strings.next()?.ok()?;
        self.rest = &self.rest[strings.byte_offset()..];
        Some(text)
    }

    fn number(&mut self) -> Option<usize> {
        let end = self.rest.find(|digit: char| !digit.is_ascii_digit())?;
        let number = self.rest[..end].parse().ok()?;
        self.rest = &self.rest[end..];
        Some(number)
    }

    fn take(&mut self, token: &str) -> bool {
        let rest = self.rest.strip_prefix(token);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }
}

/// Returns the boolean or number that a text says.
fn scalar_of(value: &serde_json::Value) -> Option<String> {
    let text = value.as_str()?;
    let said: serde_json::Value = serde_json::from_str(text).ok()?;
    (said.is_boolean() || said.is_number()).then(|| text.to_owned())
}

fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::with_defaults;
    use crate::diagnostic::Id;
    use crate::source::Sources;
    use crate::yaml;

    fn filled(text: &str) -> Option<String> {
        let values =
            "{n: 3, on: true, t: 'a \"b\"', m: {x-y: [1, {z: deep}]}, macro: '5', open: '{{ .spectro.var.x }}'}";
        let mut sources = Sources::new();
        let source = sources.add("values.yaml", values);
        let parsed = yaml::parse(&sources, source, Id::new("pack/invalid-yaml"));
        with_defaults(text, parsed.documents.first())
    }

    #[test]
    fn what_vmopack_writes_is_read_back() {
        for (text, expected) in [
            ("a: 1\n", "a: 1\n"),
            ("a: {{ .Values.n | toJson }}\nb: {{ .Values.on | toJson }}", "a: 3\nb: true"),
            ("a: {{ .Values.t | toJson }}", r#"a: "a \"b\"""#),
            (r#"a: {{ .Values.macro | toJson | trimAll "\"" | regexFind "^5$" | required "5" }}"#, "a: 5"),
            (r#"a: {{ .Values.n | toJson | trimAll "\"" | regexFind "^3$" | required "3" }}"#, "a: 3"),
            (
                r#"a: {{ .Values.open | toJson | trimAll "\"" | regexFind "^5$" | required "5" }}"#,
                r#"a: "{{ .spectro.var.x }}""#,
            ),
            (
                r#"a: {{ printf "x%s" (.Values.macro | toJson | trimAll "\"" | regexFind "^5$" | required "5") | toJson }}"#,
                r#"a: "x5""#,
            ),
            (r#"a: {{ (index .Values "m" "x-y" 1 "z") | toJson }}"#, r#"a: "deep""#),
            (
                r#"a: {{ printf "100%% of %s: %s" (toJson .Values.n) (toString .Values.t) | toJson }}"#,
                r#"a: "100% of 3: a \"b\"""#,
            ),
            (r#"a: {{ "{{" }} b }}"#, "a: {{ b }}"),
        ] {
            assert_eq!(filled(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_others_write_is_left_alone() {
        for text in [
            "{{ if .Values.on }}a: 1{{ end }}",
            "a: {{ .Values.n }}",
            "a: {{ .Values.missing | toJson }}",
            "a: {{ .Values.t | quote }}",
            "a: {{ .Values.n | toJson",
            r#"a: {{ .Values.n | toJson | trimAll "\"" }}"#,
            "a: {{ include \"x\" . }}",
            "a: {{ \"open",
            "a: {{",
            "a: {{ .Values. | toJson }}",
            r#"a: {{ printf "%s" | toJson }}"#,
        ] {
            assert_eq!(filled(text), None, "{text}");
        }
    }
}
