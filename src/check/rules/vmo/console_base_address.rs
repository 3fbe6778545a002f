//! The address of the vendor's console has the form of another version.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::components::vendor::{Generation, Vendor, vendors};
use crate::diagnostic::{Id, Severity};
use crate::yaml::Node;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("vmo/console-base-address"),
    summary: "a console address that the vendor's dashboard cannot use",
    severity: Severity::Error,
    versions: "vendor's VMO pack",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds a consoleBaseAddress of the vendor's VMO pack that is no https address, that lacks /v1 at its end \
           before 4.10 or has it from 4.10 on, or that differs from vmo-manager.platform.baseUrl.",
    why: "The dashboard builds the addresses of consoles and logins from it. With the wrong end, or with two \
          different addresses, people are led to pages that are not there.",
    example: include_str!("../../../../tests/rules/vmo/console-base-address/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/vmo/console-base-address/good/profile.yaml"),
    reference: "https://docs.spectrocloud.com/vm-management/configure-console-base-address/",
    looks_at: Scope::Cluster(check),
};

const ADDRESS: &str = "appConfig.clusterInfo.consoleBaseAddress";
const BASE_URL: &str = "vmo-manager.platform.baseUrl";

fn check(context: &Context<'_>, emit: &mut Emit) {
    for vendor in vendors(context.index) {
        let Some(generation) = vendor.generation() else { continue };
        let addresses = [ADDRESS, BASE_URL].map(|path| written(&vendor, path).map(|(node, text)| (path, node, text)));
        let [address, base_url] = addresses;
        for (path, node, text) in
            [address, base_url.filter(|_| generation == Generation::Manager)].into_iter().flatten()
        {
            form(&vendor, generation, (path, node, text), emit);
        }
        if let (Some((_, node, one)), Some((_, other_node, other)), Generation::Manager) =
            (address, base_url, generation)
            && one != other
        {
            let message = format!("`{ADDRESS}` and `{BASE_URL}` differ");
            let finding = Finding::new(vendor.layer.at(node.span), message);
            let finding = finding.label(vendor.layer.at(other_node.span), "the other one");
            emit.push(finding.help("write the same address in both"));
        }
    }
}

/// Returns an address that is not left to a default.
fn written<'a>(vendor: &Vendor<'a>, path: &str) -> Option<(&'a Node, &'a str)> {
    let node = vendor.value(path)?;
    node.as_str().filter(|text| !text.is_empty()).map(|text| (node, text))
}

/// Judges the form of one address; what a macro stands for is not known.
fn form(vendor: &Vendor<'_>, generation: Generation, (path, node, text): (&str, &Node, &str), emit: &mut Emit) {
    let has_end = text.trim_end_matches('/').ends_with("/v1");
    let (message, help) = match generation {
        _ if !text.starts_with("https://") && !text.starts_with("{{") => {
            (format!("`{path}` is no https address"), "begin it with `https://`".to_owned())
        }
        _ if text.ends_with("}}") => return,
        Generation::Dashboard if !has_end => {
            (format!("`{path}` lacks `/v1` at its end"), format!("write `{}/v1`", text.trim_end_matches('/')))
        }
        Generation::Manager if has_end => {
            let without = text.trim_end_matches('/').trim_end_matches("/v1");
            (format!("`{path}` ends in `/v1`, which 4.10 and later do without"), format!("write `{without}`"))
        }
        _ => return,
    };
    emit.push(Finding::new(vendor.layer.at(node.span), message).help(help));
}
