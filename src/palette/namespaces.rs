//! Labels of namespaces that Palette leaves to the user.

use crate::render::Rendered;
use crate::resolve::ResolvedPack;

/// The one label that no pod misses: without it a namespace takes more pods, not fewer.
const NARROWING: (&str, &str) = ("pod-security.kubernetes.io/enforce", "restricted");

/// Returns the commands that label the namespaces of the packs where Palette does not apply `pack.namespaceLabels`, in the
/// order of the layers; nothing where it does. They can be run before Palette makes the namespaces, and again at any time.
///
/// <https://docs.spectrocloud.com/release-notes/known-issues/>: self-hosted Palette and `VerteX` do not apply the labels.
pub fn namespace_commands(rendered: &Rendered) -> Vec<String> {
    if rendered.profile.target.management.applies_namespace_labels() {
        return Vec::new();
    }
    rendered.packs().flat_map(|pack| commands(&pack.resolved)).collect()
}

fn commands(pack: &ResolvedPack) -> Vec<String> {
    let labels = pack.pack.namespace_labels.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    let labels: Vec<String> =
        labels.filter(|label| *label != NARROWING).map(|(key, value)| format!("{key}={value}")).collect();
    if labels.is_empty() {
        return Vec::new();
    }
    let namespace = pack.pack.namespace.as_str();
    vec![
        format!("kubectl create namespace {namespace} --dry-run=client -o yaml | kubectl apply -f -"),
        format!("kubectl label namespace {namespace} {} --overwrite", labels.join(" ")),
    ]
}
