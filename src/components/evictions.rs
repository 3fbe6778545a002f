//! What a descheduler may evict, and what KubeVirt does with a machine then.

use crate::cluster::{Index, Layer, Place, Written};
use crate::diagnostic::Id;
use crate::source::Sources;
use crate::yaml::{self, Node, Path, Value, holds_template};

/// A policy that cannot be read says nothing; whose it is reports that.
const INVALID_YAML: Id = Id::new("manifest/invalid-yaml");

/// A descheduler that may evict virtual machines
/// (<https://github.com/kubernetes-sigs/descheduler#evictor-plugin-configuration-default-evictor>).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Descheduler<'a> {
    /// The layer that brings it.
    pub layer: &'a Layer,
    /// Whether it leaves pods with a `PersistentVolumeClaim` alone.
    pub keeps_volumes: bool,
}

/// What KubeVirt does with a machine whose pod is evicted
/// (<https://kubevirt.io/user-guide/cluster_admin/node_maintenance/#evict-all-vms-from-a-node>).
#[derive(Clone, Copy, Debug)]
pub(crate) struct EvictionStrategy<'a> {
    /// Its name; `None` is also what counts where nothing is said.
    pub name: &'a str,
    /// Where that is decided.
    pub place: Place,
}

/// Returns the deschedulers whose policy is known and lets machines go.
pub(crate) fn deschedulers<'a>(index: &Index<'a>) -> Vec<Descheduler<'a>> {
    let mut layers: Vec<(&Layer, Vec<Node>)> = Vec::new();
    for object in index.of_kind("", "ConfigMap") {
        let texts = object.manifest.at(["data"]).and_then(Node::as_mapping).into_iter().flat_map(|data| &data.entries);
        let policies: Vec<Node> = texts.filter_map(|entry| policy(entry.value.as_str()?)).collect();
        match layers.last_mut().filter(|(layer, _)| std::ptr::eq(*layer, object.layer)) {
            Some((_, found)) => found.extend(policies),
            None => layers.push((object.layer, policies)),
        }
    }
    let deschedulers = layers.into_iter().filter_map(|(layer, policies)| {
        let evicting: Vec<Node> = policies.iter().flat_map(evictors).filter(takes_machines).collect();
        let acts = !evicting.is_empty() && !is_dry_run(layer);
        acts.then(|| Descheduler { layer, keeps_volumes: evicting.iter().all(keeps_volumes) })
    });
    deschedulers.collect()
}

/// Returns what each KubeVirt of the layers says; what a macro decides is not known.
pub(crate) fn eviction_strategies<'a>(index: &Index<'a>) -> Vec<EvictionStrategy<'a>> {
    let path = Path::of_keys("evictionStrategy");
    let strategies = index.of_kind("kubevirt.io", "KubeVirt").iter().filter_map(|object| {
        let node = object.manifest.node.at(["spec", "configuration", "evictionStrategy"]);
        let name = node.map_or(object.layer.objects.is_whole().then_some("None"), Node::as_str)?;
        let shown = node.map_or(object.name_span, |node| node.span);
        let place = object.layer.written(Written::Value(&path, shown));
        (!holds_template(name)).then_some(EvictionStrategy { name, place })
    });
    strategies.collect()
}

fn policy(text: &str) -> Option<Node> {
    // Most ConfigMaps hold no policy, and need not be read.
    if !text.contains("DeschedulerPolicy") {
        return None;
    }
    // No finding points into a policy, so its text is parsed aside.
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
    layer.manifests().iter().any(|manifest| holds(&manifest.node, &["--dry-run", "--dry-run=true"]))
}

fn holds(node: &Node, texts: &[&str]) -> bool {
    match &node.value {
        Value::Scalar(scalar) => texts.contains(&scalar.text.as_str()),
        Value::Sequence(items) => items.iter().any(|item| holds(item, texts)),
        Value::Mapping(mapping) => mapping.entries.iter().any(|entry| holds(&entry.value, texts)),
    }
}
