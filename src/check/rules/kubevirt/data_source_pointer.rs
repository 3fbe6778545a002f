//! A `DataSource` leads to another one, which an old KubeVirt does not follow.

use crate::check::rule::Rule;
use crate::check::{Context, Emit};
use crate::cluster::Layer;
use crate::components::kubevirt::KubeVirt;
use crate::diagnostic::{Id, Severity};
use crate::kubernetes::Manifest;
use crate::profile::Minor;
use crate::source::Span;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("kubevirt/data-source-pointer"),
    summary: "a DataSource that leads to another one, beside a KubeVirt that may not follow it",
    severity: Severity::Error,
    scope: "KubeVirt before 1.8, CDI since 1.63",
    what: "Finds DataSources whose source is another DataSource beside KubeVirt 1.7 or older. A scheduled image of the \
           pack golden-images is one: its name stays, and leads to the DataSource that CDI keeps up to date.",
    why: "KubeVirt resolves the DataSource of a machine's disk by itself. Before 1.8 it knows volumes and snapshots \
         only, so that no machine can be made from the image. A patch release of 1.7 may bring the fix, as one of \
         1.6 did, but its release notes were not seen: allow the rule where machines start.",
    example: include_str!("../../../../tests/rules/kubevirt/data-source-pointer/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/kubevirt/data-source-pointer/good/profile.yaml"),
    reference: "https://github.com/kubevirt/kubevirt/pull/16429",
    check,
};

/// The first release whose notes name the fix.
const FOLLOWS: Minor = Minor { major: 1, minor: 8 };

fn check(context: &Context<'_>, emit: &mut Emit) {
    let found = context.cluster.layers.iter().find_map(|layer| Some((layer, KubeVirt::of(layer)?)));
    let Some((owner, kubevirt)) = found.filter(|(_, kubevirt)| kubevirt.minor < FOLLOWS) else { return };
    for (layer, manifest) in context.cluster.manifests() {
        if !manifest.is("cdi.kubevirt.io", "DataSource") || manifest.at(["spec", "source", "dataSource"]).is_none() {
            continue;
        }
        let name = &manifest.id.name;
        let message = format!(
            "KubeVirt {} may make no machine from `{name}`, which leads to another DataSource",
            kubevirt.version
        );
        let finding = RULE.finding(place(layer, manifest), message);
        let finding = finding.label(owner.pin(), format!("KubeVirt {}", kubevirt.version));
        emit.push(finding.help("use KubeVirt 1.8 or later, or import once: without a `schedule`"));
    }
}

/// The schedule of a golden image is what the user can change; elsewhere it is the object itself.
fn place(layer: &Layer, manifest: &Manifest) -> Span {
    let values = layer.values.as_ref().filter(|_| layer.component.is_some());
    let schedule = values.and_then(|values| values.at(["images", &manifest.id.name, "schedule"]));
    schedule.map_or(manifest.name_span, |node| node.span)
}
