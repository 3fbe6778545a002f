//! Layers of plain manifests.

use super::ResolvedManifests;
use super::cause::with_cause;
use super::manifest_images;
use super::packs::read;
use crate::decode::Spanned;
use crate::diagnostic::{Diagnostic, Id};
use crate::fs::entries;
use crate::profile::{ManifestLayer, Profile};
use crate::source::{SourceId, Sources, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const UNREADABLE_FILE: Id = Id::new("profile/unreadable-file");
const DUPLICATE_FILE: Id = Id::new("profile/duplicate-file");

/// Reads the files of a layer of plain manifests.
pub(super) fn resolve(
    profile: &Profile,
    layer: Span,
    manifests: &ManifestLayer,
    sources: &mut Sources,
    problems: &mut Vec<Diagnostic>,
) -> ResolvedManifests {
    let (mut files, mut seen) = (Vec::new(), BTreeSet::new());
    for pattern in &manifests.files {
        let paths = expand(&profile.directory, &pattern.value).unwrap_or_else(|message| {
            problems.push(Diagnostic::error(UNREADABLE_FILE, pattern.span, message));
            Vec::new()
        });
        for path in paths {
            // One file may match two patterns.
            if !seen.insert(path.canonicalize().unwrap_or_else(|_| path.clone())) {
                continue;
            }
            let file = read(&path, pattern.span, sources, problems);
            let file = file.map(|file| manifest_images::redirect(file, &profile.images, sources, problems));
            files.extend(file.map(|value| Spanned { value, span: pattern.span }));
        }
    }
    problems.extend(same_names(&files, sources));
    ResolvedManifests { layer, manifests: manifests.clone(), files }
}

/// Finds files with one name: Palette and the output folder keep the manifests of a layer by their names alone.
fn same_names(files: &[Spanned<SourceId>], sources: &Sources) -> Vec<Diagnostic> {
    let mut seen: BTreeMap<String, Span> = BTreeMap::new();
    let repeated = files.iter().filter_map(|file| {
        let name = sources.get(file.value).name().rsplit('/').next().unwrap_or_default();
        let first = seen.insert(name.to_lowercase(), file.span)?;
        let problem = Diagnostic::error(DUPLICATE_FILE, file.span, format!("two manifests of this layer are `{name}`"));
        let problem = if first == file.span { problem } else { problem.label(first, "first here") };
        Some(problem.help("name each file once, and give files different names"))
    });
    repeated.collect()
}

/// Expands `*` in the last part of a path, sorted; a path without it is taken as it is.
fn expand(base: &Path, pattern: &str) -> Result<Vec<PathBuf>, String> {
    let (folder, name) = pattern.rsplit_once('/').unwrap_or(("", pattern));
    if folder.contains('*') {
        return Err(format!("`{pattern}` has a `*` in a folder: it stands for a part of a file name only"));
    }
    let Some((before, after)) = name.split_once('*') else { return Ok(vec![base.join(pattern)]) };
    if after.contains('*') {
        return Err(format!("`{pattern}` has more than one `*`"));
    }
    let folder = base.join(folder);
    // The folder of a profile that was named without one.
    let listed = if folder.as_os_str().is_empty() { Path::new(".") } else { &folder };
    let mut files = Vec::new();
    for path in entries(listed).map_err(|error| with_cause(&error))? {
        let Some(name) = path.file_name() else { continue };
        let file = name.to_string_lossy();
        if file.len() < before.len() + after.len() || !file.starts_with(before) || !file.ends_with(after) {
            continue;
        }
        let Some(name) = name.to_str() else {
            return Err(format!("the name of {} is not UTF-8 text", folder.join(name).display()));
        };
        files.push(folder.join(name));
    }
    if files.is_empty() {
        return Err(format!("no file matches `{pattern}`"));
    }
    Ok(files)
}
