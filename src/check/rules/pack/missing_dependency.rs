//! Custom resources of an API that nothing in the cluster serves.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::{Index, Object, Role, Written};
use crate::components::owners::{COMPONENTS, SNAPSHOT_CONTROLLER, SingleComponent, owners};
use crate::diagnostic::{Id, Severity};
use crate::profile::Distribution;
use std::collections::BTreeSet;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("pack/missing-dependency"),
    summary: "custom resources whose API no layer brings",
    severity: Severity::Warning,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds custom resources of KubeVirt, CDI, Multus and the snapshot controller in a profile in which nothing \
           brings that component: no layer, no profile that shares the cluster, not the distribution. It says nothing \
           beside packs whose objects are not known, since any of them may bring it.",
    why: "The API server refuses objects of an API that it does not know, and the layer never becomes ready. Machines \
          and images fail the same way when the layer that serves them was forgotten.",
    example: include_str!("../../../../tests/rules/pack/missing-dependency/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/pack/missing-dependency/good/profile.yaml"),
    reference: "https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/custom-resources/",
    looks_at: Scope::Cluster(check),
};

/// The resources that the operators of KubeVirt and CDI are told by.
const OPERATED: &[(&str, &str)] = &[("kubevirt.io", "KubeVirt"), ("cdi.kubevirt.io", "CDI")];

fn check(context: &Context<'_>, emit: &mut Emit) {
    let cluster = context.cluster;
    let Some(target) = cluster.target.as_ref().filter(|_| cluster.layers.iter().all(|layer| layer.objects.is_whole()))
    else {
        return;
    };
    let defined = defined(context.index);
    let components = COMPONENTS.iter().chain([&SNAPSHOT_CONTROLLER]);
    for component in components.filter(|component| !may_ship(target.distribution.value, component)) {
        if owners(context.index, component).is_empty() {
            let first = first_in_each_layer(context.index, component, &defined);
            emit.extend(first.into_iter().map(|object| finding(object, component)));
        }
    }
}

/// A layer fails with its first object, so one finding is enough.
fn first_in_each_layer<'a>(
    index: &Index<'a>,
    component: &SingleComponent,
    defined: &BTreeSet<&str>,
) -> Vec<Object<'a>> {
    let groups = component.apis.iter().filter(|group| !defined.contains(*group));
    let objects = groups.flat_map(|group| index.of_group(group));
    let mut objects: Vec<Object<'a>> = objects.filter(|object| object.layer.role == Role::Judged).collect();
    objects.sort_by_key(|object| (object.manifest.name_span.source, object.manifest.name_span.start));
    let mut seen = BTreeSet::new();
    objects.retain(|object| seen.insert(std::ptr::from_ref(object.layer)));
    objects
}

fn finding(object: Object<'_>, component: &SingleComponent) -> Finding {
    let message = format!("{} needs {}, which nothing in the cluster brings", object.id, component.name);
    let pack = component.packs.first().copied().unwrap_or_default();
    let help = format!("add the layer `pack: {pack}`, or name the profile that brings it under `target.with`");
    Finding::new(object.layer.written(Written::Object(object.manifest)), message)
        .remark(format!("in layer `{}`", object.layer.name))
        .help(help)
}

/// EKS offers the snapshot controller as an add-on; RKE2, K3s and `MicroK8s` offer Multus: whether it is on is not known.
fn may_ship(distribution: Distribution, component: &SingleComponent) -> bool {
    match component.vmo_switch {
        "snapshot-controller" => distribution.ships_snapshot_controller() || distribution == Distribution::Eks,
        "multus" => {
            let offers = [Distribution::Rke2, Distribution::K3s, Distribution::Microk8s];
            distribution.ships_multus() || offers.contains(&distribution)
        }
        _ => false,
    }
}

/// Returns the groups of which a layer defines kinds, or tells the operator what to do: such a layer knows of a controller
/// that the layers do not show.
fn defined<'a>(index: &Index<'a>) -> BTreeSet<&'a str> {
    let definitions = index.definitions().filter_map(|(_, crd)| Some(crd.name()?.split_once('.')?.1));
    let told = OPERATED.iter().flat_map(|(group, kind)| index.of_kind(group, kind));
    definitions.chain(told.map(|object| object.manifest.id.group.as_str())).collect()
}
