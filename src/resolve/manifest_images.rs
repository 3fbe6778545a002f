//! Redirects the images of plain manifests to where they are pulled from.

use super::images;
use crate::diagnostic::Diagnostic;
use crate::image::{self, ImageSource, Redirect};
use crate::source::{SliceMap, SourceId, Sources, Span};
use crate::yaml;

const INVALID_YAML: crate::diagnostic::Id = crate::diagnostic::Id::new("manifest/invalid-yaml");

/// Returns the file with its images redirected to their mirror, and what was redirected; the file itself when nothing
/// changes. Every other byte stays, and places in the new text lead back to the file.
pub(super) fn redirect(
    file: SourceId,
    source: &ImageSource,
    sources: &mut Sources,
    problems: &mut Vec<Diagnostic>,
) -> (SourceId, Vec<Redirect>) {
    if matches!(source, ImageSource::Upstream) {
        return (file, Vec::new());
    }
    let mut edits = edits(file, source, sources, problems);
    edits.sort_by_key(|(span, _)| span.start);
    edits.dedup_by_key(|(span, _)| span.start);
    if edits.is_empty() {
        return (file, Vec::new());
    }
    let original = sources.get(file);
    let (name, old) = (original.name().to_owned(), original.text());
    let (mut text, mut map, mut at) = (String::with_capacity(old.len()), SliceMap::default(), 0);
    for (span, redirect) in &edits {
        map.push(text.len(), at);
        text.push_str(&old[at..span.start]);
        map.push(text.len(), span.start);
        text.push_str(&redirect.reference);
        at = span.end;
    }
    map.push(text.len(), at);
    text.push_str(&old[at..]);
    (sources.add_slice(name, text, file, map), edits.into_iter().map(|(_, redirect)| redirect).collect())
}

/// Finds the references to replace: those that stand in the file as they are meant, without escapes or line breaks.
fn edits(
    file: SourceId,
    source: &ImageSource,
    sources: &Sources,
    problems: &mut Vec<Diagnostic>,
) -> Vec<(Span, Redirect)> {
    // Mistakes of the YAML are reported when the objects are read.
    let documents = yaml::parse(sources, file, INVALID_YAML).documents;
    let uses = documents.iter().flat_map(image::uses);
    let edits = uses.filter_map(|found| {
        let redirected = images::redirect(&found.reference, found.span, source, problems);
        let start = found.span.start + sources.slice(found.span).find(&found.reference)?;
        let span = Span::new(file, start..start + found.reference.len());
        let redirect = Redirect { upstream: found.reference, reference: redirected };
        (redirect.upstream != redirect.reference).then_some((span, redirect))
    });
    edits.collect()
}
