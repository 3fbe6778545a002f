//! Networks for pods and machines, and the filters of bridges that they pass.

use crate::cluster::{Index, Layer, Object, Place, Written};
use crate::kubernetes::Manifest;
use crate::yaml::{Node, Path};
use serde_json::Value;

/// VLANs from the first to the last.
pub(crate) type VlanRange = (u64, u64);

/// A plugin in the CNI configuration of a `NetworkAttachmentDefinition`
/// (<https://www.cni.dev/plugins/current/main/bridge/>).
#[derive(Clone, Debug)]
pub(crate) struct Attachment<'a> {
    layer: &'a Layer,
    manifest: &'a Manifest,
    plugin: Value,
}

/// Group and kind of attachments.
pub(crate) const DEFINITION: (&str, &str) = ("k8s.cni.cncf.io", "NetworkAttachmentDefinition");

/// Returns the plugins of all attachments whose configuration is JSON.
pub(crate) fn attachments<'a>(index: &Index<'a>) -> Vec<Attachment<'a>> {
    index.of_kind(DEFINITION.0, DEFINITION.1).iter().flat_map(|object| attachments_of(*object)).collect()
}

/// Returns the plugins of one attachment.
pub(crate) fn attachments_of(object: Object<'_>) -> impl Iterator<Item = Attachment<'_>> {
    let Object { layer, manifest } = object;
    let text = manifest.at(["spec", "config"]).and_then(Node::as_str).unwrap_or_default();
    let config: Value = serde_json::from_str(text).unwrap_or_default();
    let plugins = config.get("plugins").and_then(Value::as_array).cloned().unwrap_or_else(|| vec![config]);
    plugins.into_iter().map(move |plugin| Attachment { layer, manifest, plugin })
}

impl Attachment<'_> {
    /// Returns its name: `namespace/name`, or `name` where the manifest has no namespace.
    pub(crate) fn name(&self) -> String {
        let id = &self.manifest.id;
        if id.namespace.is_empty() { id.name.clone() } else { format!("{}/{}", id.namespace, id.name) }
    }

    /// Returns where the user wrote a key of it: in the values of our pack, or else the name in the manifest.
    pub(crate) fn place(&self, key: &str) -> Place {
        let id = &self.manifest.id;
        let values = self.layer.values.get().filter(|_| self.layer.own_pack().is_some());
        let networks = values.map(|values| values.items("networks")).unwrap_or_default();
        let written = networks.iter().position(|network| {
            let mut namespaces = network.items("namespaces").iter().filter_map(Node::as_str);
            network.get("name").and_then(Node::as_str) == Some(&id.name) && namespaces.any(|name| name == id.namespace)
        });
        let Some(number) = written else { return self.layer.at(self.manifest.name_span) };
        let key = if networks[number].get(key).is_some() { key } else { "name" };
        let path = Path::of_keys("networks").index(number).key(key);
        self.layer.written(Written::Value(&path, self.manifest.name_span))
    }

    /// Returns the bridge, when it is a network on one.
    pub(crate) fn bridge(&self) -> Option<&str> {
        let is_bridge = self.plugin.get("type").and_then(Value::as_str) == Some("bridge");
        // The plugin's default: https://www.cni.dev/plugins/current/main/bridge/
        is_bridge.then(|| self.plugin.get("bridge").and_then(Value::as_str).unwrap_or("cni0"))
    }

    /// Returns the VLANs that leave its ports, with the key that names them.
    pub(crate) fn vlans(&self) -> Vec<(&'static str, VlanRange)> {
        let number = |value: &Value, key: &str| value.get(key).and_then(Value::as_u64).filter(|vlan| *vlan > 0);
        let native = number(&self.plugin, "vlan").map(|vlan| ("vlan", (vlan, vlan)));
        let trunk = self.plugin.get("vlanTrunk").and_then(Value::as_array).into_iter().flatten();
        let trunk = trunk.filter_map(|entry| {
            let single = number(entry, "id");
            let range = (single.or_else(|| number(entry, "minID"))?, single.or_else(|| number(entry, "maxID"))?);
            Some(("vlanTrunk", range))
        });
        native.into_iter().chain(trunk).collect()
    }

    /// Returns the type of its address management.
    pub(crate) fn address_management(&self) -> Option<&str> {
        self.plugin.get("ipam")?.get("type")?.as_str()
    }
}
