//! What a descheduler may evict, and what KubeVirt does with a machine then.

use crate::cluster::{Cluster, Layer};
use crate::diagnostic::Id;
use crate::kubernetes::Manifest;
use crate::source::{Sources, Span};
use crate::yaml::{self, Node, Value};

/// A policy that cannot be read says nothing; whose it is reports that.
const INVALID_YAML: Id = Id::new("manifest/invalid-yaml");

/// A descheduler that may evict virtual machines
/// (<https://github.com/kubernetes-sigs/descheduler#evictor-plugin-configuration-default-evictor>).
#[derive(Clone, Copy, Debug)]
pub struct Descheduler<'a> {
    /// The layer that brings it.
    pub layer: &'a Layer,
    /// Whether it leaves pods with a `PersistentVolumeClaim` alone.
    pub keeps_volumes: bool,
}

/// What KubeVirt does with a machine whose pod is evicted
/// (<https://kubevirt.io/user-guide/cluster_admin/node_maintenance/#evict-all-vms-from-a-node>).
#[derive(Clone, Copy, Debug)]
pub struct EvictionStrategy<'a> {
    /// Its name; `None` is also what counts where nothing is said.
    pub name: &'a str,
    /// Where that is decided.
    pub span: Span,
}

/// Returns the deschedulers whose policy is known and lets machines go.
pub fn deschedulers(cluster: &Cluster) -> impl Iterator<Item = Descheduler<'_>> {
    cluster.layers.iter().filter(|layer| !is_dry_run(layer)).filter_map(|layer| {
        let maps = layer.manifests.iter().filter(|manifest| manifest.is("", "ConfigMap"));
        let policies = maps.filter_map(|map| map.at(["data"])?.as_mapping()).flat_map(|data| &data.entries);
        let mut policies = policies.filter_map(|entry| policy(entry.value.as_str()?)).peekable();
        policies.peek()?;
        let evicting: Vec<Node> = policies.flat_map(|policy| evictors(&policy)).filter(takes_machines).collect();
        (!evicting.is_empty()).then(|| Descheduler { layer, keeps_volumes: evicting.iter().all(keeps_volumes) })
    })
}

/// Returns what each KubeVirt of the layers says; what a macro decides is not known.
pub fn eviction_strategies(cluster: &Cluster) -> impl Iterator<Item = EvictionStrategy<'_>> {
    cluster.manifests().filter(|(_, manifest)| manifest.is("kubevirt.io", "KubeVirt")).filter_map(
        |(layer, manifest)| {
            let node = manifest.at(["spec", "configuration", "evictionStrategy"]);
            let name = node.map_or(layer.complete.then_some("None"), Node::as_str)?;
            (!name.contains("{{")).then(|| EvictionStrategy { name, span: place(layer, manifest, node) })
        },
    )
}

/// The value behind the resource where the user wrote one, the layer where a pack of ours chose it, else the resource.
fn place(layer: &Layer, manifest: &Manifest, node: Option<&Node>) -> Span {
    if layer.component.is_none() {
        return node.map_or(manifest.name_span, |node| node.span);
    }
    let value = layer.values.as_ref().and_then(|values| values.get("evictionStrategy"));
    value.map(|value| value.span).filter(|span| span.source == layer.span.source).unwrap_or(layer.span)
}

fn policy(text: &str) -> Option<Node> {
    // Most ConfigMaps hold no policy, and need not be read.
    if !text.contains("DeschedulerPolicy") {
        return None;
    }
    let mut sources = Sources::new();
    let source = sources.add("policy.yaml", text);
    let documents = yaml::parse(&sources, source, INVALID_YAML).documents.into_iter();
    documents.into_iter().find(|policy| policy.get("kind").and_then(Node::as_str) == Some("DeschedulerPolicy"))
}

/// Returns the arguments of the evictor of each profile.
fn evictors(policy: &Node) -> Vec<Node> {
    let plugins = policy.items("profiles").iter().flat_map(|profile| profile.items("pluginConfig"));
    let evictors = plugins.filter(|plugin| plugin.get("name").and_then(Node::as_str) == Some("DefaultEvictor"));
    evictors.filter_map(|plugin| plugin.get("args").cloned()).collect()
}

/// The pod of a machine always has local volumes, and a descheduler leaves such pods alone unless it is told not to.
fn takes_machines(evictor: &Node) -> bool {
    is_true(evictor, "evictLocalStoragePods") || has_protection(evictor, "defaultDisabled", "PodsWithLocalStorage")
}

fn keeps_volumes(evictor: &Node) -> bool {
    is_true(evictor, "ignorePvcPods") || has_protection(evictor, "extraEnabled", "PodsWithPVC")
}

fn is_true(evictor: &Node, key: &str) -> bool {
    evictor.get(key).and_then(Node::as_bool) == Some(true)
}

fn has_protection(evictor: &Node, list: &str, name: &str) -> bool {
    let protections = evictor.get("podProtections").map(|protections| protections.items(list)).unwrap_or_default();
    protections.iter().any(|protection| protection.as_str() == Some(name))
}

/// With this argument a descheduler only reports.
fn is_dry_run(layer: &Layer) -> bool {
    layer.manifests.iter().any(|manifest| holds(&manifest.node, &["--dry-run", "--dry-run=true"]))
}

fn holds(node: &Node, texts: &[&str]) -> bool {
    match &node.value {
        Value::Scalar(scalar) => texts.contains(&scalar.text.as_str()),
        Value::Sequence(items) => items.iter().any(|item| holds(item, texts)),
        Value::Mapping(mapping) => mapping.entries.iter().any(|entry| holds(&entry.value, texts)),
    }
}
