//! Everything that shares the target cluster: own layers and foreign ones, as rules see them.

mod built;
mod files;
mod foreign;
mod locked;
mod own;

pub use built::{built_pack, is_read_from_pack};
pub use files::LayerFile;
pub use foreign::{ForeignError, read_foreign};
pub use locked::locked_layers;
pub use own::{LiteralImage, literal_images};

use crate::diagnostic::Diagnostic;
use crate::image::ImageUse;
use crate::kubernetes::{Crd, Manifest, ObjectId};
use crate::lock::Content;
use crate::profile::{ImageSource, Minor, Name, Target, Variable};
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
    /// What these layers take the place of, as far as that is known: those of the lock, or of the older side of a
    /// comparison.
    pub previous: Vec<Layer>,
    /// The variables that the profile declares.
    pub variables: Vec<Variable>,
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
    /// The version of what it brings, without the revision of the pack; none when it is no semantic version.
    pub release: Option<semver::Version>,
    /// Whose it is.
    pub origin: Origin,
    /// Whether everything that it brings is known; a Helm chart that was not rendered is not.
    pub complete: bool,
    /// Where it is declared.
    pub span: Span,
    /// When Palette installs it: those with the lowest number first. Unknown for layers of others.
    pub priority: Option<i64>,
    /// The namespace that Palette makes for it.
    pub namespace: Option<Spot>,
    /// Its values, as far as they are known.
    pub values: Option<Node>,
    /// Its Kubernetes objects, as far as they are known.
    pub manifests: Vec<Manifest>,
    /// Its files, by their paths; known of packs that were built before and of exported profiles.
    pub files: BTreeMap<String, LayerFile>,
    /// Images that it declares.
    pub declared_images: Vec<String>,
    /// The component's version when the layer is one of ours.
    pub component: Option<Component>,
    /// What a lock says of it, or would say if it were locked as it is; known only where locks are compared.
    pub locked: Option<Content>,
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
    /// The minors of other packs that this version is made for.
    pub pairs: BTreeMap<Name, Minor>,
    /// Where the profile pins the version.
    pub pinned: Option<Span>,
    /// API groups whose definitions its operator makes at run time.
    pub provides: Vec<String>,
    /// Custom resources that must be ready before later layers start.
    pub readiness: Vec<crate::pack::Readiness>,
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
    /// A layer that was given as it is: a pack that was built before, or what a lock says of one.
    Input,
}

/// Reads the version of a component out of that of a pack: a number behind it counts revisions of the pack, and would
/// else be the number of a pre-release.
fn release(version: &str) -> Option<semver::Version> {
    let mut version = semver::Version::parse(version).ok()?;
    if version.pre.as_str().bytes().all(|byte| byte.is_ascii_digit()) {
        version.pre = semver::Prerelease::EMPTY;
    }
    Some(version)
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
        let variables = rendered.profile.variables.clone();
        let (target, images) = (Some(rendered.profile.target.clone()), rendered.profile.images.clone());
        let cluster = Self { target, images, layers, previous: Vec::new(), variables };
        if problems.is_empty() { Ok(cluster) } else { Err(problems) }
    }

    /// Says what the layers take the place of.
    #[must_use]
    pub fn after(self, previous: Vec<Layer>) -> Self {
        Self { previous, ..self }
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

    /// Returns the layers of the profile itself.
    pub fn own_layers(&self) -> impl Iterator<Item = &Layer> {
        self.layers.iter().filter(|layer| layer.origin == Origin::Own)
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
    /// Starts a layer of which nothing is known but its name and place.
    pub(crate) fn named(name: impl Into<String>, origin: Origin, span: Span) -> Self {
        Self {
            name: name.into(),
            pack: None,
            version: None,
            release: None,
            origin,
            complete: false,
            span,
            priority: None,
            namespace: None,
            values: None,
            manifests: Vec::new(),
            files: BTreeMap::new(),
            declared_images: Vec::new(),
            component: None,
            locked: None,
        }
    }

    /// Returns the place that decides its version: where the profile pins it, else the layer.
    pub fn pin(&self) -> Span {
        self.component.as_ref().and_then(|component| component.pinned).unwrap_or(self.span)
    }

    /// Returns every image that its objects name.
    pub fn image_uses(&self) -> impl Iterator<Item = ImageUse> {
        self.manifests.iter().flat_map(Manifest::image_uses)
    }

    /// Returns the version that objects of each CRD of the layer are stored in, by the name of the CRD.
    pub fn stored_versions(&self) -> BTreeMap<String, String> {
        if let Some(locked) = &self.locked {
            return locked.stored.clone();
        }
        let crds = self.manifests.iter().filter_map(|manifest| Crd::of(&manifest.node));
        crds.filter_map(|crd| Some((crd.name()?.to_owned(), crd.storage_version()?.to_owned()))).collect()
    }
}
