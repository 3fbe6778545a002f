//! Variables of a cluster profile.

use super::fields::{self, FieldChange};
use crate::profile::Variable;
use serde_json::{Value, json};

/// Compares the variables of two profiles. Defaults that Palette would mask are not shown.
pub(super) fn compare(old: &[Variable], new: &[Variable]) -> Vec<FieldChange> {
    let is_sensitive = |name: &str| old.iter().chain(new).any(|variable| variable.sensitive && variable.name == name);
    let map = |variables: &[Variable]| -> Value {
        variables
            .iter()
            .map(|variable| (variable.name.clone(), said(variable)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let changes = fields::compare(&map(old), &map(new)).into_iter();
    changes.map(|change| if is_sensitive(name(&change.path)) { masked(change) } else { change }).collect()
}

fn said(variable: &Variable) -> Value {
    json!({
        "displayName": variable.display_name,
        "description": variable.description,
        "format": variable.format,
        "default": variable.default,
        "regex": variable.regex,
        "required": variable.required,
        "immutable": variable.immutable,
        "hidden": variable.hidden,
        "sensitive": variable.sensitive,
    })
}

fn name(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}

fn masked(change: FieldChange) -> FieldChange {
    let is_default = change.path.ends_with(".default");
    let mask = |value: Value| match value {
        Value::Object(mut map) => {
            if let Some(default) = map.get_mut("default").filter(|default| !default.is_null()) {
                *default = Value::from(super::secrets::HIDDEN);
            }
            Value::Object(map)
        }
        Value::String(_) if is_default => Value::from(super::secrets::HIDDEN),
        value => value,
    };
    FieldChange { old: change.old.map(mask), new: change.new.map(mask), ..change }
}
