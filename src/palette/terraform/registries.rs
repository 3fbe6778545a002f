//! The registries that the packs of a cluster profile come from.

use crate::palette::hcl::{block, identifier, quoted};
use serde::Deserialize;

/// A registry, as `profile.json` names it.
#[derive(Deserialize)]
pub(super) struct Registry {
    metadata: Metadata,
}

#[derive(Deserialize)]
struct Metadata {
    uid: String,
    name: String,
}

/// The registries whose identifiers Terraform has to look up, in the order of their first use.
#[derive(Default)]
pub(super) struct Registries {
    found: Vec<Found>,
}

struct Found {
    origin: Lookup,
    label: String,
}

#[derive(PartialEq, Eq)]
enum Lookup {
    /// The profile names it.
    Named(String),
    /// The profile leaves it open, so whoever runs Terraform names it; for all packs of one type.
    Open(String),
}

impl Registries {
    /// Returns the expression for the identifier of a registry; `kind` is the type of the pack that comes from it.
    pub(super) fn expression(&mut self, registry: &Registry, kind: &str) -> String {
        let Metadata { uid, name } = &registry.metadata;
        if !uid.is_empty() {
            return quoted(uid);
        }
        let origin = if name.is_empty() { Lookup::Open(kind.to_owned()) } else { Lookup::Named(name.clone()) };
        let label = match self.found.iter().find(|found| found.origin == origin) {
            Some(found) => found.label.clone(),
            None => self.add(origin),
        };
        format!("data.spectrocloud_registry.{label}.id")
    }

    fn add(&mut self, origin: Lookup) -> String {
        let mut label = match &origin {
            Lookup::Named(name) => identifier(name),
            Lookup::Open(kind) => variable(kind),
        };
        while self.found.iter().any(|found| found.label == label) {
            label.push('_');
        }
        self.found.push(Found { origin, label: label.clone() });
        label
    }

    /// Writes the variables and the data sources.
    pub(super) fn blocks(&self) -> String {
        let blocks = self.found.iter().map(|Found { origin, label }| {
            let source =
                |name: String| block(0, &format!("data \"spectrocloud_registry\" \"{label}\""), &[("name", name)]);
            match origin {
                Lookup::Named(name) => format!("\n{}", source(quoted(name))),
                Lookup::Open(kind) => {
                    let name = variable(kind);
                    let text = format!("Name in Palette of the registry that holds the packs of type {kind}");
                    let content = [("description", quoted(&text)), ("type", "string".to_owned())];
                    let variable = block(0, &format!("variable \"{name}\""), &content);
                    format!("\n{variable}\n{}", source(format!("var.{name}")))
                }
            }
        });
        blocks.collect()
    }
}

fn variable(kind: &str) -> String {
    identifier(&format!("{kind}_registry"))
}
