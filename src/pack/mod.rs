//! Pack sources: what a pack is made of before it meets a profile.

mod capabilities;
mod catalog;
mod embedded;
mod files;
mod image;
mod inherit;
mod load;
mod metadata;
mod presets;
mod schema;
mod starter;
mod texts;
mod value_images;
mod version;

pub use capabilities::{CapabilityTable, Choice, Effect, NoTable};
pub use catalog::{Catalog, CatalogError};
pub use image::Image;
pub use metadata::{Conflict, Readiness};
pub use presets::Preset;
pub use schema::Schema;
pub use starter::PackStarter;
pub(crate) use value_images::{SchemaStep, ValueImages};
pub use version::{PackVersion, Window};

use crate::decode::Ids;
use crate::diagnostic::Id;
use crate::profile::Name;
use crate::source::SourceId;
use crate::yaml::Node;
use std::collections::BTreeMap;

pub(crate) static IDS: Ids = Ids {
    unknown_key: Id::new("pack/unknown-key"),
    missing_key: Id::new("pack/missing-key"),
    wrong_type: Id::new("pack/wrong-type"),
    invalid_value: Id::new("pack/invalid-value"),
};

/// A pack source.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Whether it comes with vmopack.
    pub is_embedded: bool,
    /// Its name in the catalog; a profile's name is put before it in what is built.
    pub name: Name,
    /// Name shown to people.
    pub display_name: String,
    /// What it brings, in a sentence.
    pub description: String,
    /// Where its software comes from.
    pub upstream: String,
    /// Licence of its software.
    pub license: String,
    /// Palette's add-on type.
    pub addon_type: String,
    /// Install priority in Palette: layers with a lower one are installed first.
    pub install_priority: i64,
    /// The namespace of its own.
    pub namespace: Name,
    /// Labels of the namespace.
    pub namespace_labels: BTreeMap<String, String>,
    /// Packs whose version is chosen before this one's.
    pub after: Vec<Name>,
    /// Packs of Palette that must not share a cluster with it.
    pub conflicts: Vec<Conflict>,
    /// Custom resources that must be ready before later layers start.
    pub readiness: Vec<Readiness>,
    /// Places in its values that name images.
    pub(crate) images_in_values: Vec<ValueImages>,
    /// API groups whose definitions its operator makes at run time.
    pub provides: Vec<String>,
    /// Versions, newest first.
    pub versions: Vec<PackVersion>,
    /// Default values.
    pub values: Node,
    /// JSON Schema of the values.
    pub schema: Schema,
    /// Named sets of values.
    pub presets: Vec<Preset>,
    /// Templates, sorted by file name; those that start with `_` only hold macros.
    pub(crate) templates: Vec<Template>,
    /// What people should know about it, in Markdown.
    pub readme: Vec<u8>,
    /// Its picture, a PNG.
    pub logo: Vec<u8>,
}

/// One template of a pack.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    /// File name, such as `20-operator.yaml`; what is before `.yaml` is a DNS label, or one behind `_`.
    pub(crate) name: String,
    /// Its text.
    pub(crate) source: SourceId,
}
