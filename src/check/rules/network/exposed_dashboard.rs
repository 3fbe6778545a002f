//! The dashboard is published without a login.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::{Index, Object, Place};
use crate::diagnostic::{Id, Severity};
use crate::image::image_name;
use crate::kubernetes::Manifest;
use crate::yaml::Node;
use std::collections::BTreeMap;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("network/exposed-dashboard"),
    summary: "a dashboard that is published without a login",
    severity: Severity::Error,
    versions: "kubevirt-manager",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds Services of type LoadBalancer or NodePort, Ingresses and HTTPRoutes that lead straight to the web \
           server of kubevirt-manager, not to a login before it.",
    why: "kubevirt-manager hands every request below /k8s to the API server with its own rights. Its settings for a \
          login protect the page, not that path: whoever reaches the address manages virtual machines, and reads \
          every Secret that can be attached to one.",
    example: include_str!("../../../../tests/rules/network/exposed-dashboard/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/network/exposed-dashboard/good/profile.yaml"),
    reference: "https://github.com/kubevirt-manager/kubevirt-manager/blob/main/conf/default.conf",
    looks_at: Scope::Cluster(check),
};

/// The name of the image whose web server is the page.
const PAGE: &str = "kubevirt-manager";
/// What leads from outside of the cluster to a Service.
const ROUTES: &[(&str, &str)] = &[("networking.k8s.io", "Ingress"), ("gateway.networking.k8s.io", "HTTPRoute")];

/// A Service and the ports of it that lead to the page.
struct Door<'a> {
    service: Object<'a>,
    ports: Vec<&'a Node>,
}

fn check(context: &Context<'_>, emit: &mut Emit) {
    let routes = ROUTES.iter().flat_map(|(group, kind)| context.index.of_kind(group, kind));
    let mut backends: BTreeMap<_, Vec<(&Object<'_>, Backend<'_>)>> = BTreeMap::new();
    for route in routes {
        for backend in backends_of(route.manifest) {
            backends.entry((&*route.id.namespace, backend.name.as_str())).or_default().push((route, backend));
        }
    }
    for door in doors(context.index) {
        let kind = door.service.manifest.at(["spec", "type"]);
        if let Some(kind) = kind.filter(|kind| matches!(kind.as_str(), Some("LoadBalancer" | "NodePort"))) {
            report(&door, door.service.layer.at(kind.span), emit);
        }
        let service = &door.service.id;
        let leading = backends.get(&(&*service.namespace, Some(&service.name))).into_iter().flatten();
        for (route, backend) in leading.filter(|(_, backend)| door.is(backend)) {
            report(&door, route.layer.at(backend.name.span), emit);
        }
    }
}

fn report(door: &Door<'_>, at: Place, emit: &mut Emit) {
    let message = format!("the dashboard behind {} is published without a login", door.service.id);
    let finding = Finding::new(at, message);
    emit.push(finding.help("put a login before it: the dashboard pack brings one with `login.enabled: true`"));
}

/// Finds the Services that lead to the web server of a kubevirt-manager.
fn doors<'a>(index: &Index<'a>) -> Vec<Door<'a>> {
    let pages = index.running(PAGE).iter().filter_map(|(object, _)| Some((object.manifest, pod(object.manifest)?)));
    let pages: Vec<(&Manifest, &Node)> = pages.collect();
    let services = index.of_kind("", "Service").iter();
    let doors = services.flat_map(|service| {
        let pods = pages.iter().filter(|(owner, pod)| {
            owner.id.namespace == service.id.namespace && selects(service.manifest, pod.get("metadata"))
        });
        pods.map(|(_, pod)| Door { service: *service, ports: leading_to_page(service.manifest, pod) })
    });
    doors.filter(|door| !door.ports.is_empty()).collect()
}

/// Returns the pod, or its template, when one of its containers is kubevirt-manager.
fn pod(manifest: &Manifest) -> Option<&Node> {
    let pod = if manifest.is("", "Pod") { &manifest.node } else { manifest.at(["spec", "template"])? };
    pod.get("spec")?.items("containers").iter().any(is_page).then_some(pod)
}

fn is_page(container: &Node) -> bool {
    let image = container.get("image").and_then(Node::as_str).unwrap_or_default();
    image_name(image) == PAGE
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
        let Some(target) = port.get("targetPort").or_else(|| port.get("port")).and_then(Node::written_text) else {
            return false;
        };
        let declares = |container: &&Node| {
            let mut declared = container.items("ports").iter();
            declared.any(|port| ["name", "containerPort"].iter().any(|key| text(port, key) == Some(target)))
        };
        containers.iter().find(declares).map_or(target == "8080", is_page)
    });
    leading.collect()
}

fn text<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    node.get(key).and_then(Node::written_text)
}

/// Where an Ingress or `HTTPRoute` leads.
struct Backend<'a> {
    name: &'a Node,
    port: Option<&'a str>,
}

impl Door<'_> {
    fn is(&self, backend: &Backend<'_>) -> bool {
        let by = |port: &&Node| ["name", "port"].iter().any(|key| text(port, key) == backend.port);
        backend.name.as_str() == Some(&self.service.id.name) && self.ports.iter().any(by)
    }
}

fn backends_of(manifest: &Manifest) -> Vec<Backend<'_>> {
    let rules = manifest.at(["spec"]).map(|spec| spec.items("rules")).unwrap_or_default();
    if manifest.is("networking.k8s.io", "Ingress") {
        let paths = rules.iter().filter_map(|rule| rule.get("http")).flat_map(|http| http.items("paths"));
        let services = paths.filter_map(|path| path.at(["backend", "service"]));
        let services = services.chain(manifest.at(["spec", "defaultBackend", "service"]));
        let backends = services.filter_map(|service| {
            let port = service.at(["port", "number"]).or_else(|| service.at(["port", "name"]));
            Some(Backend { name: service.get("name")?, port: port.and_then(Node::written_text) })
        });
        return backends.collect();
    }
    if manifest.is("gateway.networking.k8s.io", "HTTPRoute") {
        let references = rules.iter().flat_map(|rule| rule.items("backendRefs"));
        return references.filter_map(|to| Some(Backend { name: to.get("name")?, port: text(to, "port") })).collect();
    }
    Vec::new()
}
