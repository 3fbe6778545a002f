//! The layers of a profile that was rendered.

use super::{Known, Layer, LayerFile, LayerSource, OwnPack};
use crate::decode::Spanned;
use crate::diagnostic::Diagnostic;
use crate::image::Redirect;
use crate::kubernetes::{from_documents, read_manifests};
use crate::palette::ComposedPack;
use crate::profile::LayerContent;
use crate::render::{Rendered, RenderedLayer, RenderedPack};
use crate::resolve::{ResolvedManifests, ResolvedReference};
use crate::source::{SourceId, Sources, Span};

pub(super) fn layers(
    rendered: &Rendered,
    packs: &[ComposedPack],
    sources: &Sources,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Layer> {
    let mut packs = packs.iter();
    let layers = rendered.layers.iter().filter_map(|layer| match layer {
        RenderedLayer::Pack(pack) => Some(built(pack, packs.next()?, pin(rendered, pack.resolved.layer), problems)),
        RenderedLayer::Reference(reference) => Some(existing(reference)),
        RenderedLayer::Manifests(manifests) => Some(plain(manifests, sources, problems)),
    });
    layers.collect()
}

/// Finds where the profile pins the version of the layer at a place.
fn pin(rendered: &Rendered, layer: Span) -> Option<Span> {
    let layer = rendered.profile.layers.iter().find(|own| own.span == layer)?;
    let LayerContent::Pack(pack) = &layer.content else { return None };
    pack.version.as_ref().map(|version| version.span)
}

fn built(pack: &RenderedPack, composed: &ComposedPack, pinned: Option<Span>, problems: &mut Vec<Diagnostic>) -> Layer {
    let resolved = &pack.resolved;
    let documents = pack.files.iter().flat_map(|file| file.documents.clone()).collect();
    let needed = || resolved.images.iter().filter(|image| image.needed);
    let redirects = needed().filter(|image| image.upstream != image.reference);
    let redirects =
        redirects.map(|image| Redirect { upstream: image.upstream.clone(), reference: image.reference.clone() });
    let digests = composed.digests.iter().map(|(path, digest)| (path.clone(), LayerFile::unread(digest.clone())));
    let source = LayerSource::Built(Box::new(OwnPack {
        name: resolved.pack.name.clone(),
        version: resolved.version.version.value.clone(),
        kubernetes: resolved.version.kubernetes,
        pairs: resolved.version.pairs.clone(),
        pinned,
        provides: resolved.pack.provides.clone(),
        readiness: resolved.pack.readiness.clone(),
        is_embedded: resolved.pack.is_embedded,
        defaults: defaults(pack),
        content: composed.content.clone(),
    }));
    Layer {
        pack: Some(resolved.pack.name.as_str().to_owned()),
        version: Some(resolved.published_version()),
        release: Some(resolved.version.version.value.clone()),
        priority: Some(resolved.pack.install_priority),
        namespace: Some(Spanned { value: resolved.pack.namespace.as_str().to_owned(), span: resolved.layer }),
        values: Known::Wholly(resolved.values.clone()),
        objects: Known::Wholly(from_documents(documents, problems)),
        files: Known::Wholly(digests.collect()),
        declared_images: needed().map(|image| image.reference.clone()).collect(),
        redirects: redirects.collect(),
        ..Layer::named(&resolved.name, source, resolved.layer)
    }
}

/// Returns the texts in which a pack keeps its values.
fn defaults(pack: &RenderedPack) -> Vec<SourceId> {
    let source = &pack.resolved.pack;
    let presets = source.presets.iter().map(|preset| &preset.values);
    let values = pack.resolved.version.values.iter().chain(presets).chain([&source.values]);
    let mut sources: Vec<SourceId> = values.map(|values| values.span.source).collect();
    sources.sort();
    sources.dedup();
    sources
}

fn existing(layer: &ResolvedReference) -> Layer {
    let reference = &layer.reference;
    let values = layer.tree.clone().map_or(Known::Nothing, Known::Wholly);
    let named = Layer::named(&reference.name.value, LayerSource::Referenced, reference.name.span);
    Layer {
        pack: Some(reference.name.value.clone()),
        version: Some(reference.version.value.clone()),
        release: super::release(&reference.version.value),
        // Without values in the profile, those of the pack itself count.
        priority: layer.install_priority(),
        ..named.with_values(values)
    }
}

fn plain(layer: &ResolvedManifests, sources: &Sources, problems: &mut Vec<Diagnostic>) -> Layer {
    let files = layer.files.iter();
    let manifests = files.flat_map(|file| read_manifests(file.value, sources, problems)).collect();
    let name = &layer.manifests.name;
    Layer {
        objects: Known::Wholly(manifests),
        priority: Some(layer.manifests.install_priority),
        redirects: layer.redirects.clone(),
        ..Layer::named(name.value.as_str(), LayerSource::Manifests, name.span)
    }
}
