//! CDI and KubeVirt are of releases that do not belong together.

use crate::check::kubevirt::KubeVirt;
use crate::check::rule::Rule;
use crate::check::{Context, Emit};
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
    let found = layers.iter().find_map(|layer| Some((layer, KubeVirt::of(layer)?)));
    let Some((owner, kubevirt)) = found else { return };
    for layer in layers {
        let component = layer.component.as_ref().filter(|component| component.pack.as_str() == "cdi");
        let Some(component) = component else { continue };
        let pair =
            component.pairs.iter().find(|(pack, minor)| pack.as_str() == "kubevirt" && **minor != kubevirt.minor);
        let Some((_, minor)) = pair else { continue };
        let message = format!("CDI {} goes with KubeVirt {minor}, not {}", component.version, kubevirt.minor);
        let diagnostic = RULE.finding(layer.pin(), message);
        let diagnostic = diagnostic.label(owner.pin(), format!("KubeVirt {}", kubevirt.version));
        let alone = component.pinned.is_some() && owner.component.is_some();
        emit.push(diagnostic.help(if alone {
            "remove the pin, and the CDI that goes with KubeVirt is chosen".to_owned()
        } else {
            format!("pin a version of CDI that goes with KubeVirt {}", kubevirt.minor)
        }));
    }
}
