//! `# vmopack: allow <id> -- reason`: one finding at one place is meant.

use super::rules::RULES;
use crate::cluster::{Cluster, Origin};
use crate::diagnostic::{Diagnostic, Id, Severity};
use crate::source::{SourceId, Sources, Span};

const UNUSED_ALLOW: Id = Id::new("profile/unused-allow");
const MARK: &str = "# vmopack: allow ";

/// An allowance in a comment. It covers the line that it stands on, or the next one when it has a line of its own.
#[derive(Debug)]
pub(super) struct Allowance {
    id: String,
    has_reason: bool,
    span: Span,
    line: usize,
    used: bool,
}

/// Finds the allowances in the files of the user's own layers.
pub(super) fn find(cluster: &Cluster, sources: &Sources) -> Vec<Allowance> {
    let own = cluster.layers.iter().filter(|layer| layer.origin == Origin::Own);
    let mut files: Vec<SourceId> = own
        .flat_map(|layer| {
            let plain = layer.component.is_none().then_some(&layer.manifests).into_iter().flatten();
            std::iter::once(layer.span.source).chain(plain.map(|manifest| manifest.node.span.source))
        })
        .collect();
    files.sort();
    files.dedup();
    files.into_iter().flat_map(|file| find_in(file, sources.get(file).text())).collect()
}

fn find_in(source: SourceId, text: &str) -> Vec<Allowance> {
    let mut offset = 0;
    let mut found = Vec::new();
    for (index, line) in text.split_inclusive('\n').enumerate() {
        if let Some(at) = line.find(MARK) {
            let comment = line[at + MARK.len()..].trim_end();
            let (id, reason) = comment.split_once(" -- ").unwrap_or((comment, ""));
            let alone = line[..at].trim().is_empty();
            found.push(Allowance {
                id: id.trim().to_owned(),
                has_reason: !reason.trim().is_empty(),
                span: Span::new(source, offset + at..offset + line.trim_end().len()),
                line: index + 1 + usize::from(alone),
                used: false,
            });
        }
        offset += line.len();
    }
    found
}

/// Says whether a finding is allowed at one of its places.
pub(super) fn covers(allowances: &mut [Allowance], diagnostic: &Diagnostic, sources: &Sources) -> bool {
    let labels = std::iter::once(&diagnostic.primary).chain(&diagnostic.related);
    let places: Vec<(SourceId, usize)> = labels
        .map(|label| {
            let span = sources.in_file(label.span);
            (span.source, sources.position(span.source, span.start).line)
        })
        .collect();
    let matching = allowances.iter_mut().filter(|allowance| {
        allowance.has_reason
            && allowance.id == diagnostic.id.as_str()
            && places.contains(&(allowance.span.source, allowance.line))
    });
    let mut covered = false;
    for allowance in matching {
        allowance.used = true;
        covered = true;
    }
    covered
}

/// Complains about allowances that give no reason or that nothing needs.
pub(super) fn complaints(allowances: &[Allowance]) -> Vec<Diagnostic> {
    let complaints = allowances.iter().filter(|allowance| !allowance.used).map(|allowance| {
        let (message, help) = if !RULES.iter().any(|rule| rule.id.as_str() == allowance.id) {
            (format!("there is no rule `{}`", allowance.id), "`vmopack rules` lists them")
        } else if allowance.has_reason {
            (format!("nothing here is `{}`", allowance.id), "remove the comment")
        } else {
            (format!("`{}` is allowed without a reason", allowance.id), "write ` -- ` and the reason behind it")
        };
        Diagnostic::new(UNUSED_ALLOW, Severity::Warning, allowance.span, message).help(help)
    });
    complaints.collect()
}
