//! What happens to something.

use crate::diff::change::{Change, Direction, Pair};
use crate::diff::fields::FieldChange;
use serde::Serialize;
use serde_json::Value;

/// Something before and after; null where it is not there.
#[derive(Serialize)]
pub(super) struct JsonPair<T> {
    old: Option<T>,
    new: Option<T>,
}

impl<'a> From<&'a Pair<String>> for JsonPair<&'a str> {
    fn from(pair: &'a Pair<String>) -> Self {
        Self { old: pair.old.as_deref(), new: pair.new.as_deref() }
    }
}

impl From<&Pair<i64>> for JsonPair<i64> {
    fn from(pair: &Pair<i64>) -> Self {
        Self { old: pair.old, new: pair.new }
    }
}

/// A field that changes; a key is left out where the field is not there, since it may be there and null.
#[derive(Serialize)]
pub(super) struct JsonField<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<&'a Value>,
}

impl<'a> JsonField<'a> {
    pub(super) fn all(fields: &'a [FieldChange]) -> Vec<Self> {
        fields
            .iter()
            .map(|field| Self { path: &field.path, old: field.old.as_ref(), new: field.new.as_ref() })
            .collect()
    }
}

pub(super) fn word(change: Change) -> &'static str {
    match change {
        Change::Added => "added",
        Change::Removed => "removed",
        Change::Changed => "changed",
    }
}

pub(super) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Upgrade => "upgrade",
        Direction::Downgrade => "downgrade",
    }
}
