//! Renders templates into manifests, twice where values are left to Palette.

mod context;
mod environment;
mod exposure;
mod filters;
mod growth;
mod helm;
mod line;
mod pack;
mod problem;
mod proof;
mod publish;
mod refuse;
mod syntax;
mod unpublish;
mod vocabulary;

pub(crate) use unpublish::with_defaults;
pub use vocabulary::{FILTERS, FUNCTIONS, VARIABLES};

use crate::diagnostic::Diagnostic;
use crate::profile::Profile;
use crate::resolve::{Resolution, ResolvedLayer, ResolvedManifests, ResolvedPack, ResolvedReference};
use crate::source::{SourceId, Sources};
use crate::yaml::{Node, Path};

/// Everything that a resolution renders to.
#[derive(Debug)]
pub struct Rendered {
    /// The profile.
    pub profile: Profile,
    /// Its layers, in its order.
    pub layers: Vec<RenderedLayer>,
}

/// One rendered layer.
#[derive(Debug)]
pub enum RenderedLayer {
    /// A pack that will be built.
    Pack(Box<RenderedPack>),
    /// A pack that exists already; only its values are known.
    Reference(Box<ResolvedReference>),
    /// Plain manifests.
    Manifests(ResolvedManifests),
}

/// A pack with its manifests.
#[derive(Debug)]
pub struct RenderedPack {
    /// What it was rendered from.
    pub resolved: ResolvedPack,
    /// Its manifest files, sorted by name.
    pub files: Vec<RenderedFile>,
}

/// One manifest file of a pack, in both forms.
#[derive(Debug)]
pub struct RenderedFile {
    /// File name without extension, such as `20-operator`: Palette's key for its values.
    pub stem: String,
    /// The template.
    pub template: SourceId,
    /// The text with all values in place: what rules and plain output read.
    pub resolved: SourceId,
    /// The documents of the resolved text.
    pub documents: Vec<Node>,
    /// The text that goes into the pack, a Helm template where values are exposed.
    pub published: String,
    /// The values that the published text leaves to Palette.
    pub exposed: Vec<Path>,
}

impl Rendered {
    /// Returns the packs that will be built, in the profile's order.
    pub fn packs(&self) -> impl Iterator<Item = &RenderedPack> {
        self.layers.iter().filter_map(|layer| match layer {
            RenderedLayer::Pack(pack) => Some(&**pack),
            _ => None,
        })
    }
}

/// Renders every layer.
///
/// # Errors
/// Returns every mistake that was found, in all templates.
pub fn render(resolution: Resolution, sources: &mut Sources) -> Result<Rendered, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut layers = Vec::new();
    let texts = pack::render_texts(&resolution, sources);
    let mut texts = texts.into_iter();
    for layer in resolution.layers {
        layers.push(match layer {
            ResolvedLayer::Pack(resolved) => {
                let text = texts.next().unwrap_or(Ok(Vec::new()));
                let rendered = text.and_then(|texts| pack::finish(*resolved, texts, sources));
                match rendered {
                    Ok(pack) => RenderedLayer::Pack(Box::new(pack)),
                    Err(mut found) => {
                        problems.append(&mut found);
                        continue;
                    }
                }
            }
            ResolvedLayer::Reference(reference) => RenderedLayer::Reference(reference),
            ResolvedLayer::Manifests(manifests) => RenderedLayer::Manifests(manifests),
        });
    }
    if problems.is_empty() { Ok(Rendered { profile: resolution.profile, layers }) } else { Err(problems) }
}
