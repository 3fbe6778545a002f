//! Custom resources of an API that nothing in the cluster serves.

use crate::check::rule::Rule;
use crate::check::{Context, Emit};
use crate::cluster::{Cluster, Layer, Origin};
use crate::components::owners::{COMPONENTS, Component, SNAPSHOT_CONTROLLER, owners};
use crate::diagnostic::{Diagnostic, Id, Severity};
use crate::kubernetes::Crd;
use crate::profile::Distribution;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("pack/missing-dependency"),
    summary: "custom resources whose API no layer brings",
    severity: Severity::Warning,
    scope: "",
    what: "Finds custom resources of KubeVirt, CDI, Multus and the snapshot controller in a profile in which nothing \
           brings that component: no layer, no profile that shares the cluster, not the distribution. It says nothing \
           beside packs whose objects are not known, since any of them may bring it.",
    why: "The API server refuses objects of an API that it does not know, and the layer never becomes ready. Machines \
          and images fail the same way when the layer that serves them was forgotten.",
    example: include_str!("../../../../tests/rules/pack/missing-dependency/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/pack/missing-dependency/good/profile.yaml"),
    reference: "https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/custom-resources/",
    check,
};

/// The resources that the operators of KubeVirt and CDI are told by.
const OPERATED: &[&str] = &["KubeVirt", "CDI"];

fn check(context: &Context<'_>, emit: &mut Emit) {
    let cluster = context.cluster;
    let Some(target) = cluster.target.as_ref().filter(|_| cluster.layers.iter().all(|layer| layer.complete)) else {
        return;
    };
    let components = COMPONENTS.iter().chain([&SNAPSHOT_CONTROLLER]);
    for component in components.filter(|component| !may_ship(target.distribution.value, component)) {
        if owners(cluster, component).is_empty() {
            let own = cluster.layers.iter().filter(|layer| layer.origin == Origin::Own);
            own.filter_map(|layer| finding(cluster, layer, component)).for_each(|found| emit.push(found));
        }
    }
}

/// A layer fails with its first object, so one finding is enough.
fn finding(cluster: &Cluster, layer: &Layer, component: &Component) -> Option<Diagnostic> {
    let mut objects = layer.manifests.iter().filter(|manifest| component.apis.contains(&manifest.id.group.as_str()));
    let object = objects.find(|manifest| !is_defined(cluster, &manifest.id.group))?;
    let place = if layer.component.is_some() { layer.span } else { object.name_span };
    let message = format!("{} needs {}, which nothing in the cluster brings", object.id, component.name);
    let pack = component.packs.first().copied().unwrap_or_default();
    let help = format!("add the layer `pack: {pack}`, or name the profile that brings it under `target.with`");
    Some(RULE.finding(place, message).remark(format!("in layer `{}`", layer.name)).help(help))
}

/// EKS offers the snapshot controller as an add-on; RKE2, K3s and `MicroK8s` offer Multus: whether it is on is not known.
fn may_ship(distribution: Distribution, component: &Component) -> bool {
    match component.vmo_switch {
        "snapshot-controller" => distribution.ships_snapshot_controller() || distribution == Distribution::Eks,
        "multus" => {
            let offers = [Distribution::Rke2, Distribution::K3s, Distribution::Microk8s];
            distribution.ships_multus() || offers.contains(&distribution)
        }
        _ => false,
    }
}

/// Says whether a layer defines kinds of the group, or tells its operator what to do: it then knows of a controller that the
/// layers do not show.
fn is_defined(cluster: &Cluster, group: &str) -> bool {
    cluster.manifests().any(|(_, manifest)| {
        let name = Crd::of(&manifest.node).and_then(Crd::name).and_then(|name| name.split_once('.'));
        let is_told = manifest.id.group == group && OPERATED.contains(&manifest.id.kind.as_str());
        is_told || name.is_some_and(|(_, defined)| defined == group)
    })
}
