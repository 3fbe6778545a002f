//! A disk is imported from outside of the site.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::{Layer, Role, Written};
use crate::diagnostic::{Id, Severity};
use crate::source::Span;
use crate::yaml::{Node, holds_template};
use std::net::IpAddr;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("airgap/outside-source"),
    summary: "a disk that is imported from outside of the site",
    severity: Severity::Warning,
    versions: "target.airgap: true",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds http, s3 and gcs sources of CDI whose address is not of the site. Of the site are private IP \
           addresses, names without a dot, names that the internet does not have (such as .svc and .internal), and \
           names of the domain that `images.mirror` or `images.map` leads to.",
    why: "Behind an air gap the importer retries for ever, and machines from the disk wait for it. A mirror of images \
          does not help: it holds no files of web servers.",
    example: include_str!("../../../../tests/rules/airgap/outside-source/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/airgap/outside-source/good/profile.yaml"),
    reference: "https://github.com/kubevirt/containerized-data-importer/blob/main/doc/datavolumes.md",
    looks_at: Scope::Layer(check),
};

/// Groups whose objects hold sources of CDI.
const GROUPS: &[&str] = &["cdi.kubevirt.io", "kubevirt.io", "pool.kubevirt.io"];
/// Kinds of sources that are addresses.
const SOURCES: &[&str] = &["gcs", "http", "s3"];
/// Domains that no public name server knows (<https://www.iana.org/assignments/special-use-domain-names>, and what
/// Kubernetes and ICANN keep out of the root).
const INSIDE: &[&str] = &["corp", "home", "home.arpa", "internal", "lan", "local", "localhost", "mail", "svc", "test"];

fn check(context: &Context<'_>, layer: &Layer, emit: &mut Emit) {
    let is_airgap = context.cluster.target.as_ref().is_some_and(|target| target.airgap);
    if !is_airgap || layer.role != Role::Judged {
        return;
    }
    let mirrors = context.cluster.images.hosts();
    let domains: Vec<&str> = mirrors.iter().map(|host| domain(host)).collect();
    let objects = layer.manifests().iter().filter(|manifest| GROUPS.contains(&manifest.id.group.as_str()));
    let found = objects.flat_map(|manifest| addresses(&manifest.node));
    for (address, span) in found.filter(|(address, _)| is_outside(address, &domains)) {
        let message = format!("`{}` imports a disk from {address}, outside of the site", layer.name);
        let finding = Finding::new(layer.written(Written::Text(&address, span)), message);
        emit.push(finding.help("copy the file to a server of the site, or make it a container disk in the mirror"));
    }
}

/// Returns the addresses of the sources in an object with their places.
fn addresses(object: &Node) -> Vec<(String, Span)> {
    let mut found = Vec::new();
    object.visit(&mut |node| {
        for entry in node.as_mapping().into_iter().flat_map(|mapping| &mapping.entries) {
            let url = entry.value.get("url").filter(|_| SOURCES.contains(&entry.key.as_str()));
            let text = url.and_then(|url| Some((url.as_str()?.to_owned(), url.span)));
            // What holds a template block is known to Palette alone.
            found.extend(text.filter(|(text, _)| !holds_template(text)));
        }
    });
    found
}

fn is_outside(address: &str, domains: &[&str]) -> bool {
    let Some((scheme, rest)) = address.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = without_port(authority.rsplit('@').next().unwrap_or_default()).to_lowercase();
    if let Ok(ip) = host.parse::<IpAddr>() {
        return !is_private(ip) && !domains.contains(&host.as_str());
    }
    let is_below =
        |domain: &str| host == domain || host.strip_suffix(domain).is_some_and(|before| before.ends_with('.'));
    let is_inside = INSIDE.iter().chain(domains).any(|domain| is_below(domain));
    scheme == "gs" || (host.contains('.') && !is_inside)
}

fn without_port(authority: &str) -> &str {
    match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    }
}

fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_private() || ip.is_loopback() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_unique_local() || ip.is_loopback() || ip.is_unicast_link_local(),
    }
}

/// Returns the domain of a host: without its first name when at least two stay. An address has none.
fn domain(host: &str) -> &str {
    let host = without_port(host);
    let domain = host.split_once('.').map(|(_, domain)| domain).filter(|domain| domain.contains('.'));
    domain.filter(|_| host.parse::<IpAddr>().is_err()).unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_site_are_told_from_others() {
        let domains = [domain("registry.site.example.com:5000"), domain("m.io"), domain("10.1.2.3:5000")];
        assert_eq!(domains, ["site.example.com", "m.io", "10.1.2.3"]);
        for inside in [
            "https://files.site.example.com/a",
            "http://SITE.example.com:8080/a",
            "http://a.m.io/b",
            "http://10.1.2.3/a",
            "https://user@192.168.0.1:8080/a",
            "http://[fd00::1]:80/a",
            "http://files/a",
            "http://files.ns.svc/a",
            "http://files.ns.svc.cluster.local/a",
            "https://files.corp/a",
        ] {
            assert!(!is_outside(inside, &domains), "{inside}");
        }
        for outside in [
            "https://cloud-images.ubuntu.com/a",
            "http://8.8.8.8/a",
            "http://[2001:db8::1]/a",
            "gs://bucket/a",
            "https://example.com/a",
            "https://evilsite.example.com.net/a",
            "https://a.io/b",
        ] {
            assert!(is_outside(outside, &domains), "{outside}");
        }
    }
}
