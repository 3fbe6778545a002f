//! Registries and those who name them fit together.

use super::layer::{DeclaredLayer, LayerContent, ReferenceLayer, RegistryKind};
use super::publication::RegistryEntry;
use super::target::Management;
use crate::decode::{Decoder, closest};
use crate::diagnostic::Label;
use std::collections::BTreeMap;

/// Registries that every tenant of Palette has, with their identifiers where Spectro Cloud runs it
/// (<https://docs.spectrocloud.com/registries-and-packs/registries/>).
const OF_PALETTE: &[(&str, RegistryKind, &str)] = &[
    ("Palette Community Registry", RegistryKind::Oci, ""),
    ("Palette Registry", RegistryKind::Oci, "64eaff453040297344bcad5d"),
    ("Public Repo", RegistryKind::Pack, "5eecc89d0b150045ae661cef"),
];

/// Returns the identifier of a registry that every tenant has; empty for others, and where somebody else runs Palette.
pub(crate) fn known_uid(name: &str, management: Management) -> &'static str {
    let known = OF_PALETTE.iter().find(|(known, _, _)| *known == name && management == Management::Saas);
    known.map_or("", |(_, _, uid)| uid)
}

/// Checks the list of registries.
pub(super) fn check(decoder: &mut Decoder, registries: &[RegistryEntry], layers: &[DeclaredLayer]) {
    let mut names = BTreeMap::new();
    for registry in registries {
        if let Some(first) = names.insert(registry.name.as_str(), registry.span) {
            let problem = decoder.invalid(registry.span, format!("registry `{}` is listed twice", registry.name));
            problem.related.push(Label { span: first, text: "first here".to_owned() });
        }
    }
    let mut defaults = registries.iter().filter(|registry| registry.default);
    let Some(first) = defaults.next() else { return };
    if let Some(second) = defaults.next() {
        let problem = decoder.invalid(second.span, "two registries are the default, and packs come from one");
        problem.related.push(Label { span: first.span, text: "first here".to_owned() });
    }
    let builds = layers.iter().any(|layer| matches!(layer.content, LayerContent::Pack(_)));
    if builds && first.kind != RegistryKind::Oci {
        let kind = first.kind.as_str();
        decoder.invalid(
            first.span,
            format!("packs are pushed to a registry of kind oci, and the default is of kind {kind}"),
        );
    }
}

/// Checks the registries that layers name, and gives a layer that names no kind the kind of its registry.
pub(super) fn settle(decoder: &mut Decoder, registries: &[RegistryEntry], layers: &mut [DeclaredLayer]) {
    let declared = registries.iter().map(|registry| (registry.name.as_str(), registry.kind));
    let known: Vec<(&str, RegistryKind)> = declared.chain(OF_PALETTE.iter().map(|known| (known.0, known.1))).collect();
    for layer in layers {
        if let LayerContent::Reference(reference) = &mut layer.content {
            settle_one(decoder, &known, reference);
        }
    }
}

fn settle_one(decoder: &mut Decoder, known: &[(&str, RegistryKind)], reference: &mut ReferenceLayer) {
    let Some(registry) = &reference.registry else { return };
    let Some((_, kind)) = known.iter().find(|(name, _)| *name == registry.value) else {
        let problem = decoder.invalid(registry.span, format!("nothing is known of registry `{}`", registry.value));
        problem.help = Some(match closest(&registry.value, known.iter().map(|(name, _)| *name)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "list it under `registries`, with its kind".to_owned(),
        });
        return;
    };
    match reference.kind_span {
        Some(span) if reference.kind != *kind => {
            let message = format!("registry `{}` is of kind {}", registry.value, kind.as_str());
            decoder.invalid(span, message).help = Some(format!("write `kind: {}`, or leave it out", kind.as_str()));
        }
        _ => reference.kind = *kind,
    }
}
