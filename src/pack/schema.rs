//! The JSON Schema of a pack's values.

use crate::yaml::Node;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// A schema with its places, and what those do not change.
#[derive(Clone, Debug)]
pub struct Schema {
    tree: Node,
    compiled: Arc<Compiled>,
}

/// A schema as JSON, compiled when something is first checked against it.
#[derive(Debug)]
struct Compiled {
    json: Value,
    validator: OnceLock<Result<Validator, ValidationError<'static>>>,
}

/// The schemas in the binary are the same in every run of a process, and compiling one takes longer than a whole render.
static EMBEDDED: Mutex<BTreeMap<String, Arc<Compiled>>> = Mutex::new(BTreeMap::new());

impl Schema {
    /// Takes the schema of a user's pack.
    pub(super) fn new(tree: Node) -> Self {
        let compiled = Arc::new(Compiled::new(&tree));
        Self { tree, compiled }
    }

    /// Takes the schema of a pack that comes with vmopack.
    pub(super) fn embedded(pack: &str, tree: Node) -> Self {
        let mut known = EMBEDDED.lock().unwrap_or_else(PoisonError::into_inner);
        let compiled = known.entry(pack.to_owned()).or_insert_with(|| Arc::new(Compiled::new(&tree))).clone();
        Self { tree, compiled }
    }

    /// Returns the schema with its places.
    pub(crate) fn tree(&self) -> &Node {
        &self.tree
    }

    /// Returns the schema as JSON.
    pub fn json(&self) -> &Value {
        &self.compiled.json
    }

    /// Returns what checks values; `Err` says why this is not a JSON Schema.
    pub(crate) fn validator(&self) -> Result<&Validator, &ValidationError<'static>> {
        self.compiled.validator.get_or_init(|| Validator::new(&self.compiled.json)).as_ref()
    }
}

impl Compiled {
    fn new(tree: &Node) -> Self {
        Self { json: tree.to_json(), validator: OnceLock::new() }
    }
}
