//! Values of the vendor's pack in the layout of its other generation.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::components::vendor::{Generation, VMO_PACK, Vendor, vendors};
use crate::components::vendor_keys::{GONE, MOVED, NEW};
use crate::diagnostic::{Id, Severity};
use crate::yaml::{Entry, Node};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("vmo/wrong-generation-key"),
    summary: "a value of the vendor's pack that its version does not have",
    severity: Severity::Warning,
    versions: "vendor's VMO pack",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds values of the vendor's VMO pack that belong to its other generation: those of the Spectro VM \
           Dashboard (up to 4.9) in a pack from 4.10 on, and those of vmo-manager (from 4.10 on) in an older one.",
    why: "A key that the chart does not know is ignored without a word: the login, the address of the console or \
          the switch that it was meant for keeps its default.",
    example: include_str!("../../../../tests/rules/vmo/wrong-generation-key/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/vmo/wrong-generation-key/good/profile.yaml"),
    reference: "https://docs.spectrocloud.com/vm-management/vmo-pack/upgrade-vmo-pack/",
    looks_at: Scope::Cluster(check),
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    for vendor in vendors(context.index) {
        match vendor.generation() {
            Some(Generation::Manager) => of_the_dashboard(&vendor, emit),
            Some(Generation::Dashboard) => of_the_manager(&vendor, emit),
            None => {}
        }
    }
}

/// Finds what was left behind by an upgrade to 4.10.
fn of_the_dashboard(vendor: &Vendor<'_>, emit: &mut Emit) {
    for (old, new, remark) in MOVED {
        if let Some(entry) = entry(vendor, old) {
            let remark = if remark.is_empty() { String::new() } else { format!(", {remark}") };
            emit.push(stale(vendor, old, entry).help(format!("write it as `{new}`{remark}")));
        }
    }
    for old in GONE {
        if let Some(entry) = entry(vendor, old) {
            emit.push(stale(vendor, old, entry).help("remove it"));
        }
    }
    let pack = vendor.layer.values.get().and_then(|values| values.at(["pack", "cdi"]));
    if let Some(entry) = pack.and_then(Node::as_mapping).and_then(|cdi| cdi.entry("privateRegistry")) {
        let help = format!("write it as `charts.{VMO_PACK}.cdi.privateRegistry`");
        emit.push(stale(vendor, "pack.cdi.privateRegistry", entry).help(help));
    }
}

/// Finds what was written for 4.10; a map is reported once, with all that it holds.
fn of_the_manager(vendor: &Vendor<'_>, emit: &mut Emit) {
    let tops = NEW.iter().filter(|(path, _)| !path.contains('.'));
    for (top, _) in tops {
        let Some(entry) = entry(vendor, top) else { continue };
        let before = NEW.iter().filter_map(|(path, before)| {
            let below = path.strip_prefix(top)?.starts_with('.') && vendor.value(path).is_some();
            below.then_some((*path, (*before)?))
        });
        let finding = before.fold(stale(vendor, top, entry), |finding, (path, before)| {
            finding.note(format!("`{path}` is `{before}` before 4.10"))
        });
        emit.push(finding.help("remove it, or use a version from 4.10 on"));
    }
}

fn stale(vendor: &Vendor<'_>, path: &str, entry: &Entry) -> Finding {
    let version = vendor.layer.version.as_deref().unwrap_or_default();
    Finding::new(vendor.layer.at(entry.key_span), format!("the vendor's pack {version} does not read `{path}`"))
}

/// Returns the entry of a value of the chart.
fn entry<'a>(vendor: &Vendor<'a>, path: &str) -> Option<&'a Entry> {
    let (parent, key) = path.rsplit_once('.').unwrap_or(("", path));
    let parent: Option<&Node> = if parent.is_empty() { vendor.chart() } else { vendor.value(parent) };
    parent?.as_mapping()?.entry(key)
}
