//! Everything that shares the target cluster: own layers and foreign ones, as rules see them.

mod foreign;
mod manifest;
mod own;

pub use crate::image::{ImageUse, image_path};
pub use foreign::{ForeignError, read_foreign};
pub use manifest::{Manifest, ObjectId, read_manifests};
pub use own::literal_images;

use crate::diagnostic::Diagnostic;
use crate::profile::{ImageSource, Minor, Name, Target};
use crate::render::Rendered;
use crate::source::{Sources, Span};
use crate::yaml::Node;
use std::collections::BTreeMap;

/// Everything that shares the target cluster.
#[derive(Debug)]
pub struct Cluster {
    /// What the profile says of the cluster; absent when only manifests are checked.
    pub target: Option<Target>,
    /// Where the profile wants images to be pulled from.
    pub images: ImageSource,
    /// The layers: own ones first, in the profile's order.
    pub layers: Vec<Layer>,
}

/// One layer as rules see it.
#[derive(Debug)]
pub struct Layer {
    /// Its name in messages.
    pub name: String,
    /// Its name in catalogs and registries, when it is a pack.
    pub pack: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// Whose it is.
    pub origin: Origin,
    /// Whether everything that it brings is known; a Helm chart that was not rendered is not.
    pub complete: bool,
    /// Where it is declared.
    pub span: Span,
    /// The namespace that Palette makes for it.
    pub namespace: Option<Spot>,
    /// Its values, as far as they are known.
    pub values: Option<Node>,
    /// Its Kubernetes objects, as far as they are known.
    pub manifests: Vec<Manifest>,
    /// Images that it declares.
    pub declared_images: Vec<String>,
    /// The component's version when the layer is one of ours.
    pub component: Option<Component>,
}

/// A pack of ours inside a layer.
#[derive(Debug)]
pub struct Component {
    /// The pack's name in the catalog.
    pub pack: Name,
    /// The component's version.
    pub version: semver::Version,
    /// The minors of Kubernetes that this version is made for.
    pub kubernetes: crate::pack::Window,
    /// Where the profile pins the version.
    pub pinned: Option<Span>,
}

/// A text and where it stands.
#[derive(Clone, Debug)]
pub struct Spot {
    /// The text.
    pub text: String,
    /// Its place.
    pub span: Span,
}

/// Whose layer it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A layer that this profile builds or names.
    Own,
    /// A layer of another profile that shares the cluster.
    Context,
}

impl Cluster {
    /// Joins the layers of a rendered profile with those of other profiles.
    ///
    /// # Errors
    /// Returns every document that is no Kubernetes object.
    pub fn new(rendered: &Rendered, foreign: Vec<Layer>, sources: &Sources) -> Result<Self, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let mut layers = own::layers(rendered, sources, &mut problems);
        layers.extend(foreign);
        let (target, images) = (Some(rendered.profile.target.clone()), rendered.profile.images.clone());
        let cluster = Self { target, images, layers };
        if problems.is_empty() { Ok(cluster) } else { Err(problems) }
    }

    /// Returns every object with the layer that brings it.
    pub fn manifests(&self) -> impl Iterator<Item = (&Layer, &Manifest)> {
        self.layers.iter().flat_map(|layer| layer.manifests.iter().map(move |manifest| (layer, manifest)))
    }

    /// Groups all objects by what they are; each group in the order of the layers.
    pub fn objects(&self) -> BTreeMap<&ObjectId, Vec<(&Layer, &Manifest)>> {
        let mut groups: BTreeMap<&ObjectId, Vec<(&Layer, &Manifest)>> = BTreeMap::new();
        for (layer, manifest) in self.manifests() {
            groups.entry(&manifest.id).or_default().push((layer, manifest));
        }
        groups
    }

    /// Returns the Kubernetes minor of the target, when it is known.
    pub fn kubernetes(&self) -> Option<Minor> {
        self.target.as_ref().map(|target| target.kubernetes.value)
    }

    /// Says whether a place is about something that this profile does not bring: a layer of another profile, or what
    /// its own target says of the cluster.
    pub fn is_foreign(&self, span: Span, sources: &Sources) -> bool {
        let about_target = self.target.as_ref().is_some_and(|target| {
            [target.kubernetes.span, target.distribution.span, target.backups.span].contains(&span)
        });
        let file = sources.in_file(span).source;
        let mut context = self.layers.iter().filter(|layer| layer.origin == Origin::Context);
        about_target || context.any(|layer| sources.in_file(layer.span).source == file)
    }
}

impl Layer {
    /// Returns every image that its objects name.
    pub fn image_uses(&self) -> impl Iterator<Item = ImageUse> {
        self.manifests.iter().flat_map(Manifest::image_uses)
    }
}
