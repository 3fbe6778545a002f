//! CDI and KubeVirt are of releases that do not belong together.

use crate::check::rule::Rule;
use crate::check::{Context, Emit};
use crate::cluster::Layer;
use crate::components::kubevirt::KubeVirt;
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("cdi/kubevirt-pair"),
    summary: "a CDI that is not made for the KubeVirt of the cluster",
    severity: Severity::Warning,
    scope: "",
    what: "Finds a CDI of ours beside a KubeVirt of another minor than the one that this CDI is paired with, \
           whoever brings that KubeVirt.",
    why: "No list of upstream says which CDI goes with which KubeVirt. The pairs that the HyperConverged Cluster \
           Operator ships are the ones that are tested together; of all others nobody knows whether clones, \
           uploads and exports work.",
    example: include_str!("../../../../tests/rules/cdi/kubevirt-pair/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/cdi/kubevirt-pair/good/profile.yaml"),
    reference: "https://github.com/kubevirt/hyperconverged-cluster-operator/blob/main/hack/config",
    check,
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    let layers = &context.cluster.layers;
    let is_cdi = |layer: &&Layer| layer.component.as_ref().is_some_and(|component| component.pack.as_str() == "cdi");
    let Some(layer) = layers.iter().find(is_cdi) else { return };
    let found = layers.iter().find_map(|layer| Some((layer, KubeVirt::of(layer)?)));
    let (Some(component), Some((owner, kubevirt))) = (&layer.component, found) else { return };
    let pair = component.pairs.iter().find(|(pack, _)| pack.as_str() == "kubevirt").map(|(_, minor)| *minor);
    let Some(minor) = pair.filter(|minor| *minor != kubevirt.minor) else { return };
    let message = format!("CDI {} goes with KubeVirt {minor}, not {}", component.version, kubevirt.minor);
    let diagnostic = RULE.finding(layer.pin(), message).label(owner.pin(), format!("KubeVirt {}", kubevirt.version));
    let is_pin_alone = component.pinned.is_some() && owner.component.is_some();
    emit.push(diagnostic.help(if is_pin_alone {
        "remove the pin, and the CDI that goes with KubeVirt is chosen".to_owned()
    } else {
        format!("pin a version of CDI that goes with KubeVirt {}", kubevirt.minor)
    }));
}
