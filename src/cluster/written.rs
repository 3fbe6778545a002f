//! Where the user wrote what a layer or one of its objects says.

use super::{Layer, OwnPack, Place};
use crate::kubernetes::Manifest;
use crate::source::Span;
use crate::yaml::{Node, Path, PathStep};

/// What a finding is about. A span is where an object shows it: the place that the user changes where no value does.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Written<'a> {
    /// The version of the layer.
    Version,
    /// The namespace of the layer.
    Namespace,
    /// An object as a whole.
    Object(&'a Manifest),
    /// What a value decides.
    Value(&'a Path, Span),
    /// A field of an object.
    Field(&'a Manifest, &'a Path, Span),
    /// A text that a value hands on unchanged.
    Text(&'a str, Span),
}

impl Layer {
    /// Returns the place that the user changes. The objects of a pack of ours are rendered, so there it is in the profile
    /// or in the values; elsewhere it is in the object itself.
    pub(crate) fn written(&self, what: Written<'_>) -> Place {
        let span = match (what, self.own_pack()) {
            (Written::Version, pack) => pack.and_then(|pack| pack.pinned).unwrap_or(self.span),
            (Written::Namespace, _) => self.namespace.as_ref().map_or(self.span, |namespace| namespace.span),
            (Written::Object(object), None) => object.name_span,
            (Written::Object(_), Some(_)) => self.span,
            (Written::Value(_, shown) | Written::Field(_, _, shown) | Written::Text(_, shown), None) => shown,
            (Written::Value(path, shown), Some(pack)) => self.value(path, pack).unwrap_or(shown),
            (Written::Field(object, field, shown), Some(_)) => self.value_behind(object, field).unwrap_or(shown),
            (Written::Text(text, shown), Some(_)) => self.value_of_text(text).unwrap_or(shown),
        };
        self.at(span)
    }

    /// Says whether a place is in the defaults of a pack of ours, not where the profile sets its values.
    pub(crate) fn is_default(&self, span: Span) -> bool {
        self.own_pack().is_some_and(|pack| pack.defaults.contains(&span.source))
    }

    /// Returns the place of a value; that of the layer where a pack decides that the user cannot change.
    fn value(&self, path: &Path, pack: &OwnPack) -> Option<Span> {
        let found = self.values.get().and_then(|values| path.find(values)).map(|node| node.span);
        let by_pack = pack.is_embedded.then_some(self.span);
        found.filter(|span| !(pack.is_embedded && self.is_default(*span))).or(by_pack)
    }

    /// Finds the value that became a field. Templates hand values on under the names that the resource has for them, so it
    /// is the one equal value at the longest end of the field's path, anywhere in the values.
    fn value_behind(&self, object: &Manifest, field: &Path) -> Option<Span> {
        let values = self.values.get()?;
        let wanted = field.find(&object.node)?.to_json();
        let ends = field.ends().map(|end| {
            let mut places = Vec::new();
            values.visit(&mut |node| {
                if end.find(node).is_some_and(|value| value.to_json() == wanted) {
                    places.extend(place_of(node, &end));
                }
            });
            places
        });
        match ends.into_iter().find(|places| !places.is_empty())?[..] {
            [only] => Some(only),
            _ => None,
        }
    }

    fn value_of_text(&self, text: &str) -> Option<Span> {
        let mut found = None;
        self.values.get()?.visit(&mut |node| {
            if node.as_str() == Some(text) {
                found = Some(node.span);
            }
        });
        found
    }
}

/// Returns the place of a field's key, or of an item of a list.
pub(crate) fn place_of(root: &Node, field: &Path) -> Option<Span> {
    let parent = field.parent().map_or(Some(root), |path| path.find(root))?;
    match field.steps().last()? {
        PathStep::Key(key) => parent.as_mapping()?.entry(key).map(|entry| entry.key_span),
        PathStep::Index(index) => Some(parent.as_sequence()?.get(*index)?.span),
    }
}
