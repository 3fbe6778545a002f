//! Makes every choice that a profile leaves open: versions, values, images.

mod cause;
mod conditions;
mod exposed;
mod images;
mod manifest_images;
mod manifests;
mod nulls;
mod overrides;
mod packs;
mod presets;
mod reference;
mod schema;
mod unknown;
mod version;

pub(crate) use cause::with_cause;
pub use exposed::Exposed;
pub use images::ResolvedImage;
pub use overrides::{Override, parse_override};
pub use presets::OfferedPreset;
pub use schema::macros;
pub(crate) use unknown::unknown_packs;

use crate::decode::Spanned;
use crate::diagnostic::{Diagnostic, limited};
use crate::image::Redirect;
use crate::lock::Lock;
use crate::pack::{Catalog, Pack, PackVersion};
use crate::profile::{LayerContent, ManifestLayer, Minor, Profile, ReferenceLayer};
use crate::source::{SourceId, Sources, Span};
use crate::yaml::Node;

/// A profile with every choice made.
#[derive(Clone, Debug)]
pub struct Resolution {
    /// The profile.
    pub profile: Profile,
    /// Its layers, in its order.
    pub layers: Vec<ResolvedLayer>,
}

/// One layer with every choice made.
#[derive(Clone, Debug)]
pub enum ResolvedLayer {
    /// A pack that will be built.
    Pack(Box<ResolvedPack>),
    /// A pack that exists already.
    Reference(Box<ResolvedReference>),
    /// Plain manifests.
    Manifests(ResolvedManifests),
}

/// A pack that will be built.
#[derive(Clone, Debug)]
pub struct ResolvedPack {
    /// Where its layer stands in the profile.
    pub layer: Span,
    /// Its published name: `<profile>-<pack>`.
    pub name: String,
    /// The pack source.
    pub pack: Pack,
    /// The chosen version.
    pub version: PackVersion,
    /// Which content of this version it is, from 1.
    pub revision: u32,
    /// The Kubernetes minor of the target.
    pub kubernetes: Minor,
    /// The merged values; every node knows where it came from.
    pub values: Node,
    /// Values that are left to Palette.
    pub exposed: Vec<Exposed>,
    /// Presets that can be chosen in Palette, since nothing that they set is baked in.
    pub presets: Vec<OfferedPreset>,
    /// Images, as they will be pulled.
    pub images: Vec<ResolvedImage>,
}

impl ResolvedPack {
    /// Returns the published version: `<component>-<revision>`.
    pub fn published_version(&self) -> String {
        format!("{}-{}", self.version.version.value, self.revision)
    }
}

/// A pack that exists already.
#[derive(Clone, Debug)]
pub struct ResolvedReference {
    /// Where its layer stands in the profile.
    pub layer: Span,
    /// What the profile says of it.
    pub reference: ReferenceLayer,
    /// The complete text of its values, when the profile gives any.
    pub values: Option<SourceId>,
    /// The same values, each where the user wrote it.
    pub tree: Option<Node>,
}

impl ResolvedReference {
    /// Returns the install priority that its values ask for: 0 where they ask for none, nothing where they are not known.
    pub(crate) fn install_priority(&self) -> Option<i64> {
        let Some(node) = self.tree.as_ref()?.at(["pack", "spectrocloud.com/install-priority"]) else { return Some(0) };
        node.as_str().map_or_else(|| node.as_i64(), |text| text.parse().ok())
    }

    /// Returns the name that its values give the layer; a profile that holds one pack twice needs it.
    pub(crate) fn display_name(&self) -> Option<&str> {
        self.tree.as_ref()?.at(["pack", "spectrocloud.com/display-name"])?.as_str()
    }
}

/// Plain manifests.
#[derive(Clone, Debug)]
pub struct ResolvedManifests {
    /// Where the layer stands in the profile.
    pub layer: Span,
    /// What the profile says of it.
    pub manifests: ManifestLayer,
    /// The files that its patterns found, sorted.
    pub files: Vec<Spanned<SourceId>>,
    /// The images that were redirected in them.
    pub redirects: Vec<Redirect>,
}

/// Makes every choice that a profile leaves open.
///
/// # Errors
/// Returns every mistake that was found, in all layers.
pub fn resolve(
    profile: Profile,
    catalog: &Catalog,
    lock: &Lock,
    overrides: &[Override],
    sources: &mut Sources,
) -> Result<Resolution, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut resolved = packs::resolve(&profile, catalog, lock, overrides, sources, &mut problems);
    let mut layers = Vec::new();
    for (index, layer) in profile.layers.iter().enumerate() {
        match &layer.content {
            LayerContent::Pack(_) => {
                layers.extend(resolved.remove(&index).map(|pack| ResolvedLayer::Pack(Box::new(pack))));
            }
            LayerContent::Reference(reference) => {
                let found = reference::resolve(&profile, layer.span, reference, sources, &mut problems);
                layers.push(ResolvedLayer::Reference(Box::new(found)));
            }
            LayerContent::Manifests(content) => {
                let found = manifests::resolve(&profile, layer.span, content, sources, &mut problems);
                layers.push(ResolvedLayer::Manifests(found));
            }
        }
    }
    if problems.is_empty() { Ok(Resolution { profile, layers }) } else { Err(limited(problems)) }
}
