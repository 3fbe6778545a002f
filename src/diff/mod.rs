//! What changes from one state of a profile's layers to another, layer by layer.
//!
//! The types here are also the JSON form, version 1 ([`render_json`]): keys may be added, never removed or retyped.

mod fields;
mod files;
mod gates;
mod images;
mod json;
mod layer;
mod objects;
mod permissions;
mod removal;
mod secrets;
mod text;
mod variables;

pub use fields::FieldChange;
pub use gates::{GateChange, GateList, GateState, KubeVirtChange};
pub use images::ImageChange;
pub use json::render_json;
pub use objects::{Object, ObjectChange};
pub use permissions::{Permission, PermissionChange};
pub use removal::{Removal, Workloads};
pub use text::render_text;

use crate::cluster::Layer;
use crate::input::Extent;
use crate::profile::Variable;
use serde::Serialize;

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

/// Everything that changes.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Diff {
    /// The variables of the profile; none when a side is no profile.
    pub variables: Option<Vec<FieldChange>>,
    /// The layers that change: those of the new side in its order, then those that go.
    pub layers: Vec<LayerChange>,
    /// The change of KubeVirt and of what its feature gates mean, when both sides bring KubeVirt.
    pub kubevirt: Option<KubeVirtChange>,
    /// How many layers stay as they are.
    pub unchanged: usize,
    /// Names of the layers that the other side cannot show: a lock knows built packs only, an archive only itself.
    pub not_compared: Vec<String>,
}

/// What changes in one layer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LayerChange {
    /// Its name.
    pub name: String,
    /// What happens to it.
    pub change: Change,
    /// Its version.
    pub version: Pair<String>,
    /// Which way its component goes.
    pub direction: Option<Direction>,
    /// Its namespace, when that changes.
    pub namespace: Option<Pair<String>>,
    /// Its values; none when the sides hold different kinds of them, or one holds none.
    pub values: Option<Vec<FieldChange>>,
    /// Its objects; none when one side does not know them.
    pub objects: Option<Vec<ObjectChange>>,
    /// Whether every object of both sides is known; a template of somebody else's is not.
    pub complete: bool,
    /// Its files that change, apart from those that both sides hold as values or objects.
    pub files: Vec<FileChange>,
    /// The digests of all its content, when both sides know them and they differ.
    pub content: Option<Pair<String>>,
    /// When Palette installs it, when that changes.
    pub priority: Option<Pair<i64>>,
    /// What later layers wait for.
    pub readiness: Vec<Pair<String>>,
    /// Its images.
    pub images: Vec<ImageChange>,
    /// What its roles may do, apart from roles that come or go as a whole.
    pub permissions: Vec<PermissionChange>,
    /// What goes with the layer, or with the objects that it no longer has.
    pub removal: Option<Removal>,
}

/// What happens to something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Change {
    /// It is new.
    Added,
    /// It goes.
    Removed,
    /// It stays, but not as it is.
    Changed,
}

/// Which way a version goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Direction {
    /// To a newer one.
    Upgrade,
    /// To an older one.
    Downgrade,
}

/// Something before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pair<T> {
    /// Before; none when it was not there.
    pub old: Option<T>,
    /// After; none when it is not there any more.
    pub new: Option<T>,
}

/// A file that is compared by its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileChange {
    /// Its name.
    pub name: String,
    /// What happens to it.
    pub change: Change,
}

impl<T: PartialEq> Pair<T> {
    /// Pairs what is before with what is after.
    pub fn new(old: Option<T>, new: Option<T>) -> Self {
        Self { old, new }
    }

    /// Says whether both are the same.
    pub fn is_same(&self) -> bool {
        self.old == self.new
    }
}

/// Compares two states of a profile's layers.
pub fn diff(old: Side<'_>, new: Side<'_>) -> Diff {
    let mut result = Diff {
        variables: old.variables.zip(new.variables).map(|(old, new)| variables::compare(old, new)),
        layers: Vec::new(),
        kubevirt: None,
        unchanged: 0,
        not_compared: Vec::new(),
    };
    let stays = removal::stays(new.layers);
    for after in new.layers {
        match find(old.layers, after, new.layers) {
            Some(before) => match layer::changed(before, after, &stays) {
                Some(change) => result.layers.push(change),
                None => result.unchanged += 1,
            },
            None if old.shows(after) => result.layers.push(layer::added(after)),
            None => result.not_compared.push(after.name.clone()),
        }
    }
    for before in old.layers.iter().filter(|before| find(new.layers, before, old.layers).is_none()) {
        if new.shows(before) {
            result.layers.push(layer::removed(before, &stays));
        } else {
            result.not_compared.push(before.name.clone());
        }
    }
    result.kubevirt = gates::compare(old.layers, new.layers);
    result
}

/// Finds what a layer is on the other side. A folder may hold one pack in several versions: those that both sides have
/// belong together, and one of the others with one of the others.
fn find<'a>(there: &'a [Layer], layer: &Layer, here: &[Layer]) -> Option<&'a Layer> {
    let same = |layers: &'_ [Layer], name: &Layer| {
        layers.iter().position(|other| other.name == name.name && other.version == name.version)
    };
    if let Some(index) = same(there, layer) {
        return there.get(index);
    }
    let alone = here.iter().filter(|other| other.name == layer.name && same(there, other).is_none());
    let rank = alone.take_while(|other| !std::ptr::eq(*other, layer)).count();
    there.iter().filter(|other| other.name == layer.name && same(here, other).is_none()).nth(rank)
}

impl Side<'_> {
    /// Says whether a layer of the other side would be here if it existed.
    fn shows(self, layer: &Layer) -> bool {
        match self.extent {
            Extent::Profile => true,
            Extent::Packs => layer::is_built(layer),
            Extent::Layer => false,
        }
    }
}
