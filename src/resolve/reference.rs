//! Packs that exist already: their values, complete.

use super::ResolvedReference;
use super::packs::read;
use crate::diagnostic::{Diagnostic, Id};
use crate::profile::{Profile, ReferenceLayer};
use crate::source::{SourceId, Sources, Span};
use crate::yaml::{self, Node};

const INVALID_VALUES: Id = Id::new("values/invalid-yaml");

/// Reads the values of a pack that exists already, and lays those of the layer over them.
pub(super) fn resolve(
    profile: &Profile,
    layer: Span,
    reference: &ReferenceLayer,
    sources: &mut Sources,
    problems: &mut Vec<Diagnostic>,
) -> ResolvedReference {
    let from = reference.values_from.as_ref();
    let file = from.and_then(|file| read(&profile.directory.join(&file.value), file.span, sources, problems));
    let base = file.and_then(|file| {
        let mut parsed = yaml::parse(sources, file, INVALID_VALUES);
        problems.append(&mut parsed.problems);
        problems.extend(not_one_map(&parsed.documents));
        parsed.documents.into_iter().next().filter(|base| base.as_mapping().is_some())
    });
    let (values, tree) = match (file, base, reference.values.clone()) {
        (Some(file), Some(base), Some(over)) => {
            let tree = yaml::merge(base.clone(), over.clone());
            (Some(overlaid(file, &base, &over, &tree, sources, problems)), Some(tree))
        }
        (file, _, Some(over)) => (written(file, &over, sources), Some(over)),
        (file, base, None) => (file, base),
    };
    ResolvedReference { layer, reference: reference.clone(), values, tree }
}

/// Palette takes one map of values.
fn not_one_map(documents: &[Node]) -> Option<Diagnostic> {
    let (span, message) = match documents {
        [] => return None,
        [one] if one.as_mapping().is_some() => return None,
        [one] => (one.span, format!("the values of a pack are a map, this is {}", one.type_name())),
        [_, second, ..] => (second.span, "values are one document, this is a second one".to_owned()),
    };
    Some(Diagnostic::error(INVALID_VALUES, span, message))
}

/// Writes the values of a layer as a text of their own, below whatever comments its file holds.
fn written(file: Option<SourceId>, over: &Node, sources: &mut Sources) -> Option<SourceId> {
    let comments = file.map(|file| sources.get(file).text().to_owned()).unwrap_or_default();
    let text = yaml::to_yaml(&over.to_json()).ok()?;
    Some(sources.add("values of the layer", comments + &text))
}

/// Lays the values of a layer over those of its file, and proves that nothing else changed.
fn overlaid(
    file: SourceId,
    base: &Node,
    over: &Node,
    wanted: &Node,
    sources: &mut Sources,
    problems: &mut Vec<Diagnostic>,
) -> SourceId {
    let laid = yaml::overlay(sources, file, base, over).map(|laid| {
        let name = sources.get(file).name().to_owned();
        sources.add_slice(name, laid.text, file, laid.map)
    });
    let again = laid.and_then(|laid| yaml::parse(sources, laid, INVALID_VALUES).documents.into_iter().next());
    if again.map(|again| again.to_json()) != Some(wanted.to_json()) {
        let message = "these values cannot be laid over the file without changing more of it";
        problems.push(Diagnostic::error(INVALID_VALUES, over.span, message).help("change the file itself"));
    }
    laid.unwrap_or(file)
}
