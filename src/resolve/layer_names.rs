//! Layers are known by their names in Palette, so no two have one.

use super::{ResolvedLayer, ResolvedReference};
use crate::diagnostic::{Diagnostic, Id};
use crate::source::Span;
use std::collections::BTreeMap;

const INVALID_VALUE: Id = Id::new("profile/invalid-value");

/// Finds layers that Palette would not tell apart.
pub(super) fn check(layers: &[ResolvedLayer]) -> Vec<Diagnostic> {
    let mut problems = same_names(layers);
    let references = layers.iter().filter_map(|layer| match layer {
        ResolvedLayer::Reference(reference) => Some(&**reference),
        _ => None,
    });
    problems.extend(same_releases(&references.collect::<Vec<_>>()));
    problems
}

fn same_names(layers: &[ResolvedLayer]) -> Vec<Diagnostic> {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    let mut problems = Vec::new();
    for layer in layers {
        let (name, span) = match layer {
            ResolvedLayer::Pack(pack) => (pack.name.as_str(), pack.layer),
            ResolvedLayer::Manifests(found) => (found.manifests.name.value.as_str(), found.manifests.name.span),
            ResolvedLayer::Reference(found) => {
                (found.display_name().unwrap_or(&found.reference.name.value), found.reference.name.span)
            }
        };
        let Some(first) = seen.insert(name, span) else { continue };
        let problem = Diagnostic::error(INVALID_VALUE, span, format!("two layers are called `{name}`"));
        let problem = problem.label(first, "first here");
        problems.push(match layer {
            ResolvedLayer::Reference(_) => {
                problem.help("give one a `spectrocloud.com/display-name` below `pack` in its values")
            }
            _ => problem,
        });
    }
    problems
}

/// Two layers of one pack install two releases of its charts, which need names of their own
/// (<https://docs.spectrocloud.com/profiles/cluster-profiles/create-cluster-profiles/create-addon-profile/>).
fn same_releases(references: &[&ResolvedReference]) -> Vec<Diagnostic> {
    let mut packs: BTreeMap<&str, Vec<&ResolvedReference>> = BTreeMap::new();
    for reference in references {
        packs.entry(&reference.reference.name.value).or_default().push(reference);
    }
    let mut problems = Vec::new();
    for (name, layers) in packs.iter().filter(|(_, layers)| layers.len() > 1) {
        let mut without = layers.iter().filter(|layer| !has_release_name(layer));
        let (Some(first), Some(second)) = (without.next(), without.next()) else { continue };
        let message = format!("pack `{name}` is a layer twice, with one release name");
        let problem = Diagnostic::error(INVALID_VALUE, second.reference.name.span, message);
        let help = "give one a `releaseNameOverride` and a `namespace` below `pack` in its values";
        problems.push(problem.label(first.reference.name.span, "first here").help(help));
    }
    problems
}

fn has_release_name(layer: &ResolvedReference) -> bool {
    let names = layer.tree.as_ref().and_then(|values| values.at(["pack", "releaseNameOverride"])?.as_mapping());
    names.is_some_and(|names| !names.entries.is_empty())
}
