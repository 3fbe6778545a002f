//! The credential helpers that a configuration file names.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::credential_problem::CredentialProblem;

/// The parts of a configuration file that name programs.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Helpers {
    creds_store: Option<String>,
    cred_helpers: Option<Map<String, Value>>,
}

/// Checks the names of the helpers. A helper is a program on the search path: with a `/` in its name it would be any program
/// at all.
///
/// # Errors
/// Fails when the file is not JSON of that shape, or a name holds other characters than those of a file name.
pub(super) fn check_names(path: &Path, bytes: &[u8]) -> Result<(), CredentialProblem> {
    let malformed = || CredentialProblem::Malformed { path: path.to_owned() };
    let helpers: Helpers = serde_json::from_slice(bytes).map_err(|_| malformed())?;
    let named = helpers.cred_helpers.iter().flat_map(Map::values).filter_map(Value::as_str);
    let is_plain =
        |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    if helpers.creds_store.as_deref().into_iter().chain(named).all(is_plain) {
        Ok(())
    } else {
        Err(CredentialProblem::HelperName { path: path.to_owned() })
    }
}
