//! Networks for pods and machines, and the filters of bridges that they pass.

use crate::cluster::{Cluster, Layer};
use crate::kubernetes::Manifest;
use crate::source::Span;
use crate::yaml::Node;
use serde_json::Value;

/// VLANs from the first to the last.
pub type VlanRange = (u64, u64);

/// A plugin in the CNI configuration of a `NetworkAttachmentDefinition`
/// (<https://www.cni.dev/plugins/current/main/bridge/>).
#[derive(Clone, Debug)]
pub struct Attachment<'a> {
    layer: &'a Layer,
    manifest: &'a Manifest,
    plugin: Value,
}

/// Returns the plugins of all attachments whose configuration is JSON.
pub fn attachments(cluster: &Cluster) -> Vec<Attachment<'_>> {
    let definitions =
        cluster.manifests().filter(|(_, manifest)| manifest.is("k8s.cni.cncf.io", "NetworkAttachmentDefinition"));
    let attachments = definitions.flat_map(|(layer, manifest)| {
        let text = manifest.at(["spec", "config"]).and_then(Node::as_str).unwrap_or_default();
        let config: Value = serde_json::from_str(text).unwrap_or_default();
        let plugins = config.get("plugins").and_then(Value::as_array).cloned().unwrap_or_else(|| vec![config]);
        plugins.into_iter().map(move |plugin| Attachment { layer, manifest, plugin })
    });
    attachments.collect()
}

impl Attachment<'_> {
    /// Returns its name: `namespace/name`, or `name` where the manifest has no namespace.
    pub fn name(&self) -> String {
        let id = &self.manifest.id;
        if id.namespace.is_empty() { id.name.clone() } else { format!("{}/{}", id.namespace, id.name) }
    }

    /// Returns where the user wrote a key of it: in the values of our pack, or else the name in the manifest.
    pub fn place(&self, key: &str) -> Span {
        let id = &self.manifest.id;
        let values = self.layer.values.as_ref().filter(|_| self.layer.component.is_some());
        let mut networks = values.map(|values| values.items("networks")).unwrap_or_default().iter();
        let written = networks.find(|network| {
            let mut namespaces = network.items("namespaces").iter().filter_map(Node::as_str);
            network.get("name").and_then(Node::as_str) == Some(&id.name) && namespaces.any(|name| name == id.namespace)
        });
        let written = written.and_then(|network| network.get(key).or_else(|| network.get("name")));
        written.map_or(self.manifest.name_span, |node| node.span)
    }

    /// Returns the bridge, when it is a network on one.
    pub fn bridge(&self) -> Option<&str> {
        let is_bridge = self.plugin.get("type").and_then(Value::as_str) == Some("bridge");
        // The plugin's default: https://www.cni.dev/plugins/current/main/bridge/
        is_bridge.then(|| self.plugin.get("bridge").and_then(Value::as_str).unwrap_or("cni0"))
    }

    /// Returns the VLANs that leave its ports, with the key that names them.
    pub fn vlans(&self) -> Vec<(&'static str, VlanRange)> {
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
    pub fn address_management(&self) -> Option<&str> {
        self.plugin.get("ipam")?.get("type")?.as_str()
    }
}
