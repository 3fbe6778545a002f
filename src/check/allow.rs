//! `# vmopack: allow <id> -- reason`: one finding at one place is meant.

use super::policy::{Policy, UNUSED_ALLOW};
use super::rules::RULES;
use crate::cluster::{Cluster, Layer};
use crate::decode::closest;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{SourceId, Sources, Span};
use crate::yaml;
use std::collections::{BTreeMap, BTreeSet};

const MARK: &str = "# vmopack: allow ";

/// An allowance in a comment. It covers the line that it stands on, or the next one when it has a line of its own.
#[derive(Debug)]
struct Allowance {
    id: String,
    has_reason: bool,
    span: Span,
    line: usize,
    used: bool,
}

/// The allowances of a run.
#[derive(Debug)]
pub(super) struct Allowances {
    all: Vec<Allowance>,
    /// Those that give a reason, by what they allow and where.
    by_place: BTreeMap<(String, SourceId, usize), Vec<usize>>,
}

impl Allowances {
    /// Finds the allowances in the files of the judged layers.
    pub(super) fn find(cluster: &Cluster, sources: &Sources) -> Self {
        let files: BTreeSet<SourceId> = cluster.judged().flat_map(files_of).collect();
        let all: Vec<Allowance> = files.into_iter().flat_map(|file| find_in(file, sources)).collect();
        let mut by_place: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (number, allowance) in all.iter().enumerate().filter(|(_, allowance)| allowance.has_reason) {
            let place = (allowance.id.clone(), allowance.span.source, allowance.line);
            by_place.entry(place).or_default().push(number);
        }
        Self { all, by_place }
    }

    /// Says whether a finding is allowed at one of its places, and remembers what allows it.
    ///
    /// A text whose images were redirected is a source of its own, with the comments of the file: either may be meant.
    pub(super) fn cover(&mut self, diagnostic: &Diagnostic, sources: &Sources) -> bool {
        if self.by_place.is_empty() {
            return false;
        }
        let mut is_covered = false;
        for label in std::iter::once(&diagnostic.primary).chain(&diagnostic.related) {
            for span in [label.span, sources.in_file(label.span)] {
                let line = sources.position(span.source, span.start).line;
                let place = (diagnostic.id.as_str().to_owned(), span.source, line);
                for number in self.by_place.get(&place).into_iter().flatten() {
                    self.all[*number].used = true;
                    is_covered = true;
                }
            }
        }
        is_covered
    }

    /// Complains about allowances that give no reason or that nothing needs; a rule that is switched off needs none now,
    /// but may again.
    pub(super) fn complaints(&self, policy: &Policy) -> Vec<Diagnostic> {
        let is_off = |id: &str| RULES.iter().any(|rule| rule.id.as_str() == id && !policy.is_on(rule.id));
        let unused = self.all.iter().filter(|allowance| !allowance.used && !is_off(&allowance.id));
        unused.map(complaint).collect()
    }
}

/// Returns the files of a layer that its user writes: the profile, and what it names. Those of a pack of ours are none.
fn files_of(layer: &Layer) -> BTreeSet<SourceId> {
    let mut files = BTreeSet::from([layer.span.source]);
    if layer.own_pack().is_none() {
        files.extend(layer.manifests().iter().map(|manifest| manifest.node.span.source));
        if let Some(values) = layer.values.get() {
            values.visit(&mut |node| _ = files.insert(node.span.source));
        }
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

fn complaint(allowance: &Allowance) -> Diagnostic {
    let id = &allowance.id;
    let (message, help) = if !rules().any(|rule| rule == id) {
        (format!("there is no rule `{id}`"), suggestion(id))
    } else if allowance.has_reason {
        (format!("nothing here is `{id}`"), "remove the comment".to_owned())
    } else {
        (format!("`{id}` is allowed without a reason"), "add ` -- ` and the reason after it".to_owned())
    };
    Diagnostic::new(UNUSED_ALLOW, Severity::Warning, allowance.span, message).help(help)
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
