//! `refuse(path, reason)`: how a template says that it cannot do what a value asks for.

use crate::diagnostic::{Diagnostic, Id};
use crate::resolve::ResolvedPack;
use crate::yaml::Path;
use minijinja::{Environment, Error, ErrorKind, Value};

const REFUSED: Id = Id::new("values/refused");

/// What a template said.
#[derive(Debug, thiserror::Error)]
#[error("{path} {reason}")]
struct Refusal {
    path: String,
    reason: String,
}

pub(super) fn add(environment: &mut Environment<'_>) {
    environment.add_function("refuse", |path: String, reason: String| -> Result<Value, Error> {
        let error = Error::new(ErrorKind::InvalidOperation, "the template refuses a value");
        Err(error.with_source(Refusal { path, reason }))
    });
}

/// Shows a refusal at the value, where the user wrote it; `None` for every other error.
pub(super) fn explain(error: &Error, pack: &ResolvedPack) -> Option<Diagnostic> {
    let mut causes = std::iter::successors(Some(error as &(dyn std::error::Error + 'static)), |error| error.source());
    let refusal = causes.find_map(|cause| cause.downcast_ref::<Refusal>())?;
    let path = Path::of_keys(&refusal.path);
    let span = path.find(&pack.values).map_or(pack.layer, |node| node.span);
    Some(Diagnostic::error(REFUSED, span, format!("value `{path}` {}", refusal.reason)))
}
