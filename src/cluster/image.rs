//! Container images inside Kubernetes objects.

use super::manifest::Manifest;
use crate::source::Span;
use crate::yaml::{Node, Value};

/// An image reference in an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageUse {
    /// The reference as it is written.
    pub reference: String,
    /// Its place.
    pub span: Span,
    /// Whether a container runs it; otherwise it is handed to an operator.
    pub runs: bool,
}

/// Returns every image that an object names: those of containers, and those in variables whose name ends in `_IMAGE`.
pub(super) fn uses(manifest: &Manifest) -> Vec<ImageUse> {
    let mut found = Vec::new();
    collect(&manifest.node, &mut found);
    found
}

fn collect(node: &Node, found: &mut Vec<ImageUse>) {
    match &node.value {
        Value::Scalar(_) => {}
        Value::Sequence(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Mapping(mapping) => {
            for entry in &mapping.entries {
                match entry.key.as_str() {
                    "containers" | "initContainers" | "ephemeralContainers" => {
                        let items = entry.value.as_sequence().unwrap_or_default();
                        for container in items {
                            container_uses(container, found);
                        }
                    }
                    _ => collect(&entry.value, found),
                }
            }
        }
    }
}

fn container_uses(container: &Node, found: &mut Vec<ImageUse>) {
    push(container.get("image"), true, found);
    for variable in container.items("env") {
        let name = variable.get("name").and_then(Node::as_str).unwrap_or_default();
        if name.ends_with("_IMAGE") {
            push(variable.get("value"), false, found);
        }
    }
}

fn push(node: Option<&Node>, runs: bool, found: &mut Vec<ImageUse>) {
    let Some(node) = node else { return };
    if let Some(reference) = node.as_str().filter(|reference| !reference.is_empty() && !reference.contains("{{")) {
        found.push(ImageUse { reference: reference.to_owned(), span: node.span, runs });
    }
}

/// Returns the repository of a reference without registry host, tag and digest: `a/b` of `host:5000/a/b:1@sha256:...`.
pub fn image_path(reference: &str) -> &str {
    let reference = reference.split('@').next().unwrap_or_default();
    let path = match reference.split_once('/') {
        Some((host, path)) if host.contains(['.', ':']) || host == "localhost" => path,
        _ => reference,
    };
    let tag = path.rfind(':').filter(|colon| !path[*colon..].contains('/'));
    tag.map_or(path, |colon| &path[..colon])
}

#[cfg(test)]
mod tests {
    use super::image_path;

    #[test]
    fn hosts_tags_and_digests_are_cut() {
        for (reference, path) in [
            ("registry.k8s.io/sig-storage/snapshot-controller:v8.6.0", "sig-storage/snapshot-controller"),
            ("localhost:5000/a/b", "a/b"),
            ("localhost/a:1", "a"),
            ("busybox:1.36", "busybox"),
            ("library/busybox", "library/busybox"),
            ("quay.io/a/b:1@sha256:00", "a/b"),
        ] {
            assert_eq!(image_path(reference), path);
        }
    }
}
