//! Reads `facts` of `pack.yaml`, as the templates of the pack read them.

use super::{CapabilityTable, Choice, Effect};
use crate::pack::{Pack, PackVersion};
use crate::profile::Minor;
use crate::yaml::{Node, Path};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The facts of a version that capabilities come from.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Facts {
    minor: u32,
    beta_default: bool,
    stages: BTreeMap<String, Vec<String>>,
    capabilities: Map<String, Value>,
    switches: Map<String, Value>,
}

/// One entry of `capabilities` or `switches`.
#[derive(Deserialize)]
struct Entry {
    gate: Option<String>,
    #[serde(default)]
    since: u32,
    #[serde(default)]
    kubernetes: u32,
    #[serde(default)]
    fields: Map<String, Value>,
    #[serde(default)]
    from: BTreeMap<String, String>,
    against: Option<String>,
    value: Option<String>,
    sets: Option<String>,
}

pub(super) fn table(
    pack: &Pack,
    version: &PackVersion,
    kubernetes: Minor,
) -> Result<CapabilityTable, serde_json::Error> {
    let facts = version.facts.as_ref().map(Node::to_json).unwrap_or_default();
    let reader = Reader { facts: serde_json::from_value(facts)?, kubernetes };
    let default = |path: &str| {
        let path = Path::of_keys(path);
        let own = version.values.as_ref().and_then(|values| path.find(values));
        own.or_else(|| path.find(&pack.values))
    };
    let defaults: Vec<&str> = pack.values.items("capabilities").iter().filter_map(Node::as_str).collect();
    let capabilities = reader.choices(&reader.facts.capabilities, |name| defaults.contains(&name))?;
    let is_on = |path: &str| default(path).and_then(Node::as_bool) == Some(true);
    let mut switches = reader.choices(&reader.facts.switches, is_on)?;
    for switch in &mut switches {
        switch.otherwise_disabled = switch.gate.clone().filter(|gate| reader.is_default_on(gate));
    }
    let beta_default = reader.facts.beta_default;
    let (version, window) = (version.version.value.clone(), version.kubernetes);
    Ok(CapabilityTable { version, window, kubernetes, beta_default, capabilities, switches })
}

/// Reads the entries of one version.
struct Reader {
    facts: Facts,
    kubernetes: Minor,
}

impl Reader {
    fn choices(
        &self,
        table: &Map<String, Value>,
        default: impl Fn(&str) -> bool,
    ) -> Result<Vec<Choice>, serde_json::Error> {
        let choices =
            table.iter().map(|(name, entry)| Ok(self.choice(name, default(name), Entry::deserialize(entry)?)));
        choices.collect()
    }

    fn choice(&self, name: &str, default: bool, entry: Entry) -> Choice {
        let (gate, against) = (entry.gate.clone(), entry.against.clone());
        let stage = gate.as_deref().and_then(|gate| self.stage(gate)).map(str::to_owned);
        let is_too_old = entry.kubernetes > self.kubernetes.minor;
        let otherwise_disabled = gate.clone().filter(|gate| is_too_old && self.is_default_on(gate));
        Choice { name: name.to_owned(), default, gate, stage, against, chosen: self.effect(entry), otherwise_disabled }
    }

    fn effect(&self, entry: Entry) -> Effect {
        let missing = |found: u32, first: u32| (first > found).then_some(Minor { major: 1, minor: first });
        let kubevirt = missing(self.facts.minor, entry.since);
        let kubernetes = missing(self.kubernetes.minor, entry.kubernetes);
        if kubevirt.is_some() || kubernetes.is_some() {
            return Effect::Needs { kubevirt, kubernetes };
        }
        if let (Some(path), Some(field)) = (entry.value, entry.sets) {
            return Effect::Value { path, field };
        }
        let gate = entry.gate.filter(|gate| self.stage(gate) != Some("GA") && !self.is_default_on(gate));
        Effect::Sets { gate, fields: entry.fields.into_iter().collect(), from: entry.from.into_iter().collect() }
    }

    fn stage(&self, gate: &str) -> Option<&str> {
        let mut stages = self.facts.stages.iter();
        stages.find(|(_, gates)| gates.iter().any(|known| known == gate)).map(|(stage, _)| stage.as_str())
    }

    fn is_default_on(&self, gate: &str) -> bool {
        self.facts.beta_default && self.stage(gate) == Some("Beta")
    }
}
