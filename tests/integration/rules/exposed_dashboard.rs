//! What counts as a way to the dashboard without a login: `network/exposed-dashboard`.

use crate::examine::examine_with;
use crate::support::{Vmopack, profile};

const RULE: &str = "network/exposed-dashboard";
const PAGE: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: kubevirt-manager, namespace: ui}
spec:
  selector: {matchLabels: {app: ui}}
  template:
    metadata: {labels: {app: ui, tier: web}}
    spec:
      containers:
        - {name: page, image: 'docker.io/kubevirtmanager/kubevirt-manager:1.5.2', ports: [{name: http, containerPort: 8080}]}
        - {name: login, image: 'quay.io/oauth2-proxy/oauth2-proxy:v7.15.5', ports: [{name: login, containerPort: 4180}]}
---
apiVersion: v1
kind: Service
metadata: {name: page, namespace: ui}
spec: {selector: {app: ui}, ports: [{name: web, port: 80, targetPort: http}]}
---
apiVersion: v1
kind: Service
metadata: {name: login, namespace: ui}
spec: {type: LoadBalancer, selector: {app: ui}, ports: [{port: 80, targetPort: login}]}
";

/// Returns how often the rule fires with one more manifest next to the page.
fn findings(more: &str) -> usize {
    let layer = "  target: {kubernetes: \"1.35\"}\n  layers:\n    - manifests: {name: ui, files: [ui.yaml]}\n";
    let folder = Vmopack::with_profile(&profile(layer)).file("ui.yaml", format!("{PAGE}---\n{more}\n"));
    examine_with(&folder.path("profile.yaml"), RULE).report.diagnostics().len()
}

fn service(spec: &str) -> String {
    format!("{{apiVersion: v1, kind: Service, metadata: {{name: open, namespace: ui}}, spec: {{{spec}}}}}")
}

fn ingress(namespace: &str, backend: &str) -> String {
    format!(
        "{{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {{name: open, namespace: {namespace}}}, \
         spec: {{rules: [{{http: {{paths: [{{backend: {{service: {{{backend}}}}}}}]}}}}]}}}}"
    )
}

#[test]
fn what_leads_to_the_page_is_found() {
    let route = "{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: open, namespace: ui}, \
                 spec: {rules: [{backendRefs: [{name: page, port: 80}]}]}}";
    let default = "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: open, namespace: ui}, \
                   spec: {defaultBackend: {service: {name: page, port: {number: 80}}}}}";
    for more in [
        service("type: LoadBalancer, selector: {app: ui}, ports: [{port: 80, targetPort: 8080}]"),
        service("type: NodePort, selector: {tier: web}, ports: [{port: 8080}]"),
        ingress("ui", "name: page, port: {name: web}"),
        ingress("ui", "name: page, port: {number: 80}"),
        route.to_owned(),
        default.to_owned(),
    ] {
        assert_eq!(findings(&more), 1, "{more}");
    }
}

#[test]
fn what_leads_elsewhere_is_left_alone() {
    for more in [
        service("type: ClusterIP, selector: {app: ui}, ports: [{port: 8080}]"),
        service("type: LoadBalancer, selector: {app: other}, ports: [{port: 8080}]"),
        service("type: LoadBalancer, selector: {app: ui}, ports: [{port: 4180}]"),
        service("type: LoadBalancer, ports: [{port: 8080}]"),
        ingress("ui", "name: login, port: {number: 80}"),
        ingress("ui", "name: page, port: {number: 81}"),
        ingress("elsewhere", "name: page, port: {number: 80}"),
    ] {
        assert_eq!(findings(&more), 0, "{more}");
    }
}
