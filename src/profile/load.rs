//! Reads a profile strictly: every mistake with its place, several at once.

use super::images;
use super::layer::{self, DeclaredLayer};
use super::name::{Name, parse_version};
use super::publication;
use super::registries;
use super::target::{self, Target};
use super::variable::{self, Variable};
use super::{API_VERSION, IDS, Profile, RuleLevel};
use crate::decode::{Decoder, Fields, Spanned};
use crate::diagnostic::{Diagnostic, Id, Label, Severity};
use crate::image::ImageSource;
use crate::source::{SourceId, Sources, Span, TextError};
use crate::yaml::{self, Node};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Why a profile did not load.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// A file could not be read.
    #[error(transparent)]
    Read(#[from] TextError),
    /// The profile is wrong.
    #[error("the profile has mistakes")]
    Invalid(Vec<Diagnostic>),
}

pub(super) const KEYS: &[&str] = &["apiVersion", "kind", "metadata", "spec"];
pub(super) const METADATA_KEYS: &[&str] = &["name", "version", "description"];
pub(super) const SPEC_KEYS: &[&str] = &["target", "registries", "variables", "images", "layers", "rules"];
/// Far more than any cluster has, and few enough to open a pack for each.
const MOST_LAYERS: usize = 1000;
const INVALID_YAML: Id = Id::new("profile/invalid-yaml");

/// Reads a profile from a file.
///
/// # Errors
/// Fails when the file cannot be read or holds mistakes.
pub fn load(path: &Path, sources: &mut Sources) -> Result<Profile, LoadError> {
    let source = sources.read(path)?;
    let directory = path.parent().map(Path::to_path_buf).unwrap_or_default();
    read(source, directory, sources).map_err(LoadError::Invalid)
}

/// Reads a profile from a text; its paths are relative to `directory`.
///
/// # Errors
/// Returns every mistake that was found.
pub fn read(source: SourceId, directory: PathBuf, sources: &Sources) -> Result<Profile, Vec<Diagnostic>> {
    let parsed = yaml::parse(sources, source, INVALID_YAML);
    let root = match &parsed.documents[..] {
        [root] => root,
        [] if parsed.problems.is_empty() => return Err(vec![empty(source)]),
        [] => return Err(parsed.problems),
        [_, second, ..] => {
            let problem =
                Diagnostic::error(INVALID_YAML, second.span, "a profile is one document, this is a second one");
            return Err(vec![problem.help("remove the `---` before it, or put it into a file of its own")]);
        }
    };
    let mut decoder = Decoder::new(&IDS);
    let profile = decode(&mut decoder, root, source, directory);
    // A key that appears twice leaves a tree to read on with, so that everything is said at once.
    let problems: Vec<Diagnostic> = parsed.problems.into_iter().chain(decoder.finish()).collect();
    match profile {
        Some(profile) if problems.is_empty() => Ok(profile),
        _ => Err(problems),
    }
}

fn empty(source: SourceId) -> Diagnostic {
    Diagnostic::error(INVALID_YAML, Span::start_of(source), "the profile is empty")
        .help("`vmopack init DIR` writes one to start from")
}

fn decode(decoder: &mut Decoder, root: &Node, source: SourceId, directory: PathBuf) -> Option<Profile> {
    let fields = decoder.fields(root, KEYS);
    constant(decoder, &fields, "apiVersion", API_VERSION);
    constant(decoder, &fields, "kind", "Profile");
    let metadata = decoder.required(&fields, "metadata").and_then(|node| metadata(decoder, node));
    let spec = decoder.required(&fields, "spec").and_then(|node| spec(decoder, node));
    let (metadata, spec) = (metadata?, spec?);
    Some(Profile {
        source,
        directory,
        name: metadata.name,
        version: metadata.version,
        description: metadata.description,
        target: spec.target,
        registries: spec.registries,
        variables: spec.variables,
        images: spec.images,
        layers: spec.layers,
        rules: spec.rules,
    })
}

fn constant(decoder: &mut Decoder, fields: &Fields<'_>, key: &str, expected: &str) {
    let Some(text) = decoder.required(fields, key).and_then(|node| decoder.text(node)) else { return };
    if text.value != expected {
        let problem = decoder.invalid(text.span, format!("`{key}` is `{expected}` for a profile"));
        problem.edits.push(crate::diagnostic::Edit { span: text.span, text: expected.to_owned() });
    }
}

struct Metadata {
    name: Spanned<Name>,
    version: Spanned<semver::Version>,
    description: String,
}

fn metadata(decoder: &mut Decoder, node: &Node) -> Option<Metadata> {
    let fields = decoder.fields(node, METADATA_KEYS);
    let name = decoder.required(&fields, "name").and_then(|node| decoder.parsed(node, profile_name));
    let version = decoder.required(&fields, "version").and_then(|node| decoder.parsed(node, parse_version));
    let description = fields.get("description").and_then(|node| decoder.text(node));
    let description = description.map(|text| text.value).unwrap_or_default();
    Some(Metadata { name: name?, version: version?, description })
}

/// A profile's name starts the names of its packs, which are DNS labels too: it leaves them room.
///
/// # Errors
/// Fails with a message that says which form is expected.
pub fn profile_name(text: &str) -> Result<Name, String> {
    let name: Name = text.parse().map_err(|error: super::name::InvalidName| error.to_string())?;
    if text.len() > 30 {
        return Err(format!("`{text}` is too long: it starts the name of every pack, so use at most 30 characters"));
    }
    Ok(name)
}

struct Spec {
    target: Target,
    registries: Vec<publication::RegistryEntry>,
    variables: Vec<Variable>,
    images: ImageSource,
    layers: Vec<DeclaredLayer>,
    rules: Vec<RuleLevel>,
}

fn spec(decoder: &mut Decoder, node: &Node) -> Option<Spec> {
    let fields = decoder.fields(node, SPEC_KEYS);
    let target = decoder.required(&fields, "target").and_then(|node| target::decode(decoder, node));
    let registries = decoder.list_of(&fields, "registries", publication::registry);
    let variables = decoder.list_of(&fields, "variables", variable::decode);
    let images = fields.get("images").map_or(ImageSource::Upstream, |node| images::decode(decoder, node));
    decoder.required(&fields, "layers");
    let mut layers = match fields.get("layers") {
        Some(node) if node.as_sequence().is_some_and(|items| items.len() > MOST_LAYERS) => {
            decoder.invalid(node.span, format!("a profile has at most {MOST_LAYERS} layers"));
            Vec::new()
        }
        _ => decoder.list_of(&fields, "layers", layer::decode),
    };
    if let Some(node) = fields.get("layers").filter(|node| node.as_sequence().is_some_and(<[Node]>::is_empty)) {
        decoder.invalid(node.span, "a profile has at least one layer");
    }
    registries::check(decoder, &registries, &layers);
    registries::settle(decoder, &registries, &mut layers);
    same_variables(decoder, &variables);
    let rules = fields.get("rules").map(|node| rules(decoder, node)).unwrap_or_default();
    Some(Spec { target: target?, registries, variables, images, layers, rules })
}

fn same_variables(decoder: &mut Decoder, variables: &[Variable]) {
    let mut names = BTreeMap::new();
    for variable in variables {
        if let Some(first) = names.insert(variable.name.as_str(), variable.span) {
            let problem = decoder.invalid(variable.span, format!("variable `{}` is declared twice", variable.name));
            problem.related.push(Label { span: first, text: "first here".to_owned() });
        }
    }
}

const LEVELS: &[(&str, Option<Severity>)] = &[
    ("off", None),
    ("note", Some(Severity::Note)),
    ("warning", Some(Severity::Warning)),
    ("error", Some(Severity::Error)),
];

fn rules(decoder: &mut Decoder, node: &Node) -> Vec<RuleLevel> {
    let levels = decoder.entries(node).iter().filter_map(|entry| {
        let rule = Spanned { value: entry.key.clone(), span: entry.key_span };
        // YAML 1.1 reads a bare `off` as false; it is what people mean here.
        let level = match entry.value.as_bool() {
            Some(false) => Some(None),
            _ => decoder.choice(&entry.value, LEVELS),
        };
        level.map(|level| RuleLevel { rule, level })
    });
    levels.collect()
}
