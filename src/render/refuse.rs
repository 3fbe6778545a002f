//! `refuse(path, reason)`: how a template says that it cannot do what a value asks for; `path` is as in `a.b[0].c`.

use crate::diagnostic::{Diagnostic, Id};
use crate::resolve::ResolvedPack;
use crate::source::Span;
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
    let path = Path::of_text(&refusal.path);
    let message = format!("value `{path}` {}", refusal.reason);
    Some(Diagnostic::error(REFUSED, place(path, pack), message))
}

/// Finds the value, or what the user wrote around it when it is a default of the pack.
fn place(path: Path, pack: &ResolvedPack) -> Span {
    let defaults = [pack.pack.values.span.source, pack.version.version.span.source];
    let mut paths = std::iter::successors(Some(path), Path::parent);
    let written = paths.find_map(|path| path.find(&pack.values).filter(|node| !defaults.contains(&node.span.source)));
    written.map_or(pack.layer, |node| node.span)
}
