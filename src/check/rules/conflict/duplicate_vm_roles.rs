//! The roles for virtual machines come from the vendor's pack and from another layer.

use crate::check::rule::Rule;
use crate::check::{Context, Emit};
use crate::cluster::{Layer, Origin};
use crate::components::vendor::vendors;
use crate::diagnostic::{Id, Severity};
use crate::kubernetes::Manifest;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("conflict/duplicate-vm-roles"),
    summary: "roles for virtual machines that the vendor's pack brings too",
    severity: Severity::Error,
    scope: "",
    what: "Finds the ClusterRoles spectro-vm-admin, -power-user, -user and -viewer in a layer of this profile, when \
           the vendor's VMO pack is in the cluster, as a layer or in a profile that shares it.",
    why: "The vendor's pack creates roles of these names. Helm refuses to install what another release owns, so the \
          layer that comes second fails; where it does not, the permissions are those of whoever was last.",
    example: include_str!("../../../../tests/rules/conflict/duplicate-vm-roles/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/conflict/duplicate-vm-roles/good/profile.yaml"),
    reference: "https://docs.spectrocloud.com/vm-management/rbac/vm-roles-permissions/",
    check,
};

const ROLES: &[&str] = &["spectro-vm-admin", "spectro-vm-power-user", "spectro-vm-user", "spectro-vm-viewer"];

fn check(context: &Context<'_>, emit: &mut Emit) {
    let Some(vendor) = vendors(context.cluster).next() else { return };
    for layer in context.cluster.layers.iter().filter(|layer| layer.origin == Origin::Own) {
        let mut roles = layer.manifests.iter().filter(|manifest| is_vm_role(manifest));
        let Some(first) = roles.next() else { continue };
        let message = format!("layer `{}` brings roles that the vendor's pack brings too", layer.name);
        let names = std::iter::once(first).chain(roles).map(|role| role.id.name.as_str());
        let note = format!("roles: {}", names.collect::<Vec<_>>().join(", "));
        let finding =
            RULE.finding(place(layer, first), message).label(vendor.layer.span, "the vendor's pack").note(note);
        emit.push(match layer.component {
            Some(_) => finding.help("set `rbac.roles: never`; bindings can stay, they lead to the vendor's roles"),
            None => finding.help("remove the roles from the manifests"),
        });
    }
}

fn is_vm_role(manifest: &Manifest) -> bool {
    manifest.is("rbac.authorization.k8s.io", "ClusterRole") && ROLES.contains(&manifest.id.name.as_str())
}

/// Roles of our pack come from a value.
fn place(layer: &Layer, role: &Manifest) -> crate::source::Span {
    match (&layer.component, layer.values.as_ref().and_then(|values| values.at(["rbac", "roles"]))) {
        (None, _) => role.name_span,
        (Some(_), Some(value)) if value.span.source == layer.span.source => value.span,
        (Some(_), _) => layer.span,
    }
}
