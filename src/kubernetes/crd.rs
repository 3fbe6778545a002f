//! `CustomResourceDefinition`s as the rules ask about them.

use crate::yaml::Node;

/// A `CustomResourceDefinition`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Crd<'a> {
    node: &'a Node,
}

impl<'a> Crd<'a> {
    /// The API group of definitions.
    pub(crate) const GROUP: &'static str = "apiextensions.k8s.io";
    /// The kind of definitions.
    pub(crate) const KIND: &'static str = "CustomResourceDefinition";

    /// Takes an object for a definition; `None` when it is something else.
    pub(crate) fn of(node: &'a Node) -> Option<Self> {
        let text = |key| node.get(key).and_then(Node::as_str).unwrap_or_default();
        let is_crd =
            text("apiVersion").starts_with("apiextensions.k8s.io/") && text("kind") == "CustomResourceDefinition";
        is_crd.then_some(Self { node })
    }

    /// Returns its name: `<plural>.<group>`.
    pub(crate) fn name(self) -> Option<&'a str> {
        self.node.at(["metadata", "name"]).and_then(Node::as_str)
    }

    /// Returns the group and the kind of its objects.
    pub(crate) fn defines(self) -> Option<(&'a str, &'a str)> {
        let group = self.node.at(["spec", "group"])?.as_str()?;
        Some((group, self.node.at(["spec", "names", "kind"])?.as_str()?))
    }

    /// Returns the names of the versions in which the API server takes its objects.
    pub(crate) fn served_versions(self) -> Vec<&'a str> {
        let is_served = |version: &&Node| version.get("served").and_then(Node::as_bool) != Some(false);
        self.items().iter().filter(is_served).filter_map(version_name).collect()
    }

    /// Returns the schema of its objects in a version.
    pub(crate) fn schema(self, version: &str) -> Option<&'a Node> {
        let of_version = self.items().iter().find(|item| version_name(item) == Some(version))?;
        of_version.at(["schema", "openAPIV3Schema"])
    }

    /// Returns the names of its versions.
    pub(crate) fn versions(self) -> Vec<&'a str> {
        self.items().iter().filter_map(version_name).collect()
    }

    /// Returns the version that its objects are stored in.
    pub(crate) fn storage_version(self) -> Option<&'a str> {
        let stored = |version: &&Node| version.get("storage").and_then(Node::as_bool) == Some(true);
        self.items().iter().find(stored).and_then(version_name)
    }

    /// Says whether it stays when the Helm release that brought it is removed
    /// (<https://helm.sh/docs/howto/charts_tips_and_tricks/#tell-helm-not-to-uninstall-a-resource>).
    pub(crate) fn is_kept(self) -> bool {
        let policy = self.node.at(["metadata", "annotations", "helm.sh/resource-policy"]);
        policy.and_then(Node::as_str) == Some("keep")
    }

    /// Returns its size as compact JSON, in bytes: what client-side apply writes into an annotation.
    pub(crate) fn json_size(self) -> usize {
        self.node.to_json().to_string().len()
    }

    /// Says whether its objects have a status that the API server keeps apart.
    pub(crate) fn has_status(self) -> bool {
        self.items().iter().any(|version| version.at(["subresources", "status"]).is_some())
    }

    fn items(self) -> &'a [Node] {
        self.node.get("spec").map(|spec| spec.items("versions")).unwrap_or_default()
    }
}

fn version_name(version: &Node) -> Option<&str> {
    version.get("name").and_then(Node::as_str)
}
