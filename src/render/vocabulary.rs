//! What templates can use: the part of the engine that pack authors may rely on, as `packs/README.md` documents it.

/// The variables.
pub static VARIABLES: &[&str] = &[
    "values",
    "facts",
    "images",
    "pack.name",
    "pack.namespace",
    "pack.version",
    "profile.packs",
    "profile.references",
    "target.kubernetes",
    "target.minor",
    "target.distribution",
    "target.management",
    "target.airgap",
];

/// The filters.
pub static FILTERS: &[&str] = &[
    "toyaml",
    "tojson",
    "indent",
    "sha256",
    "default",
    "first",
    "int",
    "items",
    "join",
    "last",
    "length",
    "list",
    "lower",
    "map",
    "max",
    "min",
    "reject",
    "rejectattr",
    "replace",
    "select",
    "selectattr",
    "sort",
    "split",
    "string",
    "trim",
    "unique",
    "upper",
];

/// The functions.
pub static FUNCTIONS: &[&str] = &["refuse", "range", "dict", "namespace"];
