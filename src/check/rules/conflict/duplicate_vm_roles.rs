//! The roles for virtual machines come from the vendor's pack and from another layer.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::{Layer, Role, Written};
use crate::components::vendor::vendors;
use crate::diagnostic::{Id, Severity};
use crate::kubernetes::Manifest;
use crate::yaml::Path;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("conflict/duplicate-vm-roles"),
    summary: "roles for virtual machines that the vendor's pack brings too",
    severity: Severity::Error,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds the ClusterRoles spectro-vm-admin, -power-user, -user and -viewer in a layer of this profile, when \
           the vendor's VMO pack is in the cluster, as a layer or in a profile that shares it.",
    why: "The vendor's pack creates roles of these names. Helm refuses to install what another release owns, so the \
          layer that comes second fails; where it does not, the permissions are those of whoever was last.",
    example: include_str!("../../../../tests/rules/conflict/duplicate-vm-roles/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/conflict/duplicate-vm-roles/good/profile.yaml"),
    reference: "https://docs.spectrocloud.com/vm-management/rbac/vm-roles-permissions/",
    looks_at: Scope::Layer(check),
};

const ROLES: &[&str] = &["spectro-vm-admin", "spectro-vm-power-user", "spectro-vm-user", "spectro-vm-viewer"];

fn check(context: &Context<'_>, layer: &Layer, emit: &mut Emit) {
    let mut roles = layer.manifests().iter().filter(|manifest| layer.role == Role::Judged && is_vm_role(manifest));
    let Some((first, vendor)) = roles.next().and_then(|first| Some((first, vendors(context.index).next()?))) else {
        return;
    };
    let message = format!("layer `{}` brings roles that the vendor's pack brings too", layer.name);
    let names = std::iter::once(first).chain(roles).map(|role| role.id.name.as_str());
    let note = format!("roles: {}", names.collect::<Vec<_>>().join(", "));
    // Roles of our pack come from a value.
    let place = layer.written(Written::Value(&Path::of_keys("rbac.roles"), first.name_span));
    let finding = Finding::new(place, message).label(vendor.layer.place(), "the vendor's pack").note(note);
    emit.push(match layer.own_pack() {
        Some(_) => finding.help("set `rbac.roles: never`; bindings can stay, they lead to the vendor's roles"),
        None => finding.help("remove the roles from the manifests"),
    });
}

fn is_vm_role(manifest: &Manifest) -> bool {
    manifest.is("rbac.authorization.k8s.io", "ClusterRole") && ROLES.contains(&manifest.id.name.as_str())
}
