//! Packs that do not exist.

use super::cause::with_cause;
use crate::decode::closest;
use crate::diagnostic::{Diagnostic, Id, MOST_SHOWN, limited};
use crate::pack::{Catalog, CatalogError};
use crate::profile::Name;
use crate::source::{SourceId, Sources, Span};
use crate::yaml;

const UNKNOWN_PACK: Id = Id::new("profile/unknown-pack");
const INVALID_YAML: Id = Id::new("profile/invalid-yaml");

/// Explains why a pack could not be opened.
pub(super) fn explain(error: &CatalogError, span: Span) -> Diagnostic {
    let diagnostic = Diagnostic::error(UNKNOWN_PACK, span, with_cause(error));
    let CatalogError::Unknown { name, known } = error else { return diagnostic };
    match closest(name, known.iter().map(String::as_str)) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")).edit(span, near),
        None => diagnostic.help(format!("packs: {}; a folder starts with ./", known.join(", "))),
    }
}

/// Finds the packs that a profile names and nobody has, also in a profile that has other mistakes: people want to hear of
/// all of them at once.
pub(crate) fn unknown_packs(profile: SourceId, catalog: &Catalog, sources: &Sources) -> Vec<Diagnostic> {
    let known = catalog.names();
    let parsed = yaml::parse(sources, profile, INVALID_YAML);
    let root = parsed.documents.first();
    let layers = root.and_then(|root| root.get("spec")).map(|spec| spec.items("layers")).unwrap_or_default();
    let names = layers.iter().filter_map(|layer| layer.get("pack"));
    let unknown = names.filter_map(|node| {
        let name =
            node.as_str().filter(|name| name.parse::<Name>().is_ok() && !known.iter().any(|pack| pack == name))?;
        Some(explain(&unknown_name(name, &known), node.span))
    });
    limited(unknown.take(MOST_SHOWN + 1).collect())
}

fn unknown_name(name: &str, known: &[String]) -> CatalogError {
    CatalogError::Unknown { name: name.to_owned(), known: known.to_vec() }
}
