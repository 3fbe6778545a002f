//! The images that a Kubernetes object names.

use crate::source::Span;
use crate::yaml::{Node, Value};
use std::fmt::Display;

/// An image reference in an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ImageUse {
    /// The reference, without the scheme of a URL.
    pub reference: String,
    /// Its place.
    pub span: Span,
    /// Who pulls it.
    pub puller: Puller,
}

impl ImageUse {
    /// Says whether a container of the object runs it.
    pub(crate) fn runs(&self) -> bool {
        self.puller == Puller::Container
    }

    /// Says what the image is needed for.
    pub(crate) fn reason(&self, object: &impl Display) -> String {
        match self.puller {
            Puller::Container => format!("a container of {object}"),
            Puller::Volume => format!("files in {object}"),
            Puller::Operator => format!("{object} hands it to an operator"),
            Puller::Import => format!("{object} imports it"),
            Puller::Prefix => format!("{object} puts it before the names of images"),
        }
    }
}

/// Who pulls an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Puller {
    /// The kubelet, to run it.
    Container,
    /// The kubelet, for the files in it: a disk of a virtual machine, an image volume.
    Volume,
    /// The kubelet, once an operator that was given the name starts a pod.
    Operator,
    /// CDI, which reads the registry itself: no webhook that rewrites pods sees the name.
    Import,
    /// Nobody: it is no image, but what an operator puts before the names of its images.
    Prefix,
}

/// How CDI writes an image in a URL.
const IMPORT_SCHEME: &str = "docker://";

/// Returns every image that an object names: those of containers, in variables that are named as operators do (`IMAGE`,
/// `X_IMAGE`, `RELATED_IMAGE_X`), and in the fields of KubeVirt (`containerDisk`, `kernelBoot`, `sidecarImage`) and CDI
/// (`registry.url`, `initImageURL`); and the registry that a KubeVirt resource names for all of its images.
pub(crate) fn uses(object: &Node) -> Vec<ImageUse> {
    let mut found = Vec::new();
    collect(object, &mut found);
    if object.get("kind").and_then(Node::as_str) == Some("KubeVirt") {
        let registry = object.at(["spec", "imageRegistry"]);
        push(registry.filter(|node| node.as_str().is_some_and(|text| text.contains('/'))), Puller::Prefix, &mut found);
    }
    found
}

fn collect(node: &Node, found: &mut Vec<ImageUse>) {
    match &node.value {
        Value::Scalar(_) => {}
        Value::Sequence(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Mapping(mapping) => mapping.entries.iter().for_each(|entry| field(&entry.key, &entry.value, found)),
    }
}

fn field(key: &str, value: &Node, found: &mut Vec<ImageUse>) {
    match key {
        "containers" | "initContainers" | "ephemeralContainers" => {
            value.as_sequence().unwrap_or_default().iter().for_each(|container| container_uses(container, found));
        }
        "containerDisk" => push(value.get("image"), Puller::Volume, found),
        "kernelBoot" => push(value.at(["container", "image"]), Puller::Volume, found),
        // A volume of a pod; a container's image is text.
        "image" => push(value.get("reference"), Puller::Volume, found),
        "sidecarImage" | "initImageURL" => push(Some(value), Puller::Operator, found),
        "registry" => import(value, found),
        _ => collect(value, found),
    }
}

fn container_uses(container: &Node, found: &mut Vec<ImageUse>) {
    push(container.get("image"), Puller::Container, found);
    for variable in container.items("env") {
        let name = variable.get("name").and_then(Node::as_str).unwrap_or_default();
        if name == "IMAGE" || name.ends_with("_IMAGE") || name.starts_with("RELATED_IMAGE_") {
            push(variable.get("value"), Puller::Operator, found);
        }
    }
}

/// With `pullMethod: node` the kubelet pulls what CDI imports.
fn import(source: &Node, found: &mut Vec<ImageUse>) {
    let by_node = source.get("pullMethod").and_then(Node::as_str) == Some("node");
    let puller = if by_node { Puller::Volume } else { Puller::Import };
    let url = source.get("url");
    if url.and_then(Node::as_str).is_some_and(|url| url.starts_with(IMPORT_SCHEME)) {
        push(url, puller, found);
    }
}

fn push(node: Option<&Node>, puller: Puller, found: &mut Vec<ImageUse>) {
    let Some(node) = node else { return };
    let Some(text) = node.as_str() else { return };
    let reference = text.strip_prefix(IMPORT_SCHEME).unwrap_or(text);
    // What holds a template block is known to Palette alone.
    if !reference.is_empty() && !reference.contains("{{") {
        found.push(ImageUse { reference: reference.to_owned(), span: node.span, puller });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Id;
    use crate::source::Sources;

    fn found(text: &str) -> Vec<(String, Puller)> {
        let mut sources = Sources::new();
        let source = sources.add("a.yaml", text);
        let parsed = crate::yaml::parse(&sources, source, Id::new("test/invalid"));
        let uses = parsed.documents.iter().flat_map(uses);
        uses.map(|image| (image.reference, image.puller)).collect()
    }

    #[test]
    fn every_place_is_found() {
        let text = "
spec:
  initContainers: [{image: a:1, env: [{name: X_IMAGE, value: b:1}, {name: IMAGE_X, value: c:1}]}]
  containers: [{env: [{name: RELATED_IMAGE_X, value: k:1}, {name: IMAGE, value: l:1}]}]
  volumes:
    - image: {reference: d:1}
    - containerDisk: {image: e:1}
  domain: {firmware: {kernelBoot: {container: {image: f:1}}}}
  binding: {passt: {sidecarImage: g:1}}
  source: {registry: {url: 'docker://h:1'}}
  other: {registry: {url: 'docker://i:1', pullMethod: node}}
  archive: {registry: {url: 'oci-archive:x'}}
  vddk: {initImageURL: j:1}
  late: {containerDisk: {image: '{{ .Values.image }}'}}
";
        let expected = [
            ("a:1", Puller::Container),
            ("b:1", Puller::Operator),
            ("k:1", Puller::Operator),
            ("l:1", Puller::Operator),
            ("d:1", Puller::Volume),
            ("e:1", Puller::Volume),
            ("f:1", Puller::Volume),
            ("g:1", Puller::Operator),
            ("h:1", Puller::Import),
            ("i:1", Puller::Volume),
            ("j:1", Puller::Operator),
        ];
        assert_eq!(found(text), expected.map(|(reference, puller)| (reference.to_owned(), puller)));
    }

    #[test]
    fn a_kubevirt_resource_names_a_registry() {
        let prefix = |text: &str| vec![(text.to_owned(), Puller::Prefix)];
        assert_eq!(found("{kind: KubeVirt, spec: {imageRegistry: quay.io/kubevirt}}"), prefix("quay.io/kubevirt"));
        assert_eq!(found("{kind: Other, spec: {imageRegistry: quay.io/kubevirt}}"), []);
    }

    #[test]
    fn schemas_name_no_images() {
        let text = "
properties:
  containers: {items: {properties: {image: {type: string}}}}
  containerDisk: {properties: {image: {type: string}}}
  registry: {properties: {url: {type: string}}}
  sidecarImage: {type: string}
";
        assert_eq!(found(text), []);
    }
}
