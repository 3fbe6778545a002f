//! One layer: whose it is, where it comes from, and what is known of it.

use super::{Known, LayerFile, Place, Role};
use crate::decode::Spanned;
use crate::image::{ImageUse, Redirect};
use crate::kubernetes::{Crd, Manifest};
use crate::lock::Content;
use crate::pack::{Readiness, Window};
use crate::profile::{Minor, Name};
use crate::source::{SourceId, Span};
use crate::yaml::Node;
use std::collections::BTreeMap;

/// One layer.
#[derive(Debug)]
pub struct Layer {
    /// Its name in Palette and in messages.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// What it is to this run.
    pub role: Role,
    /// Where it comes from.
    pub source: LayerSource,
    /// Its name in catalogs and registries, when it is a pack.
    pub pack: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// The version of what it brings, without the revision of the pack; none when that is not a semantic version.
    pub release: Option<semver::Version>,
    /// When Palette installs it: layers with the lowest number first. Unknown where its values are.
    pub priority: Option<i64>,
    /// The namespace that Palette makes for it.
    pub namespace: Option<Spanned<String>>,
    /// Its values.
    pub values: Known<Node>,
    /// Its Kubernetes objects.
    pub objects: Known<Vec<Manifest>>,
    /// Its files, by their paths.
    pub files: Known<BTreeMap<String, LayerFile>>,
    /// Images that it declares for air-gapped sites.
    pub declared_images: Vec<String>,
    /// Images that the profile redirected in it.
    pub redirects: Vec<Redirect>,
}

/// Where a layer comes from.
#[derive(Debug)]
pub enum LayerSource {
    /// A pack source, rendered for a profile.
    Built(Box<OwnPack>),
    /// A profile that names an existing pack.
    Referenced,
    /// Plain manifests.
    Manifests,
    /// A cluster profile exported from Palette.
    Exported,
    /// The folder or archive of a pack.
    Packed,
    /// A lock, which holds what a pack was built from.
    Locked(Box<Content>),
}

/// A pack that is built from its source.
#[derive(Debug)]
pub struct OwnPack {
    /// The pack's name in the catalog.
    pub name: Name,
    /// The component's version.
    pub version: semver::Version,
    /// The minors of Kubernetes that this version is made for.
    pub kubernetes: Window,
    /// The minors of other packs that this version is made for.
    pub pairs: BTreeMap<Name, Minor>,
    /// Where the profile pins the version.
    pub pinned: Option<Span>,
    /// API groups whose definitions its operator makes at run time.
    pub provides: Vec<String>,
    /// Custom resources that must be ready before later layers start.
    pub readiness: Vec<Readiness>,
    /// Whether its source comes with vmopack, so that the user changes nothing in it.
    pub is_embedded: bool,
    /// The texts that hold its defaults.
    pub defaults: Vec<SourceId>,
    /// What a lock would say of it.
    pub content: Content,
}

impl Layer {
    /// Starts a layer of which only its name, place and source are known.
    pub(crate) fn named(name: impl Into<String>, source: LayerSource, span: Span) -> Self {
        Self {
            name: name.into(),
            span,
            role: Role::Judged,
            source,
            pack: None,
            version: None,
            release: None,
            priority: None,
            namespace: None,
            values: Known::Nothing,
            objects: Known::Nothing,
            files: Known::Nothing,
            declared_images: Vec::new(),
            redirects: Vec::new(),
        }
    }

    /// Fills in what the values of a pack tell Palette: namespace, images and install priority
    /// (<https://docs.spectrocloud.com/registries-and-packs/add-custom-packs/>).
    pub(crate) fn with_values(self, values: Known<Node>) -> Self {
        let Some(tree) = values.get() else { return Self { values, ..self } };
        let (namespace, declared_images) = (namespace(tree), images(tree));
        let priority = if values.is_whole() { priority(tree) } else { None };
        Self { priority, namespace, values, declared_images, ..self }
    }

    /// Returns the layer's place with its role.
    pub(crate) fn place(&self) -> Place {
        self.at(self.span)
    }

    /// Returns a place in the layer with its role.
    pub(crate) fn at(&self, span: Span) -> Place {
        Place { span, role: self.role }
    }

    /// Returns the name that Palette tells it from other layers by: an existing pack can get one in its values.
    pub(crate) fn name_in_palette(&self) -> &str {
        let values = self.values.get().filter(|_| matches!(self.source, LayerSource::Referenced));
        let display = values.and_then(|values| values.at(["pack", "spectrocloud.com/display-name"])?.as_str());
        display.unwrap_or(&self.name)
    }

    /// Returns the pack that it is built from, when it is one of ours.
    pub(crate) fn own_pack(&self) -> Option<&OwnPack> {
        match &self.source {
            LayerSource::Built(pack) => Some(pack),
            _ => None,
        }
    }

    /// Returns the pack that it is built from, when that has a name.
    pub(crate) fn own_pack_named(&self, name: &str) -> Option<&OwnPack> {
        self.own_pack().filter(|pack| pack.name.as_str() == name)
    }

    /// Returns what a lock says of it, or would say if it were locked as it is.
    pub(crate) fn content(&self) -> Option<&Content> {
        match &self.source {
            LayerSource::Built(pack) => Some(&pack.content),
            LayerSource::Locked(content) => Some(content),
            _ => None,
        }
    }

    /// Returns the objects that are known.
    pub(crate) fn manifests(&self) -> &[Manifest] {
        self.objects.get().map(Vec::as_slice).unwrap_or_default()
    }

    /// Says whether all objects that it brings are known.
    pub fn is_wholly_known(&self) -> bool {
        self.objects.is_whole()
    }

    /// Returns every image that its objects name.
    pub(crate) fn image_uses(&self) -> impl Iterator<Item = &ImageUse> {
        self.manifests().iter().flat_map(Manifest::image_uses)
    }

    /// Returns the version that objects of each CRD of the layer are stored in, by the name of the CRD.
    pub(crate) fn stored_versions(&self) -> BTreeMap<String, String> {
        if let Some(content) = self.content() {
            return content.stored.clone();
        }
        let crds = self.manifests().iter().filter_map(|manifest| Crd::of(&manifest.node));
        crds.filter_map(|crd| Some((crd.name()?.to_owned(), crd.storage_version()?.to_owned()))).collect()
    }
}

/// Reads the version of a component out of that of a pack: a number after it counts revisions of the pack, and would
/// otherwise be the number of a pre-release.
pub(crate) fn release(version: &str) -> Option<semver::Version> {
    let mut version = semver::Version::parse(version).ok()?;
    if version.pre.as_str().bytes().all(|byte| byte.is_ascii_digit()) {
        version.pre = semver::Prerelease::EMPTY;
    }
    Some(version)
}

fn namespace(values: &Node) -> Option<Spanned<String>> {
    let node = values.at(["pack", "namespace"])?;
    Some(Spanned { value: node.as_str()?.to_owned(), span: node.span })
}

fn images(values: &Node) -> Vec<String> {
    let content = values.at(["pack", "content"]);
    let images = content.map(|content| content.items("images")).unwrap_or_default().iter();
    images.filter_map(|image| Some(image.get("image")?.as_str()?.to_owned())).collect()
}

/// Reads the install priority; 0 where the values ask for none.
fn priority(values: &Node) -> Option<i64> {
    let Some(node) = values.at(["pack", "spectrocloud.com/install-priority"]) else { return Some(0) };
    node.as_str().map_or_else(|| node.as_i64(), |text| text.parse().ok())
}
