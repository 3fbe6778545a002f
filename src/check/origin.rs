//! Where the user wrote what a manifest says.

use crate::cluster::Layer;
use crate::kubernetes::Manifest;
use crate::source::Span;
use crate::yaml::{Node, Path, PathStep};

/// Finds the value of a pack of ours that became a field of its manifest. Templates hand values on under the names that the
/// resource has for them, so it is the one equal value at the longest end of the field's path, anywhere in the values.
pub fn value_of(layer: &Layer, manifest: &Manifest, field: &Path) -> Option<Span> {
    layer.component.as_ref()?;
    let values = layer.values.as_ref()?;
    let wanted = field.find(&manifest.node)?.to_json();
    let ends = field.ends().map(|end| {
        let mut places = Vec::new();
        values.visit(&mut |node| {
            if end.find(node).is_some_and(|value| value.to_json() == wanted) {
                places.extend(place(node, &end));
            }
        });
        places
    });
    match ends.into_iter().find(|places| !places.is_empty())?[..] {
        [only] => Some(only),
        _ => None,
    }
}

/// Returns the place of a field's key, or of an item of a list.
pub fn place(root: &Node, field: &Path) -> Option<Span> {
    let parent = field.parent().map_or(Some(root), |path| path.find(root))?;
    match field.steps().last()? {
        PathStep::Key(key) => parent.as_mapping()?.entry(key).map(|entry| entry.key_span),
        PathStep::Index(index) => Some(parent.as_sequence()?.get(*index)?.span),
    }
}
