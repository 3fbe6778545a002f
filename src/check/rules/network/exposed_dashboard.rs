//! The dashboard is published without a login.

use crate::check::rule::Rule;
use crate::check::{Context, Emit};
use crate::cluster::Cluster;
use crate::diagnostic::{Id, Severity};
use crate::image::image_path;
use crate::kubernetes::Manifest;
use crate::yaml::{Node, Value};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("network/exposed-dashboard"),
    summary: "a dashboard that is published without a login",
    severity: Severity::Error,
    scope: "kubevirt-manager",
    what: "Finds Services of type LoadBalancer or NodePort, Ingresses and HTTPRoutes that lead straight to the web \
           server of kubevirt-manager, not to a login before it.",
    why: "kubevirt-manager hands every request below /k8s to the API server with its own rights. Its settings for a \
          login protect the page, not that path: whoever reaches the address manages virtual machines, and reads \
          every Secret that can be attached to one.",
    example: include_str!("../../../../tests/rules/network/exposed-dashboard/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/network/exposed-dashboard/good/profile.yaml"),
    reference: "https://github.com/kubevirt-manager/kubevirt-manager/blob/main/conf/default.conf",
    check,
};

/// A Service and the ports of it that lead to the page.
struct Door<'a> {
    service: &'a Manifest,
    ports: Vec<&'a Node>,
}

fn check(context: &Context<'_>, emit: &mut Emit) {
    for door in doors(context.cluster) {
        let kind = door.service.at(["spec", "type"]);
        if let Some(kind) = kind.filter(|kind| matches!(kind.as_str(), Some("LoadBalancer" | "NodePort"))) {
            report(&door, kind, emit);
        }
        for (_, manifest) in context.cluster.manifests() {
            if manifest.id.namespace == door.service.id.namespace {
                backends(manifest).into_iter().filter(|backend| door.is(backend)).for_each(|backend| {
                    report(&door, backend.name, emit);
                });
            }
        }
    }
}

fn report(door: &Door<'_>, at: &Node, emit: &mut Emit) {
    let message = format!("the dashboard behind {} is published without a login", door.service.id);
    let finding = RULE.finding(at.span, message);
    emit.push(finding.help("put a login before it: the dashboard pack brings one with `login.enabled: true`"));
}

/// Finds the Services that lead to the web server of a kubevirt-manager.
fn doors(cluster: &Cluster) -> Vec<Door<'_>> {
    let pods: Vec<_> = cluster.manifests().filter_map(|(_, manifest)| Some((manifest, page(manifest)?))).collect();
    let services = cluster.manifests().filter(|(_, manifest)| manifest.is("", "Service"));
    let doors = services.flat_map(|(_, service)| {
        let behind = pods
            .iter()
            .filter(|(owner, pod)| owner.id.namespace == service.id.namespace && selects(service, pod.get("metadata")));
        behind.map(|(_, pod)| Door { service, ports: leading_to_page(service, pod) })
    });
    doors.filter(|door| !door.ports.is_empty()).collect()
}

/// Returns the pod (or its template) of a workload that runs kubevirt-manager.
fn page(manifest: &Manifest) -> Option<&Node> {
    let pod = if manifest.is("", "Pod") { &manifest.node } else { manifest.at(["spec", "template"])? };
    pod.get("spec")?.items("containers").iter().any(is_page).then_some(pod)
}

fn is_page(container: &Node) -> bool {
    let image = container.get("image").and_then(Node::as_str).unwrap_or_default();
    image_path(image).rsplit('/').next() == Some("kubevirt-manager")
}

fn selects(service: &Manifest, metadata: Option<&Node>) -> bool {
    let selector = service.at(["spec", "selector"]).and_then(Node::as_mapping);
    let label = |key: &str| metadata?.at(["labels", key])?.as_str();
    selector.is_some_and(|selector| {
        !selector.entries.is_empty() && selector.entries.iter().all(|entry| label(&entry.key) == entry.value.as_str())
    })
}

/// A port leads to the container that declares it; one that nobody declares leads to the page if it is the page's own.
fn leading_to_page<'a>(service: &'a Manifest, pod: &Node) -> Vec<&'a Node> {
    let containers = pod.get("spec").map(|spec| spec.items("containers")).unwrap_or_default();
    let ports = service.at(["spec"]).map(|spec| spec.items("ports")).unwrap_or_default();
    let leading = ports.iter().filter(|port| {
        let Some(target) = port.get("targetPort").or_else(|| port.get("port")).map(text) else { return false };
        let declares = |container: &&Node| {
            let mut declared = container.items("ports").iter();
            declared.any(|port| ["name", "containerPort"].iter().any(|key| port.get(key).map(text) == Some(target)))
        };
        containers.iter().find(declares).map_or(target == "8080", is_page)
    });
    leading.collect()
}

/// The text of a scalar, numbers included.
fn text(node: &Node) -> &str {
    if let Value::Scalar(scalar) = &node.value { &scalar.text } else { "" }
}

/// Where an Ingress or `HTTPRoute` leads.
struct Backend<'a> {
    name: &'a Node,
    port: Option<&'a str>,
}

impl Door<'_> {
    fn is(&self, backend: &Backend<'_>) -> bool {
        let by = |port: &&Node| ["name", "port"].iter().any(|key| port.get(key).map(text) == backend.port);
        backend.name.as_str() == Some(&self.service.id.name) && self.ports.iter().any(by)
    }
}

fn backends(manifest: &Manifest) -> Vec<Backend<'_>> {
    let rules = manifest.at(["spec"]).map(|spec| spec.items("rules")).unwrap_or_default();
    if manifest.is("networking.k8s.io", "Ingress") {
        let paths = rules.iter().filter_map(|rule| rule.get("http")).flat_map(|http| http.items("paths"));
        let services = paths.filter_map(|path| path.at(["backend", "service"]));
        let services = services.chain(manifest.at(["spec", "defaultBackend", "service"]));
        let backends = services.filter_map(|service| {
            let port = service.at(["port", "number"]).or_else(|| service.at(["port", "name"]));
            Some(Backend { name: service.get("name")?, port: port.map(text) })
        });
        return backends.collect();
    }
    if manifest.is("gateway.networking.k8s.io", "HTTPRoute") {
        let references = rules.iter().flat_map(|rule| rule.items("backendRefs"));
        return references
            .filter_map(|to| Some(Backend { name: to.get("name")?, port: to.get("port").map(text) }))
            .collect();
    }
    Vec::new()
}
