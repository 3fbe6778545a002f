//! What must not be printed: a comparison ends up in logs.

use super::fields::FieldChange;
use serde_json::Value;

/// What stands in the place of a secret; that it changes is still told.
pub(super) const HIDDEN: &str = "(hidden)";
/// How the names of keys end that hold secrets, in lower case, without dashes, underscores and a plural.
const ENDINGS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "credential",
    "apikey",
    "accesskey",
    "secretkey",
    "privatekey",
];

/// Hides the secrets of a field; `is_secret` says that it is one of a `Secret`.
pub(super) fn hide(field: FieldChange, is_secret: bool) -> FieldChange {
    let FieldChange { path, old, new } = field;
    let is_data = is_secret && matches!(path.split(['.', '[']).next(), Some("data" | "stringData"));
    let is_named = names_secret(&path);
    let hide = |value| if is_data { hidden(value) } else { masked(value, is_named) };
    let (old, new) = (old.map(hide), new.map(hide));
    FieldChange { path, old, new }
}

/// Says whether a path ends at a secret: at a key that is called so, or at the value of an item that is.
fn names_secret(path: &str) -> bool {
    let mut parts = path.split(['.', '[', ']', '"']).filter(|part| !part.is_empty()).rev();
    let parts = parts.by_ref().skip_while(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    let mut parts = parts.take(2);
    match (parts.next(), parts.next()) {
        (Some("value"), Some(name)) => is_secret_key(name),
        (Some(key), _) => is_secret_key(key),
        _ => false,
    }
}

fn is_secret_key(key: &str) -> bool {
    let key: String = key.chars().filter(|letter| letter.is_alphanumeric()).collect();
    let key = key.to_lowercase();
    let key = key.strip_suffix('s').unwrap_or(&key);
    ENDINGS.iter().any(|ending| key.ends_with(ending))
}

/// Hides texts and numbers, wherever they are.
fn hidden(value: Value) -> Value {
    match value {
        Value::Object(map) => map.into_iter().map(|(key, value)| (key, hidden(value))).collect(),
        Value::Array(items) => items.into_iter().map(hidden).collect(),
        value => masked(value, true),
    }
}

/// Hides texts and numbers under the keys of secrets. A map is no secret for its own name: many only say where one is.
fn masked(value: Value, is_named: bool) -> Value {
    match value {
        Value::Object(map) => {
            let of_item = map.get("name").and_then(Value::as_str).is_some_and(is_secret_key);
            let named = |key: &str| is_secret_key(key) || (of_item && key == "value");
            let entries = map.into_iter().map(|(key, value)| {
                let is_named = named(&key);
                (key, masked(value, is_named))
            });
            entries.collect()
        }
        Value::Array(items) => items.into_iter().map(|item| masked(item, is_named)).collect(),
        Value::String(_) | Value::Number(_) if is_named => Value::from(HIDDEN),
        value => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn shown(path: &str, value: Value, is_secret: bool) -> Value {
        let field = FieldChange { path: path.to_owned(), old: None, new: Some(value) };
        hide(field, is_secret).new.unwrap_or_default()
    }

    #[test]
    fn secrets_are_hidden() {
        for (path, value, is_secret, expected) in [
            ("stringData.user", json!("x"), true, json!("(hidden)")),
            (
                "data",
                json!({"a": "eA==", "b": ["x", 1]}),
                true,
                json!({"a": "(hidden)", "b": ["(hidden)", "(hidden)"]}),
            ),
            (r#"data["tls.key"]"#, json!("x"), true, json!("(hidden)")),
            ("spec.adminPassword", json!(1234), false, json!("(hidden)")),
            ("auth.client_secret", json!("x"), false, json!("(hidden)")),
            ("tokens[0]", json!("x"), false, json!("(hidden)")),
            ("env[DB_PASSWORD].value", json!("x"), false, json!("(hidden)")),
            (
                "env[X]",
                json!({"name": "API-KEY", "value": "x"}),
                false,
                json!({"name": "API-KEY", "value": "(hidden)"}),
            ),
            ("auth", json!({"cookieSecret": "x", "n": 1}), false, json!({"cookieSecret": "(hidden)", "n": 1})),
        ] {
            assert_eq!(shown(path, value, is_secret), expected, "{path}");
        }
    }

    #[test]
    fn what_only_names_a_secret_is_shown() {
        for (path, value, is_secret) in [
            ("metadata.labels.a", json!("x"), true),
            ("database", json!("x"), true),
            ("volumes[x].secret", json!({"secretName": "x"}), false),
            ("spec.automountServiceAccountToken", json!(false), false),
            ("imagePullSecrets", json!([{"name": "x"}]), false),
            ("properties.password.type", json!("string"), false),
            ("env[DB_PASSWORD].valueFrom", json!({"secretKeyRef": {"name": "x", "key": "y"}}), false),
        ] {
            assert_eq!(shown(path, value.clone(), is_secret), value, "{path}");
        }
    }
}
