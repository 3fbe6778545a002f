//! The dashboard: who reaches it in each arrangement, and which arrangements are refused.

use serde_json::{Value, json};
use vmopack::yaml::Node;

use crate::packs::Workspace;

const LOGIN: &str = "enabled: true, issuerUrl: 'https://login.example.com', clientId: dashboard, emailDomains: [\"*\"]";

fn workspace(values: &str) -> Workspace {
    let mut workspace = Workspace::new("x: 1\n", &[("10-a.yaml", "a: 1\n")]);
    workspace.spec = format!("target: {{kubernetes: \"1.35\"}}\nlayers:\n- pack: dashboard\n  values: {{{values}}}\n");
    workspace
}

/// Renders the dashboard and returns its objects.
fn objects(values: &str) -> Vec<Value> {
    let mut workspace = workspace(values);
    let rendered = workspace.render().unwrap_or_else(|problems| panic!("{}", workspace.show(problems)));
    rendered.packs().flat_map(|pack| &pack.files).flat_map(|file| file.documents.iter().map(Node::to_json)).collect()
}

fn refused(values: &str) -> Vec<String> {
    let mut workspace = workspace(values);
    let problems = workspace.render().expect_err(values);
    workspace.list(problems)
}

fn find<'a>(objects: &'a [Value], kind: &str, name: &str) -> &'a Value {
    let found = objects.iter().find(|object| object["kind"] == kind && object["metadata"]["name"] == name);
    found.unwrap_or_else(|| panic!("there is no {kind} {name}"))
}

fn has(objects: &[Value], kind: &str) -> bool {
    objects.iter().any(|object| object["kind"] == kind)
}

/// The addresses that the page's web server listens on.
fn listens(objects: &[Value]) -> Vec<String> {
    let config = &find(objects, "ConfigMap", "kubevirt-manager-page")["data"]["page.conf"];
    let lines = config.as_str().unwrap().lines().map(str::trim);
    lines.filter_map(|line| line.strip_prefix("listen ")).map(|rest| rest.trim_end_matches(';').to_owned()).collect()
}

fn container<'a>(objects: &'a [Value], name: &str) -> Option<&'a Value> {
    let pod = &find(objects, "Deployment", "kubevirt-manager")["spec"]["template"]["spec"];
    pod["containers"].as_array().unwrap().iter().find(|container| container["name"] == name)
}

fn arguments(objects: &[Value]) -> Vec<String> {
    let arguments = &container(objects, "login").unwrap()["args"];
    arguments.as_array().unwrap().iter().map(|argument| argument.as_str().unwrap().to_owned()).collect()
}

#[test]
fn nobody_reaches_the_page_by_default() {
    let objects = objects("");
    assert_eq!(listens(&objects), ["127.0.0.1:8080 default_server", "127.0.0.1:8080"]);
    assert!(container(&objects, "login").is_none() && !has(&objects, "Ingress") && !has(&objects, "Secret"));
    let policies: Vec<_> = objects.iter().filter(|object| object["kind"] == "NetworkPolicy").collect();
    let [policy] = policies[..] else { panic!("{policies:#?}") };
    assert_eq!(policy["spec"], json!({"podSelector": {}, "policyTypes": ["Ingress"]}));
    assert_eq!(find(&objects, "Service", "kubevirt-manager")["spec"]["type"], "ClusterIP");
}

#[test]
fn peers_without_a_login_reach_port_8080_alone() {
    let objects = objects("allowFrom: [{namespace: auth, podLabels: {app: proxy}}, {cidr: 192.0.2.0/28}]");
    assert_eq!(listens(&objects), ["8080"]);
    let files = &find(&objects, "ConfigMap", "kubevirt-manager-page")["data"];
    // IPv6 is left to the start script, which looks whether the node has it.
    assert!(files["page.conf"].as_str().unwrap().contains("    include /tmp/listen-*.conf;\n"));
    assert!(files["91-startkubectl.sh"].as_str().unwrap().contains("[ -f /proc/net/if_inet6 ]"));
    let labels = json!({"matchLabels": {"kubernetes.io/metadata.name": "auth"}});
    let expected = json!([{
        "ports": [{"protocol": "TCP", "port": 8080}],
        "from": [
            {"namespaceSelector": labels, "podSelector": {"matchLabels": {"app": "proxy"}}},
            {"ipBlock": {"cidr": "192.0.2.0/28"}},
        ],
    }]);
    assert_eq!(find(&objects, "NetworkPolicy", "allow-page")["spec"]["ingress"], expected);
}

#[test]
fn with_a_login_only_its_port_is_open() {
    for (values, port) in [
        (String::new(), 4180),
        ("access: Ingress, tls: {from: secret}".to_owned(), 4180),
        ("access: LoadBalancer, tls: {from: secret}".to_owned(), 8443),
        ("tls: {from: cert-manager, issuer: {kind: Issuer, name: ours}}".to_owned(), 8443),
        ("allowFrom: [{namespace: ingress-nginx}]".to_owned(), 4180),
    ] {
        let objects = objects(&format!("host: vms.example.com, login: {{{LOGIN}}}, {values}"));
        assert_eq!(listens(&objects), ["127.0.0.1:8080"], "{values}");
        let ingress = &find(&objects, "NetworkPolicy", "allow-page")["spec"]["ingress"];
        assert_eq!(ingress[0]["ports"], json!([{"protocol": "TCP", "port": port}]), "{values}");
        assert_eq!(ingress[0].get("from").is_some(), values.contains("allowFrom"), "{values}");
        let login = container(&objects, "login").unwrap();
        assert_eq!(login["ports"], json!([{"name": "login", "containerPort": port, "protocol": "TCP"}]), "{values}");
        let address = if port == 8443 { "--https-address=:8443" } else { "--http-address=:4180" };
        assert!(arguments(&objects).contains(&address.to_owned()), "{values}");
    }
}

#[test]
fn the_login_trusts_no_header_and_holds_no_token() {
    let objects = objects(&format!("host: vms.example.com, login: {{{LOGIN}}}"));
    let arguments = arguments(&objects);
    for never in ["--reverse-proxy", "--skip-auth", "--trusted", "--ssl-insecure", "--ping-user-agent", "--htpasswd"] {
        assert!(arguments.iter().all(|argument| !argument.starts_with(never)), "{never}");
    }
    for always in ["--cookie-secure=true", "--cookie-samesite=lax", "--insecure-oidc-skip-nonce=false"] {
        assert!(arguments.iter().any(|argument| argument == always), "{always}");
    }
    let pod = &find(&objects, "Deployment", "kubevirt-manager")["spec"]["template"]["spec"];
    assert_eq!(pod["automountServiceAccountToken"], false);
    let mounts = |name: &str| container(&objects, name).unwrap()["volumeMounts"].to_string();
    assert!(mounts("kubevirtmgr").contains("serviceaccount") && !mounts("login").contains("serviceaccount"));
    for container in pod["containers"].as_array().unwrap() {
        let expected = json!({
            "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": {"drop": ["ALL"]},
        });
        assert_eq!(container["securityContext"], expected);
    }
}

#[test]
fn the_address_of_the_console_is_where_browsers_come_back_to() {
    let with = |values: &str| {
        let values = format!("host: vms.example.com, login: {{{LOGIN}}}{values}");
        arguments(&objects(&values)).into_iter().find(|argument| argument.starts_with("--redirect-url"))
    };
    assert_eq!(with("").as_deref(), Some("--redirect-url=https://vms.example.com/oauth2/callback"));
    let other = with(", consoleBaseAddress: 'https://console.example.com:8443'");
    assert_eq!(other.as_deref(), Some("--redirect-url=https://console.example.com:8443/oauth2/callback"));
}

#[test]
fn those_who_may_in_are_told_to_the_login() {
    let allowed = |who: &str| {
        let login = LOGIN.replace("emailDomains: [\"*\"]", who);
        let objects = objects(&format!("host: vms.example.com, login: {{{login}}}"));
        let arguments = arguments(&objects).into_iter();
        let starts = ["--email-domain", "--allowed-group", "--authenticated-emails-file"];
        arguments.filter(|argument| starts.iter().any(|start| argument.starts_with(start))).collect::<Vec<_>>()
    };
    assert_eq!(allowed("allowedGroups: [a, b]"), ["--allowed-group=a", "--allowed-group=b", "--email-domain=*"]);
    assert_eq!(allowed("emailDomains: [example.com]"), ["--email-domain=example.com"]);
    let emails = "--authenticated-emails-file=/etc/login/files/emails";
    assert_eq!(allowed("allowedEmails: [jane@example.com]"), [emails]);
    assert_eq!(
        allowed("allowedGroups: [a], allowedEmails: [j@example.com], emailDomains: [b.example]"),
        ["--allowed-group=a", emails, "--email-domain=b.example"]
    );
}

#[test]
fn keycloak_is_asked_for_scopes_that_it_has() {
    let scopes = |login: &str| {
        let objects = objects(&format!("host: vms.example.com, login: {{{LOGIN}, allowedGroups: [a], {login}}}"));
        arguments(&objects).into_iter().filter(|argument| argument.starts_with("--scope=")).collect::<Vec<_>>()
    };
    assert_eq!(scopes("provider: keycloak-oidc"), ["--scope=openid email profile"]);
    assert_eq!(scopes("provider: keycloak-oidc, args: {scope: openid}"), ["--scope=openid"]);
    assert!(scopes("provider: oidc").is_empty());
}

#[test]
fn an_authority_of_ones_own_is_mounted_where_it_is_used() {
    let pem = "-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----\\n";
    for (ca, file) in [
        ("{configMap: corporate, key: root.pem}".to_owned(), "/etc/login/issuer/ca.crt"),
        (format!("{{pem: \"{pem}\"}}"), "/etc/login/files/ca.crt"),
    ] {
        let objects = objects(&format!("host: vms.example.com, login: {{{LOGIN}, ca: {ca}}}"));
        assert!(arguments(&objects).contains(&format!("--provider-ca-file={file}")), "{ca}");
        let mounts = &container(&objects, "login").unwrap()["volumeMounts"];
        let folder = file.trim_end_matches("/ca.crt");
        assert!(mounts.as_array().unwrap().iter().any(|mount| mount["mountPath"] == folder), "{ca}: {mounts}");
    }
}

#[test]
fn a_secret_comes_from_macros_or_is_there_already() {
    let macros = "createSecret: true, secretName: login, clientSecret: '{{ .spectro.var.client }}', \
                  cookieSecret: '{{ .spectro.var.cookie }}'";
    let mut workspace = workspace(&format!("host: vms.example.com, login: {{{LOGIN}, {macros}}}"));
    let rendered = workspace.render().unwrap_or_else(|problems| panic!("{}", workspace.show(problems)));
    let file = rendered.packs().flat_map(|pack| &pack.files).find(|file| file.stem == "20-dashboard").unwrap();
    assert!(file.published.contains("  client-secret: {{ .Values.login.clientSecret | toJson }}\n"));
    assert!(file.published.contains("  cookie-secret: {{ .Values.login.cookieSecret | toJson }}\n"));

    let objects = objects(&format!("host: vms.example.com, login: {{{LOGIN}, secretName: theirs}}"));
    assert!(!has(&objects, "Secret"));
    let environment = container(&objects, "login").unwrap()["env"].as_array().unwrap();
    assert!(environment.iter().all(|variable| variable["valueFrom"]["secretKeyRef"]["name"] == "theirs"));
}

#[test]
fn what_does_not_go_together_is_refused_at_the_users_line() {
    let with = |login: &str| format!("host: a.example.com, login: {{{LOGIN}, {login}}}");
    let bare = LOGIN.replace(", emailDomains: [\"*\"]", "");
    for (values, message) in [
        (
            "access: Ingress".to_owned(),
            "value `access` needs a login: everybody who reaches the page acts with its rights; set `login.enabled`",
        ),
        (
            "access: LoadBalancer, allowFrom: [{namespace: a}]".to_owned(),
            "value `access` needs a login: everybody who reaches the page acts with its rights; set `login.enabled`",
        ),
        (
            format!("access: LoadBalancer, host: a.example.com, login: {{{LOGIN}}}"),
            "value `access` needs a certificate behind a LoadBalancer: set `tls.from`",
        ),
        ("tls: {from: secret}".to_owned(), "value `tls.from` needs `login.enabled`: the page alone serves no TLS"),
        (
            format!("host: a.example.com, login: {{{bare}}}"),
            "value `login.enabled` needs to know whom to let in: set `allowedGroups`, `allowedEmails` or `emailDomains`",
        ),
        (format!("access: Ingress, login: {{{LOGIN}}}"), "value `host` is missing"),
        ("host: a.example.com, login: {enabled: true, clientId: a}".to_owned(), "value `login.issuerUrl` is missing"),
        (
            "host: a.example.com, login: {enabled: true, issuerUrl: 'https://a.example.com'}".to_owned(),
            "value `login.clientId` is missing",
        ),
        (with("createSecret: true, clientSecret: '{{ .spectro.var.a }}'"), "value `login.cookieSecret` is missing"),
        (
            with("ca: {configMap: a, pem: \"-----BEGIN CERTIFICATE-----\\nA\\n-----END CERTIFICATE-----\\n\"}"),
            "value `login.ca.pem` must not be given together with `login.ca.configMap`",
        ),
        (
            "host: a.example.com, tls: {from: cert-manager}, login: {enabled: false}".to_owned(),
            "value `tls.issuer` is missing",
        ),
    ] {
        let found = refused(&values);
        let [line] = &found[..] else { panic!("{values}: {found:#?}") };
        let (place, text) = line.split_once(' ').unwrap().1.split_once(' ').unwrap();
        assert_eq!(text, message, "{values}");
        assert!(place.starts_with("profile.yaml:7:") || place.starts_with("profile.yaml:8:"), "{values}: {place}");
    }
}

#[test]
fn secrets_and_ways_around_the_login_are_refused() {
    for login in [
        "createSecret: true, clientSecret: hunter2, cookieSecret: '{{ .spectro.var.a }}'",
        "createSecret: true, clientSecret: '', cookieSecret: '{{ .spectro.var.a }}'",
        "session: 999999999h",
        "session: 9999999m",
        "ca: {configMap: a, key: '..'}",
        "ca: {configMap: a, key: ..data}",
        "secretName: a..b",
        "args: {reverse-proxy: true}",
        "args: {skip-auth-route: '/'}",
        "args: {trusted-ip: 0.0.0.0/0}",
        "args: {client-secret: hunter2}",
        "args: {ssl-insecure-skip-verify: true}",
        "args: {ping-user-agent: kube-probe}",
        "issuerUrl: 'http://login.example.com'",
        "issuerUrl: 'https://login.example.com\" --skip'",
        "allowedGroups: ['a,b']",
        "ca: {pem: hello}",
    ] {
        let login = if login.starts_with("issuerUrl") {
            format!("enabled: true, clientId: a, emailDomains: [\"*\"], {login}")
        } else {
            format!("{LOGIN}, {login}")
        };
        let found = refused(&format!("host: a.example.com, login: {{{login}}}"));
        assert!(found.iter().all(|line| line.starts_with("values/invalid profile.yaml:8:")), "{login}: {found:#?}");
        assert!(found.iter().all(|line| !line.contains("hunter2")), "{found:#?}");
    }
}

#[test]
fn a_host_is_a_name_in_the_dns() {
    let with = |host: &str| format!("host: {host}, login: {{{LOGIN}}}");
    for host in ["a..b", "a.", "-a.example.com", "a.-b", &format!("{}.example.com", "a".repeat(64))] {
        assert!(refused(&with(host))[0].starts_with("values/invalid profile.yaml:8:"), "{host}");
    }
    for host in ["vms", "a-b.example.com", &format!("{}.example.com", "a".repeat(63))] {
        objects(&with(host));
    }
}
