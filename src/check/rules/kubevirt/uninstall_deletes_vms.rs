//! Removing KubeVirt or CDI takes the machines and their disks along.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::{Object, Written};
use crate::diagnostic::{Id, Severity};
use crate::yaml::{Node, Path};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("kubevirt/uninstall-deletes-vms"),
    summary: "an uninstallStrategy that deletes machines or disks",
    severity: Severity::Warning,
    versions: "all versions of KubeVirt and CDI",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds KubeVirt and CDI resources whose uninstallStrategy is RemoveWorkloads, or that have none, which \
           means the same.",
    why: "Palette deletes the objects of a layer together with the layer. With RemoveWorkloads the operator then \
           deletes every virtual machine (KubeVirt), or every DataVolume and its disk (CDI), before it goes. With \
           BlockUninstallIfWorkloadsExist a webhook refuses the deletion as long as any exist.",
    example: include_str!("../../../../tests/rules/kubevirt/uninstall-deletes-vms/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/kubevirt/uninstall-deletes-vms/good/profile.yaml"),
    reference: "https://kubevirt.io/user-guide/cluster_admin/updating_and_deletion/#deleting-kubevirt",
    looks_at: Scope::Objects(&[("kubevirt.io", "KubeVirt"), ("cdi.kubevirt.io", "CDI")], check),
};

fn check(_: &Context<'_>, object: Object<'_>, emit: &mut Emit) {
    let (layer, kind) = (object.layer, object.id.kind.as_str());
    let lost = if kind == "CDI" { "every DataVolume and its disk" } else { "every virtual machine" };
    let strategy = object.at(["spec", "uninstallStrategy"]);
    let text = strategy.and_then(Node::as_str).unwrap_or_default();
    let says_nothing = text.is_empty() && layer.objects.is_whole();
    if text != "RemoveWorkloads" && !says_nothing {
        return;
    }
    let how = if says_nothing { "without an uninstallStrategy" } else { "with RemoveWorkloads" };
    let message = format!("deleting {} {how} deletes {lost}", object.id);
    let shown = strategy.map_or(object.name_span, |node| node.span);
    let finding = Finding::new(layer.written(Written::Value(&Path::of_keys("uninstallStrategy"), shown)), message);
    let help = "set `uninstallStrategy: BlockUninstallIfWorkloadsExist`";
    emit.push(finding.remark(format!("{kind} of layer `{}`", layer.name)).help(help));
}
