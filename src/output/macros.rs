//! Macros of Palette in plain manifests, which nobody fills in there.

use super::{BuildError, plain};
use crate::render::Rendered;
use crate::resolve::macros;
use crate::source::Sources;
use std::collections::BTreeSet;

/// A macro that plain manifests keep as it is written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeptMacro {
    /// The file, below the folder of all layers.
    pub file: String,
    /// The macro.
    pub text: String,
}

/// Returns the macros that the plain manifests of a profile keep, each once for a file.
///
/// # Errors
/// Never in practice: namespaces are written from texts.
pub fn kept_macros(rendered: &Rendered, sources: &Sources) -> Result<BTreeSet<KeptMacro>, BuildError> {
    let mut kept = BTreeSet::new();
    for layer in plain::layers(rendered, sources)? {
        for file in &layer.files {
            let found = macros(&file.text).map(str::to_owned);
            kept.extend(found.map(|text| KeptMacro { file: format!("{}/{}", layer.name, file.name), text }));
        }
    }
    Ok(kept)
}
