//! How Cilium is set up: by the values of its pack, or by its `ConfigMap` in plain manifests.

use crate::cluster::{Index, Layer};
use crate::kubernetes::Manifest;
use crate::source::Span;
use crate::yaml::Node;

/// Where the packs of Palette have the values of Cilium's chart (`cni-cilium-oss` and its like).
const CHART: &str = "charts.cilium";

/// A place that sets Cilium up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cilium<'a> {
    /// The layer.
    pub layer: &'a Layer,
    source: Settings<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Settings<'a> {
    /// The values of a pack; what they lack has the default of the chart.
    Values(&'a Node),
    /// The `ConfigMap` that the agent reads; what it lacks has the default of the agent.
    ConfigMap(&'a Manifest),
}

/// An option of Cilium: in the values of its chart, and in its `ConfigMap`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    /// Path in the values of the chart.
    pub value: &'static str,
    /// Key in the `ConfigMap`.
    pub key: &'static str,
}

/// Whether an option is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SettingState {
    /// On; said at this place.
    On(Span),
    /// Off; said at this place.
    Off(Span),
    /// Not said.
    Absent,
    /// Another word than true and false, such as a macro.
    Unknown,
}

/// Returns all places that set Cilium up; packs whose values are not known are none.
pub(crate) fn ciliums<'a>(index: &Index<'a>) -> impl Iterator<Item = Cilium<'a>> {
    let packs = index.layers().filter(|layer| layer.pack.as_deref().is_some_and(|pack| pack.starts_with("cni-cilium")));
    let packs = packs.filter_map(|layer| Some(Cilium { layer, source: Settings::Values(layer.values.get()?) }));
    let configs = index.of_kind("", "ConfigMap").iter().filter(|object| object.id.name == "cilium-config");
    packs.chain(configs.map(|object| Cilium { layer: object.layer, source: Settings::ConfigMap(object.manifest) }))
}

impl Cilium<'_> {
    /// Says whether an option is on.
    pub(crate) fn state(&self, setting: Setting) -> SettingState {
        let node = match self.source {
            Settings::Values(values) => values.at(CHART.split('.').chain(setting.value.split('.'))),
            Settings::ConfigMap(manifest) => manifest.at(["data", setting.key]),
        };
        let Some(node) = node else { return SettingState::Absent };
        match (node.as_bool(), node.as_str()) {
            // Before 1.14 the replacement of kube-proxy was `strict` or `disabled`.
            (Some(true), _) | (_, Some("true" | "strict")) => SettingState::On(node.span),
            (Some(false), _) | (_, Some("false" | "disabled")) => SettingState::Off(node.span),
            _ => SettingState::Unknown,
        }
    }

    /// Says whether options that are left out have the defaults of the chart, not those of the agent.
    pub(crate) fn is_chart(&self) -> bool {
        matches!(self.source, Settings::Values(_))
    }

    /// Returns how the user writes an option here: `charts.cilium.cni.exclusive: false`.
    pub(crate) fn written(&self, setting: Setting, on: bool) -> String {
        match self.source {
            Settings::Values(_) => format!("{CHART}.{}: {on}", setting.value),
            Settings::ConfigMap(_) => format!("{}: \"{on}\"", setting.key),
        }
    }
}
