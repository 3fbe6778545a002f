//! CDI and KubeVirt are of releases that do not belong together.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::Written;
use crate::components::kubevirt::KubeVirt;
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("cdi/kubevirt-pair"),
    summary: "a CDI that is not made for the KubeVirt of the cluster",
    severity: Severity::Warning,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds a CDI of ours beside a KubeVirt of another minor than the one that this CDI is paired with, \
           whoever brings that KubeVirt.",
    why: "No list of upstream says which CDI goes with which KubeVirt. The pairs that the HyperConverged Cluster \
           Operator ships are the ones that are tested together; of all others nobody knows whether clones, \
           uploads and exports work.",
    example: include_str!("../../../../tests/rules/cdi/kubevirt-pair/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/cdi/kubevirt-pair/good/profile.yaml"),
    reference: "https://github.com/kubevirt/hyperconverged-cluster-operator/blob/main/hack/config",
    looks_at: Scope::Cluster(check),
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    let cdi = context.index.layers().find_map(|layer| Some((layer, layer.own_pack_named("cdi")?)));
    let found = context.index.layers().find_map(|layer| Some((layer, KubeVirt::of(layer)?)));
    let (Some((layer, cdi)), Some((owner, kubevirt))) = (cdi, found) else { return };
    let pair = cdi.pairs.iter().find(|(pack, _)| pack.as_str() == "kubevirt").map(|(_, minor)| *minor);
    let Some(minor) = pair.filter(|minor| *minor != kubevirt.minor) else { return };
    let message = format!("CDI {} goes with KubeVirt {minor}, not {}", cdi.version, kubevirt.minor);
    let finding = Finding::new(layer.written(Written::Version), message)
        .label(owner.written(Written::Version), format!("KubeVirt {}", kubevirt.version));
    let is_pin_alone = cdi.pinned.is_some() && owner.own_pack().is_some();
    emit.push(finding.help(if is_pin_alone {
        "remove the pin, and the CDI that goes with KubeVirt is chosen".to_owned()
    } else {
        format!("pin a version of CDI that goes with KubeVirt {}", kubevirt.minor)
    }));
}
