//! A container that asks for more than it may have.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{ANY, Context, Rule, Scope, Status};
use crate::cluster::{Object, Place, Written};
use crate::diagnostic::{Id, Severity};
use crate::kubernetes::Crd;
use crate::kubernetes::quantity::Quantity;
use crate::yaml::{Node, Path, Value};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("manifest/requests-above-limits"),
    summary: "a request for more than the limit allows",
    severity: Severity::Error,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds requests for CPU, memory or other resources above the limit beside them: of containers, of virtual \
           machines, and of the pods that CDI starts (`podResourceRequirements`).",
    why: "The API server refuses such a pod. The Deployment is there, but its pods never are; with CDI no disk is \
          imported, cloned or uploaded.",
    example: include_str!("../../../../tests/rules/manifest/requests-above-limits/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/manifest/requests-above-limits/good/profile.yaml"),
    reference: "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
    looks_at: Scope::Objects(&[(ANY, ANY)], check),
};

/// Of containers and machines, and of CDI's pods: there, zero stands for none.
const CONTAINERS: &str = "resources";
const CDI_PODS: &str = "podResourceRequirements";

fn check(_: &Context<'_>, object: Object<'_>, emit: &mut Emit) {
    if Crd::of(&object.node).is_some() {
        return;
    }
    walk(&object.manifest.node, &mut Vec::new(), &mut |steps, key, node| {
        let Some(limits) = node.get("limits").and_then(Node::as_mapping) else { return };
        // Of volumes the API server takes any pair.
        for entry in limits.entries.iter().filter(|entry| entry.key != "storage") {
            let Some(request) = node.at(["requests", &entry.key]) else { continue };
            if is_above(key, request, &entry.value) {
                let path = path(steps);
                let (requests, limits) = (path.key("requests").key(&entry.key), path.key("limits").key(&entry.key));
                emit.push(finding(object, (&requests, request), (&limits, &entry.value)));
            }
        }
    });
}

/// A step on the way to a node. Hardly any object needs the path, so it is not built before it is asked for.
#[derive(Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

fn path(steps: &[Step<'_>]) -> Path {
    steps.iter().fold(Path::default(), |path, step| match step {
        Step::Key(key) => path.key(key),
        Step::Index(index) => path.index(*index),
    })
}

/// Calls `see` with the way to, and the key of, everything that can hold requests and limits.
fn walk<'a>(node: &'a Node, steps: &mut Vec<Step<'a>>, see: &mut impl FnMut(&[Step<'a>], &str, &Node)) {
    match &node.value {
        Value::Scalar(_) => {}
        Value::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                steps.push(Step::Index(index));
                walk(item, steps, see);
                steps.pop();
            }
        }
        Value::Mapping(mapping) => {
            for entry in &mapping.entries {
                steps.push(Step::Key(&entry.key));
                if [CONTAINERS, CDI_PODS].contains(&entry.key.as_str()) {
                    see(steps, &entry.key, &entry.value);
                }
                walk(&entry.value, steps, see);
                steps.pop();
            }
        }
    }
}

fn is_above(key: &str, request: &Node, limit: &Node) -> bool {
    let (Some(request), Some(limit)) = (quantity(request), quantity(limit)) else { return false };
    request > limit && (key != CDI_PODS || limit > Quantity::ZERO)
}

fn quantity(node: &Node) -> Option<Quantity> {
    Quantity::parse(node.written_text()?)
}

/// Names both, and shows first what the user wrote: the other one may be a default of the pack.
fn finding(object: Object<'_>, request: (&Path, &Node), limit: (&Path, &Node)) -> Finding {
    let place = |(path, node): (&Path, &Node)| object.layer.written(Written::Field(object.manifest, path, node.span));
    let text = |node: &Node| node.as_str().map_or_else(|| node.to_json().to_string(), str::to_owned);
    let message = format!(
        "{} requests {} of {}, above its limit of {}",
        object.id,
        text(request.1),
        name(request.0),
        text(limit.1)
    );
    let (limit, request): (Place, Place) = (place(limit), place(request));
    let (first, second, label) = if object.layer.is_default(limit.span) && !object.layer.is_default(request.span) {
        (request, limit, "the limit")
    } else {
        (limit, request, "the request")
    };
    Finding::new(first, message).label(second, label).help("raise the limit, or lower the request")
}

fn name(path: &Path) -> String {
    path.ends().last().map_or_else(String::new, |end| end.to_string())
}
