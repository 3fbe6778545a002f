//! The layers of the profile itself.

use super::{Component, Layer, Origin, Spot};
use crate::diagnostic::Diagnostic;
use crate::image::Puller;
use crate::kubernetes::{Manifest, ObjectId, from_documents, read_manifests};
use crate::profile::LayerContent;
use crate::render::{Rendered, RenderedLayer, RenderedPack};
use crate::resolve::{ResolvedManifests, ResolvedReference};
use crate::source::{Sources, Span};
use crate::yaml::Node;

pub(super) fn layers(rendered: &Rendered, sources: &Sources, problems: &mut Vec<Diagnostic>) -> Vec<Layer> {
    let layers = rendered.layers.iter().map(|layer| match layer {
        RenderedLayer::Pack(pack) => built(pack, pin(rendered, pack.resolved.layer), problems),
        RenderedLayer::Reference(reference) => existing(reference),
        RenderedLayer::Manifests(manifests) => plain(manifests, sources, problems),
    });
    layers.collect()
}

/// Finds where the profile pins the version of the layer at a place.
fn pin(rendered: &Rendered, layer: Span) -> Option<Span> {
    let layer = rendered.profile.layers.iter().find(|own| own.span == layer)?;
    let LayerContent::Pack(pack) = &layer.content else { return None };
    pack.version.as_ref().map(|version| version.span)
}

fn built(pack: &RenderedPack, pinned: Option<Span>, problems: &mut Vec<Diagnostic>) -> Layer {
    let resolved = &pack.resolved;
    let documents = pack.files.iter().flat_map(|file| file.documents.clone()).collect();
    let needed = resolved.images.iter().filter(|image| image.needed);
    Layer {
        pack: Some(resolved.pack.name.as_str().to_owned()),
        version: Some(resolved.published_version()),
        release: Some(resolved.version.version.value.clone()),
        complete: true,
        priority: Some(resolved.pack.install_priority),
        namespace: Some(Spot { text: resolved.pack.namespace.as_str().to_owned(), span: resolved.layer }),
        values: Some(resolved.values.clone()),
        manifests: from_documents(documents, problems),
        declared_images: needed.map(|image| image.reference.clone()).collect(),
        component: Some(Component {
            pack: resolved.pack.name.clone(),
            version: resolved.version.version.value.clone(),
            kubernetes: resolved.version.kubernetes,
            pairs: resolved.version.pairs.clone(),
            pinned,
            provides: resolved.pack.provides.clone(),
            readiness: resolved.pack.readiness.clone(),
        }),
        ..Layer::named(&resolved.name, Origin::Own, resolved.layer)
    }
}

fn existing(layer: &ResolvedReference) -> Layer {
    let reference = &layer.reference;
    Layer {
        pack: Some(reference.name.value.clone()),
        version: Some(reference.version.value.clone()),
        release: super::release(&reference.version.value),
        priority: layer.install_priority(),
        namespace: layer.tree.as_ref().and_then(namespace),
        declared_images: layer.tree.as_ref().map(images).unwrap_or_default(),
        values: layer.tree.clone(),
        ..Layer::named(&reference.name.value, Origin::Own, reference.name.span)
    }
}

/// Returns the namespace that the values of a pack ask Palette for.
pub(super) fn namespace(values: &Node) -> Option<Spot> {
    let node = values.at(["pack", "namespace"])?;
    Some(Spot { text: node.as_str()?.to_owned(), span: node.span })
}

/// Returns the images that the values of a pack tell Palette of.
pub(super) fn images(values: &Node) -> Vec<String> {
    let content = values.at(["pack", "content"]);
    let images = content.map(|content| content.items("images")).unwrap_or_default().iter();
    images.filter_map(|image| Some(image.get("image")?.as_str()?.to_owned())).collect()
}

fn plain(layer: &ResolvedManifests, sources: &Sources, problems: &mut Vec<Diagnostic>) -> Layer {
    let files = layer.files.iter();
    let manifests: Vec<Manifest> = files.flat_map(|file| read_manifests(file.value, sources, problems)).collect();
    let name = &layer.manifests.name;
    let priority = Some(layer.manifests.install_priority);
    Layer { complete: true, manifests, priority, ..Layer::named(name.value.as_str(), Origin::Own, name.span) }
}

/// An image that a plain manifest names.
#[derive(Clone, Debug)]
pub struct LiteralImage {
    /// The reference.
    pub reference: String,
    /// The layer.
    pub layer: String,
    /// The object.
    pub object: ObjectId,
    /// Who pulls it.
    pub puller: Puller,
}

/// Returns the images of plain manifests: they are pulled like those of packs, but nobody declares them.
pub fn literal_images(rendered: &Rendered, sources: &Sources) -> Vec<LiteralImage> {
    let mut images = Vec::new();
    for layer in &rendered.layers {
        let RenderedLayer::Manifests(manifests) = layer else { continue };
        let layer = plain(manifests, sources, &mut Vec::new());
        for manifest in &layer.manifests {
            images.extend(manifest.image_uses().into_iter().map(|image| LiteralImage {
                reference: image.reference,
                layer: layer.name.clone(),
                object: manifest.id.clone(),
                puller: image.puller,
            }));
        }
    }
    images
}
