//! `# vmopack: allow <id> -- reason`: one finding at one place is meant.

use super::Policy;
use super::rules::RULES;
use crate::cluster::{Cluster, Layer, Origin};
use crate::decode::closest;
use crate::diagnostic::{Diagnostic, Id, Severity};
use crate::source::{SourceId, Sources, Span};
use crate::yaml;
use std::collections::BTreeSet;

pub(super) const UNUSED_ALLOW: Id = Id::new("profile/unused-allow");
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
            let plain = plain.map(|manifest| manifest.node.span.source);
            std::iter::once(layer.span.source).chain(plain).chain(values_files(layer))
        })
        .collect();
    files.sort();
    files.dedup();
    files.into_iter().flat_map(|file| find_in(file, sources)).collect()
}

/// Returns the files that the values of a pack come from which is not ours.
fn values_files(layer: &Layer) -> BTreeSet<SourceId> {
    let mut files = BTreeSet::new();
    if let Some(values) = layer.values.as_ref().filter(|_| layer.component.is_none()) {
        values.visit(&mut |node| {
            files.insert(node.span.source);
        });
    }
    files
}

fn find_in(source: SourceId, sources: &Sources) -> Vec<Allowance> {
    let text = sources.get(source).text();
    if !text.contains(MARK) {
        return Vec::new();
    }
    let comments = yaml::comments(sources, source).into_iter();
    let allowances = comments.filter_map(|span| {
        let comment = text[span.start..span.end].strip_prefix(MARK)?;
        let (id, reason) = comment.split_once(" -- ").unwrap_or((comment, ""));
        let before = text[..span.start].rsplit('\n').next().unwrap_or_default();
        let alone = before.trim().is_empty();
        Some(Allowance {
            id: id.trim().to_owned(),
            has_reason: !reason.trim().is_empty(),
            span: Span::new(source, span.start..span.start + MARK.len() + comment.trim_end().len()),
            line: sources.position(source, span.start).line + usize::from(alone),
            used: false,
        })
    });
    allowances.collect()
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

/// Complains about allowances that give no reason or that nothing needs; a rule that is switched off needs none now, but
/// may again.
pub(super) fn complaints(allowances: &[Allowance], policy: &Policy) -> Vec<Diagnostic> {
    let is_off = |id: &str| RULES.iter().any(|rule| rule.id.as_str() == id && !policy.is_on(rule.id));
    let unused = allowances.iter().filter(|allowance| !allowance.used && !is_off(&allowance.id));
    let complaints = unused.map(|allowance| {
        let id = &allowance.id;
        let (message, help) = if !rules().any(|rule| rule == id) {
            (format!("there is no rule `{id}`"), suggestion(id))
        } else if allowance.has_reason {
            (format!("nothing here is `{id}`"), "remove the comment".to_owned())
        } else {
            (format!("`{id}` is allowed without a reason"), "write ` -- ` and the reason behind it".to_owned())
        };
        Diagnostic::new(UNUSED_ALLOW, Severity::Warning, allowance.span, message).help(help)
    });
    complaints.collect()
}

fn rules() -> impl Iterator<Item = &'static str> {
    RULES.iter().map(|rule| rule.id.as_str())
}

fn suggestion(id: &str) -> String {
    match closest(id, rules()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`vmopack rules` lists them".to_owned(),
    }
}
