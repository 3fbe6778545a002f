//! A `DataSource` leads to another one, which an old KubeVirt does not follow.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::Written;
use crate::components::kubevirt::KubeVirt;
use crate::diagnostic::{Id, Severity};
use crate::profile::Minor;
use crate::yaml::Path;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("kubevirt/data-source-pointer"),
    summary: "a DataSource that leads to another one, beside a KubeVirt that may not follow it",
    severity: Severity::Error,
    versions: "KubeVirt before 1.8, CDI since 1.63",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds DataSources whose source is another DataSource beside KubeVirt 1.7 or older. A scheduled image of the \
           pack golden-images is one: its name stays, and leads to the DataSource that CDI keeps up to date.",
    why: "KubeVirt resolves the DataSource of a machine's disk by itself. Before 1.8 it knows volumes and snapshots \
         only, so that no machine can be made from the image. A patch release of 1.7 may bring the fix, as one of \
         1.6 did, but its release notes were not seen: allow the rule where machines start.",
    example: include_str!("../../../../tests/rules/kubevirt/data-source-pointer/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/kubevirt/data-source-pointer/good/profile.yaml"),
    reference: "https://github.com/kubevirt/kubevirt/pull/16429",
    looks_at: Scope::Cluster(check),
};

/// The first release whose notes name the fix.
const FOLLOWS: Minor = Minor { major: 1, minor: 8 };

fn check(context: &Context<'_>, emit: &mut Emit) {
    let found = context.index.layers().find_map(|layer| Some((layer, KubeVirt::of(layer)?)));
    let Some((owner, kubevirt)) = found.filter(|(_, kubevirt)| kubevirt.minor < FOLLOWS) else { return };
    for object in context.index.of_kind("cdi.kubevirt.io", "DataSource") {
        if object.at(["spec", "source", "dataSource"]).is_none() {
            continue;
        }
        let name = &object.id.name;
        let message = format!(
            "KubeVirt {} may make no machine from `{name}`, which leads to another DataSource",
            kubevirt.version
        );
        // The schedule of a golden image is what the user can change.
        let schedule = Path::of_keys("images").key(name).key("schedule");
        let finding = Finding::new(object.layer.written(Written::Value(&schedule, object.name_span)), message);
        let finding = finding.label(owner.written(Written::Version), format!("KubeVirt {}", kubevirt.version));
        emit.push(finding.help("use KubeVirt 1.8 or later, or import once: without a `schedule`"));
    }
}
