//! Two sides, layer by layer.

use super::fields::FieldChange;
use super::gates::{self, KubeVirtChange};
use super::layer::{self, LayerChange};
use super::removal::Remaining;
use super::variables;
use super::view::View;
use crate::cluster::Layer;
use crate::input::Extent;
use crate::profile::Variable;

/// One side of a comparison.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// Its layers.
    pub layers: &'a [Layer],
    /// How much of a profile they are.
    pub extent: Extent,
    /// The variables of a profile.
    pub variables: Option<&'a [Variable]>,
}

/// Everything that changes, to be rendered as text or as JSON.
#[derive(Debug)]
pub struct Diff {
    /// The variables of the profile; none when a side is not a profile.
    pub(super) variables: Option<Vec<FieldChange>>,
    /// The layers that change: those of the new side in its order, then those that go.
    pub(super) layers: Vec<LayerChange>,
    /// The change of KubeVirt and of what its feature gates mean, when both sides bring KubeVirt.
    pub(super) kubevirt: Option<KubeVirtChange>,
    /// How many layers stay as they are.
    pub(super) unchanged: usize,
    /// Names of the layers that the other side cannot show: a lock knows built packs only, an archive only itself.
    pub(super) not_compared: Vec<String>,
}

/// Compares two states of a profile's layers.
pub fn diff(old: Side<'_>, new: Side<'_>) -> Diff {
    let (before, after) = (View::all(old.layers), View::all(new.layers));
    let mut result = Diff {
        variables: old.variables.zip(new.variables).map(|(old, new)| variables::compare(old, new)),
        layers: Vec::new(),
        kubevirt: gates::compare(&before, &after),
        unchanged: 0,
        not_compared: Vec::new(),
    };
    let remaining = Remaining::of(&after);
    for layer in &after {
        match find(&before, *layer, &after) {
            Some(before) => match layer::changed(before, *layer, &remaining) {
                Some(change) => result.layers.push(change),
                None => result.unchanged += 1,
            },
            None if old.shows(*layer) => result.layers.push(layer::added(*layer)),
            None => result.not_compared.push(layer.name().to_owned()),
        }
    }
    for layer in before.iter().filter(|layer| find(&after, **layer, &before).is_none()) {
        if new.shows(*layer) {
            result.layers.push(layer::removed(*layer, &remaining));
        } else {
            result.not_compared.push(layer.name().to_owned());
        }
    }
    result
}

/// Finds what a layer is on the other side. A folder may hold one pack in several versions: those that both sides have
/// belong together, and one of the others with one of the others.
fn find<'a>(there: &[View<'a>], layer: View<'_>, here: &[View<'_>]) -> Option<View<'a>> {
    if let Some(same) = same(there, layer) {
        return Some(same);
    }
    let alone = here.iter().filter(|other| other.name() == layer.name() && same(there, **other).is_none());
    let rank = alone.take_while(|other| !other.is(layer)).count();
    let others = there.iter().filter(|other| other.name() == layer.name() && same(here, **other).is_none());
    others.copied().nth(rank)
}

/// Returns the layer of the same name and version.
fn same<'a>(layers: &[View<'a>], layer: View<'_>) -> Option<View<'a>> {
    let mut layers = layers.iter().copied();
    layers.find(|other| other.name() == layer.name() && other.version() == layer.version())
}

impl Side<'_> {
    /// Says whether a layer of the other side would be here if it existed.
    fn shows(self, layer: View<'_>) -> bool {
        match self.extent {
            Extent::Profile => true,
            Extent::Packs => layer.is_built(),
            Extent::Layer => false,
        }
    }
}
