//! Everything that shares the target cluster, as rules see it: the layers, whose they are, and what is known of them.

mod files;
mod index;
mod known;
mod layer;
mod own;
mod role;
mod variables;
mod written;

pub use files::LayerFile;
pub use known::Known;
pub use layer::{Layer, LayerSource, OwnPack};
pub use role::{Place, Role};

pub(crate) use index::{Index, Object};
pub(crate) use layer::release;
pub(crate) use written::{Written, place_of};

use crate::diagnostic::Diagnostic;
use crate::image::ImageSource;
use crate::palette::ComposedPack;
use crate::profile::{Target, Variable};
use crate::render::Rendered;
use crate::source::Sources;

/// Everything that shares the target cluster.
#[derive(Debug, Default)]
pub struct Cluster {
    /// What the profile says of the cluster; none where no profile is judged.
    pub target: Option<Target>,
    /// Where the profile wants images to be pulled from.
    pub images: ImageSource,
    /// The layers that are judged, in the order in which they were given, and those that share the cluster with them.
    pub layers: Vec<Layer>,
    /// How many of the layers, the first ones, are those of the profile.
    pub(crate) profile_layers: usize,
    /// What the judged layers take the place of, as far as that is known: the layers of the lock, or of the older side
    /// of a comparison.
    pub before: Vec<Layer>,
    /// The variables of the profile; none where no profile is judged.
    pub variables: Option<Vec<Variable>>,
}

impl Cluster {
    /// Starts with the layers of a rendered profile, which are judged; `packs` are the composed packs of it.
    ///
    /// # Errors
    /// Returns every document that is not a Kubernetes object.
    pub(crate) fn from_profile(
        rendered: &Rendered,
        packs: &[ComposedPack],
        sources: &Sources,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let layers = own::layers(rendered, packs, sources, &mut problems);
        let profile = &rendered.profile;
        let cluster = Self {
            target: Some(profile.target.clone()),
            images: profile.images.clone(),
            profile_layers: layers.len(),
            layers,
            before: Vec::new(),
            variables: Some(profile.variables.clone()),
        };
        if problems.is_empty() { Ok(cluster) } else { Err(problems) }
    }

    /// Adds layers in a role.
    pub(crate) fn add(&mut self, role: Role, layers: impl IntoIterator<Item = Layer>) {
        let layers = layers.into_iter().map(|layer| Layer { role, ..layer });
        if role == Role::Before { self.before.extend(layers) } else { self.layers.extend(layers) }
    }

    /// Returns the layers of the profile.
    pub(crate) fn of_profile(&self) -> &[Layer] {
        &self.layers[..self.profile_layers.min(self.layers.len())]
    }

    /// Returns the layers that are judged.
    pub(crate) fn judged(&self) -> impl Iterator<Item = &Layer> {
        self.layers.iter().filter(|layer| layer.role == Role::Judged)
    }
}
