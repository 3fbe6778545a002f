//! What is wrong with a file that a profile names, as the text of a finding.

use std::error::Error;

/// Returns the text of an error with that of its cause.
pub(crate) fn with_cause(error: &dyn Error) -> String {
    error.source().map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
}
