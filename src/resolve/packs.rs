//! Resolves the layers one by one.

use super::cause::with_cause;
use super::version::Question;
use super::{Override, ResolvedPack, conditions, exposed, images, nulls, presets, schema, unknown};
use crate::diagnostic::{Diagnostic, Id};
use crate::lock::Lock;
use crate::pack::{Catalog, CatalogError, Pack, PackVersion};
use crate::profile::{LayerContent, Name, PackLayer, Profile};
use crate::source::{SourceId, Sources, Span};
use crate::yaml::{self, Node};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

const UNKNOWN_PACK: Id = Id::new("profile/unknown-pack");
const INVALID_NAME: Id = Id::new("profile/invalid-name");
const UNREADABLE_FILE: Id = Id::new("profile/unreadable-file");

/// A pack layer whose source was found.
struct Opened<'a> {
    index: usize,
    span: Span,
    layer: &'a PackLayer,
    pack: Pack,
}

/// Resolves the pack layers; the result is by the index of the layer.
pub(super) fn resolve(
    profile: &Profile,
    catalog: &Catalog,
    lock: &Lock,
    overrides: &[Override],
    sources: &mut Sources,
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<usize, ResolvedPack> {
    let opened = open(profile, catalog, sources, problems);
    for wrong in overrides.iter().filter(|set| !opened.iter().any(|open| open.pack.name.as_str() == set.pack)) {
        let message = format!("the profile has no pack `{}`", wrong.pack);
        problems.push(Diagnostic::error(UNKNOWN_PACK, wrong.span, message));
    }
    let mut chosen = BTreeMap::new();
    let mut versioned = Vec::new();
    for open in in_order(opened) {
        let name = format!("{}-{}", profile.name.value, open.pack.name);
        if let Err(error) = name.parse::<Name>() {
            let problem = Diagnostic::error(INVALID_NAME, open.layer.pack.span, error.to_string());
            problems.push(problem.note("a pack is published as `<profile>-<pack>`").help("shorten one of the two"));
        }
        let question = Question {
            pack: &open.pack,
            name: &name,
            layer: open.span,
            pinned: open.layer.version.as_ref(),
            kubernetes: &profile.target.kubernetes,
            chosen: &chosen,
            lock,
        };
        match question.answer() {
            Err(problem) => problems.push(*problem),
            Ok(version) => {
                chosen.insert(open.pack.name.clone(), version.version.value.clone());
                versioned.push((open, name, version));
            }
        }
    }
    // Once its version is chosen, a pack needs no other. Compiling schemas takes most of the time.
    let finished: Vec<_> = versioned
        .into_par_iter()
        .map(|(open, name, version)| {
            let (index, mut problems) = (open.index, Vec::new());
            (index, finish(profile, open, name, version, lock, overrides, &mut problems), problems)
        })
        .collect();
    let mut resolved = BTreeMap::new();
    for (index, pack, mut found) in finished {
        problems.append(&mut found);
        resolved.insert(index, pack);
    }
    resolved
}

fn open<'a>(
    profile: &'a Profile,
    catalog: &Catalog,
    sources: &mut Sources,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Opened<'a>> {
    let mut opened: Vec<Opened<'a>> = Vec::new();
    for (index, layer) in profile.layers.iter().enumerate() {
        let LayerContent::Pack(content) = &layer.content else { continue };
        match catalog.open(&content.pack.value, &profile.directory, sources) {
            Ok(pack) => opened.push(Opened { index, span: layer.span, layer: content, pack }),
            Err(CatalogError::Invalid(mut found)) => problems.append(&mut found),
            Err(error) => problems.push(unknown::explain(&error, content.pack.span)),
        }
    }
    opened
}

/// Orders packs so that each comes after those that its versions depend on; the order of the profile otherwise.
fn in_order(opened: Vec<Opened<'_>>) -> Vec<Opened<'_>> {
    let (mut waiting, mut ordered): (Vec<Opened<'_>>, Vec<Opened<'_>>) = (opened, Vec::new());
    while !waiting.is_empty() {
        let ready = waiting.iter().position(|open| {
            let paired = open.pack.versions.iter().flat_map(|version| version.pairs.keys());
            !open.pack.after.iter().chain(paired).any(|name| waiting.iter().any(|other| other.pack.name == *name))
        });
        // A circle of packs that wait for each other has no first one: the profile's order decides.
        ordered.push(waiting.remove(ready.unwrap_or(0)));
    }
    ordered
}

fn finish(
    profile: &Profile,
    open: Opened<'_>,
    name: String,
    version: PackVersion,
    lock: &Lock,
    overrides: &[Override],
    problems: &mut Vec<Diagnostic>,
) -> ResolvedPack {
    let mut values = merged_values(&open, &version, overrides, problems);
    problems.extend(schema::check(&values, &open.pack.schema, open.span));
    problems.extend(conditions::check(&version.images, &open.pack, &values));
    let images = images::resolve(&open.pack, &version, &mut values, &profile.images, problems);
    let exposed = exposed::find(&open.pack, &values, &open.layer.expose, problems);
    let presets = presets::offered(&open.pack, &version, &exposed, &open.layer.presets, problems);
    let locked = lock.packs.get(&name);
    let text = version.version.value.to_string();
    let revision = match locked {
        Some(locked) if locked.version == text => locked.revision,
        Some(locked) => locked.used.get(&text).map_or(1, |highest| highest + 1),
        None => 1,
    };
    let kubernetes = profile.target.kubernetes.value;
    ResolvedPack {
        layer: open.span,
        name,
        pack: open.pack,
        version,
        revision,
        kubernetes,
        values,
        exposed,
        presets,
        images,
    }
}

fn merged_values(
    open: &Opened<'_>,
    version: &PackVersion,
    overrides: &[Override],
    problems: &mut Vec<Diagnostic>,
) -> Node {
    let presets = presets::chosen(&open.pack, &open.layer.presets, problems);
    let presets = presets.into_iter().map(|preset| preset.values.clone());
    let set = overrides.iter().filter(|set| open.pack.name.as_str() == set.pack).map(|set| set.values.clone());
    let over = version.values.clone().into_iter().chain(presets).chain(open.layer.values.clone()).chain(set);
    let merged = over.filter(|values| !values.is_null()).fold(open.pack.values.clone(), |base, over| {
        problems.extend(nulls::without_effect(&base, &over, &open.pack));
        yaml::merge(base, over)
    });
    nulls::settle(merged, &open.pack)
}

pub(super) fn read(path: &Path, span: Span, sources: &mut Sources, problems: &mut Vec<Diagnostic>) -> Option<SourceId> {
    match sources.read(path) {
        Ok(source) => Some(source),
        Err(error) => {
            problems.push(Diagnostic::error(UNREADABLE_FILE, span, with_cause(&error)));
            None
        }
    }
}
