//! Values in maps inside of maps.

use crate::yaml::{Path, PathStep};
use serde_json::{Map, Value};

/// Puts a value at a path, with the maps that lead there.
pub(super) fn put(root: &mut Value, path: &Path, value: Value) {
    let mut at = root;
    for step in path.steps() {
        let PathStep::Key(key) = step else { return };
        if !at.is_object() {
            *at = Value::from(Map::new());
        }
        let Value::Object(map) = at else { return };
        at = map.entry(key.clone()).or_insert(Value::Null);
    }
    *at = value;
}
