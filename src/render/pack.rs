//! Renders one pack.

use super::context::Surroundings;
use super::{RenderedFile, RenderedPack, context, environment, exposure, growth, helm, problem, publish, refuse};
use crate::diagnostic::{Diagnostic, Id};
use crate::resolve::{Resolution, ResolvedLayer, ResolvedPack};
use crate::source::{SourceId, Sources, Span};
use crate::yaml;
use minijinja::{Environment, Value};
use rayon::prelude::*;

const INVALID_OUTPUT: Id = Id::new("template/invalid-output");
const NOT_EXPOSABLE: Id = Id::new("values/not-exposable");
const EXPOSED_USED: Id = Id::new("template/exposed-value-used");

/// The texts that one template renders to.
pub(super) struct Texts {
    stem: String,
    template: SourceId,
    resolved: String,
    /// With placeholders of two kinds in the place of exposed values, when there are any.
    placeholders: Option<[String; 2]>,
}

/// Renders the templates of every pack, packs side by side.
pub(super) fn render_texts(resolution: &Resolution, sources: &Sources) -> Vec<Result<Vec<Texts>, Vec<Diagnostic>>> {
    let surroundings = Surroundings::of(resolution);
    let packs: Vec<&ResolvedPack> = resolution
        .layers
        .iter()
        .filter_map(|layer| if let ResolvedLayer::Pack(pack) = layer { Some(&**pack) } else { None })
        .collect();
    packs.par_iter().map(|pack| render_pack(pack, &surroundings, sources)).collect()
}

fn render_pack(
    pack: &ResolvedPack,
    surroundings: &Surroundings<'_>,
    sources: &Sources,
) -> Result<Vec<Texts>, Vec<Diagnostic>> {
    let environment = environment::build(&pack.pack, sources)
        .map_err(|(index, error)| vec![problem::explain(&error, &pack.pack, index, sources)])?;
    let mut problems = exposure::check(&pack.pack, &pack.exposed, sources);
    problems.extend(growth::check(&pack.pack, sources));
    if !problems.is_empty() {
        return Err(problems);
    }
    let resolved = context::build(pack, surroundings, &|_| None);
    let exposed = (!pack.exposed.is_empty()).then(|| {
        ["a", "b"].map(|kind| {
            let placeholders = publish::placeholders(pack, kind);
            context::build(pack, surroundings, &move |path| publish::placeholder_of(&placeholders, path))
        })
    });
    let mut texts = Vec::new();
    let mut problems = Vec::new();
    for (index, template) in pack.pack.templates.iter().enumerate() {
        let Some(stem) = output_stem(&template.name) else { continue };
        let render = |context: &Value| render_one(&environment, pack, index, context, sources);
        let with_placeholders = match &exposed {
            Some([a, b]) => render(a).and_then(|a| Ok(Some([a, render(b)?]))),
            None => Ok(None),
        };
        match (render(&resolved), with_placeholders) {
            (Ok(resolved), Ok(placeholders)) => {
                let stem = stem.to_owned();
                texts.push(Texts { stem, template: template.source, resolved, placeholders });
            }
            (Err(problem), _) | (_, Err(problem)) => problems.push(*problem),
        }
    }
    if problems.is_empty() { Ok(texts) } else { Err(problems) }
}

/// Returns the name of the manifest that a template makes; templates that start with `_` make none.
fn output_stem(template: &str) -> Option<&str> {
    if template.starts_with('_') { None } else { template.strip_suffix(".yaml") }
}

fn render_one(
    environment: &Environment<'_>,
    pack: &ResolvedPack,
    index: usize,
    context: &Value,
    sources: &Sources,
) -> Result<String, Box<Diagnostic>> {
    environment::render(environment, &pack.pack.templates[index].name, context).map_err(|error| {
        let refusal = refuse::explain(&error, pack);
        Box::new(refusal.unwrap_or_else(|| problem::explain(&error, &pack.pack, index, sources)))
    })
}

/// Parses the texts of a pack and turns those with placeholders into Helm templates.
pub(super) fn finish(
    pack: ResolvedPack,
    texts: Vec<Texts>,
    sources: &mut Sources,
) -> Result<RenderedPack, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut files: Vec<RenderedFile> = Vec::new();
    for text in texts {
        if text.resolved.trim().is_empty() {
            continue;
        }
        match finish_file(&pack, text, sources) {
            Ok(file) => files.push(file),
            Err(mut found) => problems.append(&mut found),
        }
    }
    // A file with mistakes may be the one that prints a value.
    let complete = problems.is_empty();
    for exposed in &pack.exposed {
        let printing: Vec<&RenderedFile> = files.iter().filter(|file| file.exposed.contains(&exposed.path)).collect();
        if let [first, second, ..] = printing[..] {
            let message = format!("`{}` is printed by `{}` and `{}`", exposed.path, first.stem, second.stem);
            let problem = Diagnostic::error(EXPOSED_USED, exposed.span, message);
            problems.push(problem.help("each manifest has values of its own in Palette, so only one can print it"));
        }
        if printing.is_empty() && exposed.named && complete {
            let message = format!("`{}` cannot be exposed: no manifest prints it with these values", exposed.path);
            let problem = Diagnostic::error(NOT_EXPOSABLE, exposed.span, message);
            problems.push(problem.help("do not expose it, or turn on what it belongs to"));
        }
    }
    if problems.is_empty() { Ok(RenderedPack { resolved: pack, files }) } else { Err(problems) }
}

fn finish_file(pack: &ResolvedPack, text: Texts, sources: &mut Sources) -> Result<RenderedFile, Vec<Diagnostic>> {
    let name = format!("{}/manifests/{}.yaml", pack.name, text.stem);
    let placeholders = text.placeholders.filter(|texts| texts.iter().any(|other| *other != text.resolved));
    let resolved = sources.add(name.clone(), text.resolved);
    let parsed = yaml::parse(sources, resolved, INVALID_OUTPUT);
    if !parsed.problems.is_empty() {
        let at = Span::start_of(text.template);
        return Err(parsed.problems.into_iter().map(|problem| problem.label(at, "rendered from this")).collect());
    }
    let (published, exposed) = match placeholders {
        None => (helm::escape(sources.get(resolved).text()), Vec::new()),
        Some(texts) => {
            let manifest = publish::Publication { pack, name, template: text.template, checked: &parsed.documents };
            manifest.publish(texts, sources)?
        }
    };
    let (stem, template) = (text.stem, text.template);
    Ok(RenderedFile { stem, template, resolved, documents: parsed.documents, published, exposed })
}
