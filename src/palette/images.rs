//! Every image that a cluster can pull because of a profile, and why.

use crate::image::ImageUse;
use crate::kubernetes::{ObjectId, read_manifests};
use crate::render::{Rendered, RenderedLayer, RenderedPack};
use crate::resolve::{ResolvedManifests, ResolvedReference};
use crate::source::Sources;

/// An image that one layer can pull.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LayerImage {
    /// Its reference, after mirrors.
    pub reference: String,
    /// The layer.
    pub layer: String,
    /// What it is needed for.
    pub reason: String,
    /// Dotted path of the value without which it is not pulled.
    pub when: Option<String>,
    /// Whether the values ask for it.
    pub needed: bool,
}

/// Returns every image that the layers can pull, sorted; those that the values do not ask for are not `needed`.
pub fn layer_images(rendered: &Rendered, sources: &Sources) -> Vec<LayerImage> {
    let mut images: Vec<LayerImage> = rendered.packs().flat_map(of_pack).collect();
    images.extend(plain(rendered).flat_map(|layer| of_manifests(layer, sources)));
    images.extend(references(rendered).flat_map(|reference| {
        declared(reference).map(|image| LayerImage {
            reference: image.to_owned(),
            layer: reference.reference.name.value.clone(),
            reason: "declared in `pack.content.images` of the values".to_owned(),
            when: None,
            needed: true,
        })
    }));
    images.sort();
    images.dedup();
    images
}

/// Returns the references of all images that the values ask for; sorted, each once.
pub fn images(rendered: &Rendered, sources: &Sources) -> Vec<String> {
    let needed = layer_images(rendered, sources).into_iter().filter(|image| image.needed);
    let mut images: Vec<String> = needed.map(|image| image.reference).collect();
    images.dedup();
    images
}

/// Returns the layers of existing packs whose values declare no images: what they pull is not known.
pub fn without_images(rendered: &Rendered) -> Vec<&ResolvedReference> {
    references(rendered).filter(|reference| declared(reference).next().is_none()).collect()
}

fn of_pack(pack: &RenderedPack) -> impl Iterator<Item = LayerImage> + '_ {
    let declared = &pack.resolved.version.images;
    pack.resolved.images.iter().map(move |image| LayerImage {
        reference: image.reference.clone(),
        layer: pack.resolved.name.clone(),
        reason: image.reason.clone(),
        when: declared
            .iter()
            .find(|declared| Some(&declared.key) == image.key.as_ref())
            .and_then(|declared| Some(declared.when.as_ref()?.value.clone())),
        needed: image.needed,
    })
}

/// Returns the images of plain manifests: they are pulled like those of packs, but nobody declares them.
fn of_manifests<'a>(layer: &'a ResolvedManifests, sources: &'a Sources) -> impl Iterator<Item = LayerImage> + 'a {
    // What is wrong with the objects is said where the cluster is put together.
    let objects = layer.files.iter().flat_map(|file| read_manifests(file.value, sources, &mut Vec::new()));
    objects.flat_map(|object| {
        let images: Vec<LayerImage> = object.image_uses().map(|image| of_object(layer, &object.id, image)).collect();
        images
    })
}

fn of_object(layer: &ResolvedManifests, object: &ObjectId, image: &ImageUse) -> LayerImage {
    LayerImage {
        reference: image.reference.clone(),
        layer: layer.manifests.name.value.to_string(),
        reason: image.reason(object),
        when: None,
        needed: true,
    }
}

fn plain(rendered: &Rendered) -> impl Iterator<Item = &ResolvedManifests> {
    rendered.layers.iter().filter_map(|layer| match layer {
        RenderedLayer::Manifests(manifests) => Some(manifests),
        _ => None,
    })
}

fn references(rendered: &Rendered) -> impl Iterator<Item = &ResolvedReference> {
    rendered.layers.iter().filter_map(|layer| match layer {
        RenderedLayer::Reference(reference) => Some(&**reference),
        _ => None,
    })
}

/// Returns the images that the values of an existing pack declare
/// (<https://docs.spectrocloud.com/registries-and-packs/add-custom-packs/>).
fn declared(reference: &ResolvedReference) -> impl Iterator<Item = &str> {
    let content = reference.tree.as_ref().and_then(|tree| tree.at(["pack", "content"]));
    let images = content.map(|content| content.items("images")).unwrap_or_default();
    images.iter().filter_map(|image| image.get("image")?.as_str()).filter(|image| !image.is_empty())
}
