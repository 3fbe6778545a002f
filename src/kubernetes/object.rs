//! Kubernetes objects.

use crate::diagnostic::{Diagnostic, Id};
use crate::image::{self, ImageUse, Puller};
use crate::source::{SourceId, Sources, Span};
use crate::yaml::{self, Node};
use std::fmt;
use std::sync::OnceLock;

const INVALID_OBJECT: Id = Id::new("manifest/invalid-object");
const INVALID_YAML: Id = Id::new("manifest/invalid-yaml");

/// One Kubernetes object.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// What it is.
    pub id: ObjectId,
    /// Version of its API.
    pub version: String,
    /// The object.
    pub node: Node,
    /// The place of its name.
    pub name_span: Span,
    /// The images that it names, found when they are first asked for.
    images: OnceLock<Vec<ImageUse>>,
}

/// What makes two manifests the same object in a cluster; the version of the API does not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectId {
    /// API group; empty for the core group.
    pub group: String,
    /// Kind.
    pub kind: String,
    /// Namespace; empty for cluster-scoped objects and where none is given.
    pub namespace: String,
    /// Name.
    pub name: String,
}

impl fmt::Display for ObjectId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.namespace.is_empty() {
            write!(out, "{} {}", self.kind, self.name)
        } else {
            write!(out, "{} {}/{}", self.kind, self.namespace, self.name)
        }
    }
}

impl Manifest {
    /// Says whether the object is of a kind.
    pub(crate) fn is(&self, group: &str, kind: &str) -> bool {
        self.id.group == group && self.id.kind == kind
    }

    /// Returns every image that the object names.
    pub(crate) fn image_uses(&self) -> impl Iterator<Item = &ImageUse> {
        self.image_sources().iter().filter(|image| image.puller != Puller::Prefix)
    }

    /// Returns every image that the object names, and what it puts before the names of others.
    pub(crate) fn image_sources(&self) -> &[ImageUse] {
        self.images.get_or_init(|| image::uses(&self.node))
    }

    /// Follows keys from the root of the object.
    pub(crate) fn at<'a>(&self, keys: impl IntoIterator<Item = &'a str>) -> Option<&Node> {
        self.node.at(keys)
    }
}

/// Reads the objects of a source; the items of a `List` count as objects.
pub(crate) fn read_manifests(source: SourceId, sources: &Sources, problems: &mut Vec<Diagnostic>) -> Vec<Manifest> {
    let mut parsed = yaml::parse(sources, source, INVALID_YAML);
    problems.append(&mut parsed.problems);
    from_documents(parsed.documents, problems)
}

pub(crate) fn from_documents(documents: Vec<Node>, problems: &mut Vec<Diagnostic>) -> Vec<Manifest> {
    let mut manifests = Vec::new();
    for document in documents {
        let is_list = document.get("kind").and_then(Node::as_str) == Some("List");
        let objects = if is_list { document.items("items").to_vec() } else { vec![document] };
        for object in objects {
            match from_node(object) {
                Ok(manifest) => manifests.push(manifest),
                Err(problem) => problems.push(*problem),
            }
        }
    }
    manifests
}

fn from_node(node: Node) -> Result<Manifest, Box<Diagnostic>> {
    let text = |path: &str| {
        let found = node.at(path.split('.'));
        let text = found.and_then(|found| found.as_str().map(|text| (text.to_owned(), found.span)));
        text.ok_or_else(|| {
            let at = found.map_or(node.span, |found| found.span);
            let message = format!("this is no Kubernetes object: `{path}` is {}", describe(found));
            Box::new(Diagnostic::error(INVALID_OBJECT, at, message))
        })
    };
    let (api_version, _) = text("apiVersion")?;
    let (kind, _) = text("kind")?;
    let (name, name_span) = text("metadata.name")?;
    let namespace = node.at(["metadata", "namespace"]).and_then(Node::as_str).unwrap_or_default().to_owned();
    let (group, version) = api_version.split_once('/').unwrap_or(("", &api_version));
    let id = ObjectId { group: group.to_owned(), kind, namespace, name };
    Ok(Manifest { id, version: version.to_owned(), name_span, node, images: OnceLock::new() })
}

fn describe(node: Option<&Node>) -> String {
    node.map_or_else(|| "missing".to_owned(), |node| format!("{}, not text", node.type_name()))
}
