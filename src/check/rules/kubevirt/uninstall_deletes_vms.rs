//! Removing KubeVirt or CDI takes the machines and their disks along.

use crate::check::rule::Rule;
use crate::check::{Context, Emit};
use crate::cluster::Layer;
use crate::diagnostic::{Id, Severity};
use crate::kubernetes::Manifest;
use crate::source::Span;
use crate::yaml::Node;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("kubevirt/uninstall-deletes-vms"),
    summary: "an uninstallStrategy that deletes machines or disks",
    severity: Severity::Warning,
    scope: "all versions of KubeVirt and CDI",
    what: "Finds KubeVirt and CDI resources whose uninstallStrategy is RemoveWorkloads, or that have none, which \
           means the same.",
    why: "Palette deletes the objects of a layer together with the layer. With RemoveWorkloads the operator then \
           deletes every virtual machine (KubeVirt), or every DataVolume and its disk (CDI), before it goes. With \
           BlockUninstallIfWorkloadsExist a webhook refuses the deletion as long as any exist.",
    example: include_str!("../../../../tests/rules/kubevirt/uninstall-deletes-vms/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/kubevirt/uninstall-deletes-vms/good/profile.yaml"),
    reference: "https://kubevirt.io/user-guide/cluster_admin/updating_and_deletion/#deleting-kubevirt",
    check,
};

/// Group and kind of the resources, and what goes with them.
const RESOURCES: &[(&str, &str, &str)] = &[
    ("kubevirt.io", "KubeVirt", "every virtual machine"),
    ("cdi.kubevirt.io", "CDI", "every DataVolume and its disk"),
];

fn check(context: &Context<'_>, emit: &mut Emit) {
    for (layer, manifest) in context.cluster.manifests() {
        let Some((_, kind, lost)) = RESOURCES.iter().find(|(group, kind, _)| manifest.is(group, kind)) else {
            continue;
        };
        let strategy = manifest.at(["spec", "uninstallStrategy"]);
        let text = strategy.and_then(Node::as_str).unwrap_or_default();
        let says_nothing = text.is_empty() && layer.complete;
        if text != "RemoveWorkloads" && !says_nothing {
            continue;
        }
        let how = if says_nothing { "without an uninstallStrategy" } else { "with RemoveWorkloads" };
        let message = format!("deleting {} {how} deletes {lost}", manifest.id);
        let diagnostic = RULE.finding(place(layer, manifest, strategy), message);
        let help = "set `uninstallStrategy: BlockUninstallIfWorkloadsExist`";
        emit.push(diagnostic.remark(format!("{kind} of layer `{}`", layer.name)).help(help));
    }
}

/// The value behind a resource of ours is what the user can change; elsewhere it is the resource itself.
fn place(layer: &Layer, manifest: &Manifest, strategy: Option<&Node>) -> Span {
    let own = layer.values.as_ref().filter(|_| layer.component.is_some());
    let value = own.and_then(|values| values.get("uninstallStrategy"));
    value.or(strategy).map_or(manifest.name_span, |node| node.span)
}
