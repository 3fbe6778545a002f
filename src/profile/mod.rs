//! The user's file: ordered layers plus the cluster that they land on.

mod images;
mod layer;
mod load;
mod name;
mod publication;
mod registries;
mod starter;
mod target;
mod variable;

pub use layer::{DeclaredLayer, LayerContent, ManifestLayer, PackLayer, PackRef, ReferenceLayer, RegistryKind};
pub use load::{LoadError, load, profile_name, read};
pub(crate) use name::parse_version;
pub use name::{InvalidMinor, InvalidName, Minor, Name};
pub use publication::RegistryEntry;
pub(crate) use registries::known_uid;
pub use starter::Starter;
pub use target::{Backups, Distribution, Management, Target};
pub use variable::Variable;

use crate::decode::{Ids, Spanned};
use crate::diagnostic::{Id, Severity};
use crate::image::ImageSource;
use crate::source::SourceId;
use std::path::PathBuf;

/// The JSON Schema of a profile, for editors.
pub const SCHEMA: &str = include_str!("schema.json");

/// The API group of every file that vmopack defines.
pub(crate) const API_GROUP: &str = "vmopack";

/// The `apiVersion` of every file that vmopack defines.
pub(crate) const API_VERSION: &str = "vmopack/v1alpha1";

pub(crate) static IDS: Ids = Ids {
    unknown_key: Id::new("profile/unknown-key"),
    missing_key: Id::new("profile/missing-key"),
    wrong_type: Id::new("profile/wrong-type"),
    invalid_value: Id::new("profile/invalid-value"),
};

/// The user's file, valid in itself.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The source that it was read from.
    pub source: SourceId,
    /// The folder of the file: what its paths are relative to.
    pub directory: PathBuf,
    /// The name; also the prefix of the names of its packs.
    pub name: Spanned<Name>,
    /// The version of the cluster profile.
    pub version: Spanned<semver::Version>,
    /// What it is for.
    pub description: String,
    /// The cluster that it lands on.
    pub target: Target,
    /// Registries as Palette knows them.
    pub registries: Vec<RegistryEntry>,
    /// Variables of the cluster profile.
    pub variables: Vec<Variable>,
    /// Where images are pulled from.
    pub images: ImageSource,
    /// The layers, in the user's order.
    pub layers: Vec<DeclaredLayer>,
    /// Severities of rules, by id or family.
    pub rules: Vec<RuleLevel>,
}

/// A severity that the user gives to a rule or a family of rules.
#[derive(Clone, Debug)]
pub struct RuleLevel {
    /// The rule's id, or a family.
    pub rule: Spanned<String>,
    /// The severity; `None` switches the rule off.
    pub level: Option<Severity>,
}
