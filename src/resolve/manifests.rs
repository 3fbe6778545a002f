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
use globset::{GlobBuilder, GlobMatcher};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const INVALID_VALUE: Id = Id::new("profile/invalid-value");
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
    let (mut files, mut redirects, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for pattern in &manifests.files {
        let paths = expand(&profile.directory, &pattern.value).unwrap_or_else(|(id, message)| {
            problems.push(Diagnostic::error(id, pattern.span, message));
            Vec::new()
        });
        for path in paths {
            // One file may match two patterns.
            if !seen.insert(path.canonicalize().unwrap_or_else(|_| path.clone())) {
                continue;
            }
            let file = read(&path, pattern.span, sources, problems);
            if let Some(file) = file {
                let (value, found) = manifest_images::redirect(file, &profile.images, sources, problems);
                files.push(Spanned { value, span: pattern.span });
                redirects.extend(found);
            }
        }
    }
    problems.extend(same_names(&files, sources));
    ResolvedManifests { layer, manifests: manifests.clone(), files, redirects }
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
fn expand(base: &Path, pattern: &str) -> Result<Vec<PathBuf>, (Id, String)> {
    let unreadable = |message: String| (UNREADABLE_FILE, message);
    let (folder, name) = pattern.rsplit_once('/').unwrap_or(("", pattern));
    if folder.contains('*') {
        let message = format!("`{pattern}` has a `*` in a folder: it stands for a part of a file name only");
        return Err((INVALID_VALUE, message));
    }
    if !name.contains('*') {
        return Ok(vec![base.join(pattern)]);
    }
    let matcher =
        matcher(name).map_err(|error| (INVALID_VALUE, format!("`{pattern}` is not a valid pattern: {error}")))?;
    let folder = base.join(folder);
    // The folder of a profile that was named without one.
    let listed = if folder.as_os_str().is_empty() { Path::new(".") } else { &folder };
    let mut files = Vec::new();
    for path in entries(listed).map_err(|error| unreadable(with_cause(&error)))? {
        let Some(name) = path.file_name() else { continue };
        if !matcher.is_match(name) {
            continue;
        }
        let Some(name) = name.to_str() else {
            return Err(unreadable(format!("the name of {} is not UTF-8 text", folder.join(name).display())));
        };
        files.push(folder.join(name));
    }
    if files.is_empty() {
        return Err(unreadable(format!("no file matches `{pattern}`")));
    }
    Ok(files)
}

/// Nothing but `*` is special: names of files may hold brackets and braces.
fn matcher(name: &str) -> Result<GlobMatcher, globset::Error> {
    let escaped = globset::escape(name).replace("[*]", "*");
    Ok(GlobBuilder::new(&escaped).backslash_escape(false).build()?.compile_matcher())
}

#[cfg(test)]
mod tests {
    use super::matcher;

    #[test]
    fn only_stars_are_special() {
        for (pattern, name, expected) in [
            ("*.yaml", "a.yaml", true),
            ("*.yaml", ".yaml", true),
            ("a*.yaml", "b.yaml", false),
            ("aba*aba", "aba", false),
            ("a*-*.yaml", "a-1-x.yaml", true),
            ("a**", "ab", true),
            ("a[1]*.yaml", "a[1].yaml", true),
            ("a[1]*.yaml", "a1.yaml", false),
            ("{a,b}*", "{a,b}.yaml", true),
            ("{a,b}*", "a", false),
            ("a?*", "ab", false),
            ("a[*]", "a[x]", true),
            ("a\\*", "a\\b", true),
            ("!*", "!a", true),
        ] {
            assert_eq!(matcher(pattern).expect("a pattern").is_match(name), expected, "{pattern} {name}");
        }
    }
}
