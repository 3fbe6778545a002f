//! What shares the cluster with the inputs.

use super::{AssessError, Prepared, Seen};
use crate::cluster::Layer;
use crate::diagnostic::{Diagnostic, Id};
use crate::input::{InputError, read_shared};
use crate::resolve::with_cause;
use crate::source::{Sources, Span};
use std::path::PathBuf;

const UNREADABLE_FILE: Id = Id::new("profile/unreadable-file");

/// Reads what shares the cluster: what the profile names, and what the caller gives. What was read before, as an input or
/// under another name, is not read again.
pub(super) fn read(
    prepared: Option<&Prepared>,
    given: &[PathBuf],
    seen: &mut Seen,
    sources: &mut Sources,
) -> Result<Vec<Layer>, AssessError> {
    let profile = prepared.map(|prepared| &prepared.rendered().profile);
    let named = profile.into_iter().flat_map(|profile| {
        profile.target.with.iter().map(|file| (profile.directory.join(&file.value), Some(file.span)))
    });
    let given = given.iter().map(|path| (path.clone(), None));
    let mut layers = Vec::new();
    for (path, place) in named.chain(given) {
        if seen.is_new(&path) {
            let found = read_shared(&path, sources);
            layers.extend(found.map_err(|error| explain(error, place, sources))?);
        }
    }
    Ok(layers)
}

/// A file that the profile names is a mistake of the profile, as with files of manifests.
fn explain(error: InputError, place: Option<Span>, sources: &Sources) -> AssessError {
    match (error, place) {
        (InputError::Invalid(problems), _) => AssessError::findings(problems, sources),
        (error, Some(place)) => {
            let problem = Diagnostic::error(UNREADABLE_FILE, place, with_cause(&error));
            AssessError::findings(vec![problem], sources)
        }
        (error, None) => AssessError::Context(error),
    }
}
