//! Reads a pack source out of its files.

use super::files::PackFiles;
use super::metadata::{self, Descriptor};
use super::{IDS, Pack, Schema, Template, presets};
use crate::decode::Decoder;
use crate::diagnostic::{Diagnostic, Id};
use crate::profile::Name;
use crate::source::{SourceId, Sources, Span};
use crate::yaml::{self, Node};

const INVALID_YAML: Id = Id::new("pack/invalid-yaml");
const UNKNOWN_FILE: Id = Id::new("pack/unknown-file");
const MISSING_FILE: Id = Id::new("pack/missing-file");

/// Reads a pack source.
///
/// # Errors
/// Returns every mistake that was found.
pub(super) fn load(files: &PackFiles, sources: &mut Sources) -> Result<Pack, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let descriptor_source = text(files, "pack.yaml", sources, &mut problems);
    let values = text(files, "values.yaml", sources, &mut problems);
    let schema = text(files, "schema.json", sources, &mut problems);
    let presets_source = files.get("presets.yaml").and_then(|_| text(files, "presets.yaml", sources, &mut problems));
    for name in ["README.md", "logo.png"] {
        if files.get(name).is_none() {
            problems.push(missing(files, name, descriptor_source, sources));
        }
    }
    for stray in files.strays() {
        problems.push(unknown_file(files, &stray.path, stray.reason, sources));
    }
    let templates = templates(files, sources, &mut problems);
    if templates.is_empty() {
        problems.push(missing(files, "templates/*.yaml", descriptor_source, sources));
    }
    let mut tree = |source: Option<SourceId>| source.map(|source| document(sources, source, &mut problems));
    let (root, values, schema) = (tree(descriptor_source), tree(values), tree(schema));
    let preset_root = tree(presets_source);
    let mut decoder = Decoder::new(&IDS);
    let descriptor = root.and_then(|root| metadata::decode(&mut decoder, &root));
    let presets = preset_root.map(|root| presets::decode(&mut decoder, &root)).unwrap_or_default();
    problems.extend(decoder.finish());
    match (descriptor, values, schema) {
        (Some(descriptor), Some(values), Some(schema)) if problems.is_empty() => {
            let readme = files.get("README.md").unwrap_or_default().to_vec();
            let logo = files.get("logo.png").unwrap_or_default().to_vec();
            let name = files.embedded_name();
            let schema =
                name.map_or_else(|| Schema::new(schema.clone()), |name| Schema::embedded(name, schema.clone()));
            let is_embedded = name.is_some();
            Ok(Pack { is_embedded, values, schema, presets, templates, readme, logo, ..described(descriptor) })
        }
        _ => Err(problems),
    }
}

/// The part of a pack that `pack.yaml` describes.
fn described(descriptor: Descriptor) -> Pack {
    let nothing = Node::empty_mapping(descriptor.name.span);
    Pack {
        is_embedded: false,
        name: descriptor.name.value,
        display_name: descriptor.display_name,
        description: descriptor.description,
        upstream: descriptor.upstream,
        license: descriptor.license,
        addon_type: descriptor.addon_type,
        install_priority: descriptor.install_priority,
        namespace: descriptor.namespace,
        namespace_labels: descriptor.namespace_labels,
        after: descriptor.after,
        conflicts: descriptor.conflicts,
        readiness: descriptor.readiness,
        images_in_values: descriptor.images_in_values,
        provides: descriptor.provides,
        versions: descriptor.versions,
        values: nothing.clone(),
        schema: Schema::new(nothing),
        presets: Vec::new(),
        templates: Vec::new(),
        readme: Vec::new(),
        logo: Vec::new(),
    }
}

fn templates(files: &PackFiles, sources: &mut Sources, problems: &mut Vec<Diagnostic>) -> Vec<Template> {
    let names: Vec<String> = files.templates().map(|(name, _)| name.to_owned()).collect();
    let templates = names.into_iter().filter_map(|name| {
        let path = format!("templates/{name}");
        if !is_template_name(&name) {
            let reason = "is no name of a template: write two digits, a hyphen and lower-case letters, digits or hyphens, \
                          such as `20-operator.yaml`, or `_name.yaml` for macros";
            problems.push(unknown_file(files, &path, reason, sources));
            return None;
        }
        let source = text(files, &path, sources, problems)?;
        Some(Template { name, source })
    });
    templates.collect()
}

/// Names of templates become names of files and keys of Palette's values.
fn is_template_name(name: &str) -> bool {
    let Some(stem) = name.strip_suffix(".yaml") else { return false };
    let is_label = |text: &str| text.parse::<Name>().is_ok();
    if let Some(macros) = stem.strip_prefix('_') {
        return is_label(macros);
    }
    let number = stem.bytes().take_while(u8::is_ascii_digit).count();
    number == 2 && is_label(stem) && stem[2..].strip_prefix('-').is_some_and(is_label)
}

fn unknown_file(files: &PackFiles, path: &str, reason: &str, sources: &mut Sources) -> Diagnostic {
    let source = sources.add(files.describe(path), "");
    let name = path.rsplit('/').next().unwrap_or(path);
    Diagnostic::error(UNKNOWN_FILE, Span::start_of(source), format!("`{name}` {reason}"))
}

fn text(files: &PackFiles, path: &str, sources: &mut Sources, problems: &mut Vec<Diagnostic>) -> Option<SourceId> {
    let name = files.describe(path);
    let Some(bytes) = files.get(path) else {
        let source = sources.add(name, "");
        problems.push(Diagnostic::error(MISSING_FILE, Span::start_of(source), format!("the pack has no {path}")));
        return None;
    };
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(sources.add(name, text.strip_prefix('\u{feff}').unwrap_or(text))),
        Err(error) => {
            let source = sources.add(name, "");
            let message = format!("not UTF-8 text: byte {} starts no character", error.valid_up_to());
            problems.push(Diagnostic::error(INVALID_YAML, Span::start_of(source), message));
            None
        }
    }
}

fn missing(files: &PackFiles, path: &str, near: Option<SourceId>, sources: &mut Sources) -> Diagnostic {
    let source = near.unwrap_or_else(|| sources.add(files.describe(path), ""));
    Diagnostic::error(MISSING_FILE, Span::start_of(source), format!("the pack has no {path}"))
}

fn document(sources: &Sources, source: SourceId, problems: &mut Vec<Diagnostic>) -> Node {
    let mut parsed = yaml::parse(sources, source, INVALID_YAML);
    problems.append(&mut parsed.problems);
    let mut documents = parsed.documents.into_iter();
    let root = documents.next().unwrap_or_else(|| Node::empty_mapping(Span::start_of(source)));
    if root.as_mapping().is_none() {
        let message = format!("expected a map, found {}", root.type_name());
        problems.push(Diagnostic::error(IDS.wrong_type, root.span, message));
    }
    if let Some(second) = documents.next() {
        let message = "the file is one document, this is a second one";
        problems.push(Diagnostic::error(INVALID_YAML, second.span, message));
    }
    root
}
