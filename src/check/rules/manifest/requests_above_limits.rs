//! A container that asks for more than it may have.

use crate::check::origin;
use crate::check::rule::Rule;
use crate::check::{Context, Emit};
use crate::cluster::Layer;
use crate::diagnostic::{Diagnostic, Id, Severity};
use crate::kubernetes::quantity::Quantity;
use crate::kubernetes::{Crd, Manifest};
use crate::source::Span;
use crate::yaml::{Node, Path, Value};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("manifest/requests-above-limits"),
    summary: "a request for more than the limit allows",
    severity: Severity::Error,
    scope: "",
    what: "Finds requests for CPU, memory or other resources above the limit beside them: of containers, of virtual \
           machines, and of the pods that CDI starts (`podResourceRequirements`).",
    why: "The API server refuses such a pod. The Deployment is there, but its pods never are; with CDI no disk is \
          imported, cloned or uploaded.",
    example: include_str!("../../../../tests/rules/manifest/requests-above-limits/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/manifest/requests-above-limits/good/profile.yaml"),
    reference: "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
    check,
};

/// Of containers and machines, and of CDI's pods: there, zero stands for none.
const CONTAINERS: &str = "resources";
const CDI_PODS: &str = "podResourceRequirements";

fn check(context: &Context<'_>, emit: &mut Emit) {
    let objects = context.cluster.manifests().filter(|(_, manifest)| Crd::of(&manifest.node).is_none());
    for (layer, manifest) in objects {
        walk(&manifest.node, &Path::default(), &mut |path, key, node| {
            let Some(limits) = node.get("limits").and_then(Node::as_mapping) else { return };
            // Of volumes the API server takes any pair.
            for entry in limits.entries.iter().filter(|entry| entry.key != "storage") {
                let Some(request) = node.at(["requests", &entry.key]) else { continue };
                if is_above(key, request, &entry.value) {
                    let (requests, limits) = (path.key("requests").key(&entry.key), path.key("limits").key(&entry.key));
                    emit.push(finding(layer, manifest, (&requests, request), (&limits, &entry.value)));
                }
            }
        });
    }
}

/// Calls `see` with the path and the key of everything that can hold requests and limits.
fn walk(node: &Node, path: &Path, see: &mut impl FnMut(&Path, &str, &Node)) {
    match &node.value {
        Value::Scalar(_) => {}
        Value::Sequence(items) => {
            items.iter().enumerate().for_each(|(index, item)| walk(item, &path.index(index), see));
        }
        Value::Mapping(mapping) => {
            for entry in &mapping.entries {
                let path = path.key(&entry.key);
                if [CONTAINERS, CDI_PODS].contains(&entry.key.as_str()) {
                    see(&path, &entry.key, &entry.value);
                }
                walk(&entry.value, &path, see);
            }
        }
    }
}

fn is_above(key: &str, request: &Node, limit: &Node) -> bool {
    let (Some(request), Some(limit)) = (quantity(request), quantity(limit)) else { return false };
    request > limit && (key != CDI_PODS || limit > Quantity::ZERO)
}

fn quantity(node: &Node) -> Option<Quantity> {
    let Value::Scalar(scalar) = &node.value else { return None };
    Quantity::parse(&scalar.text)
}

/// Names both, and shows first what stands in the profile: the other one may be a default of the pack.
fn finding(layer: &Layer, manifest: &Manifest, request: (&Path, &Node), limit: (&Path, &Node)) -> Diagnostic {
    let place = |(path, node): (&Path, &Node)| origin::value_of(layer, manifest, path).unwrap_or(node.span);
    let text = |node: &Node| node.as_str().map_or_else(|| node.to_json().to_string(), str::to_owned);
    let message = format!(
        "{} requests {} of {}, above its limit of {}",
        manifest.id,
        text(request.1),
        name(request.0),
        text(limit.1)
    );
    let (at, other): (Span, Span) = (place(limit), place(request));
    let (first, second, label) = if at.source == layer.span.source || other.source != layer.span.source {
        (at, other, "the request")
    } else {
        (other, at, "the limit")
    };
    RULE.finding(first, message).label(second, label).help("raise the limit, or lower the request")
}

fn name(path: &Path) -> String {
    path.ends().last().map_or_else(String::new, |end| end.to_string())
}
