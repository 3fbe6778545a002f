//! Components of the vendor's pack are replaced by ours.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::Layer;
use crate::components::owners::{COMPONENTS, SNAPSHOT_CONTROLLER, SingleComponent};
use crate::components::vendor::{Switch, Vendor, vendors};
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("vmo/mixed-components"),
    summary: "components of the vendor's pack that ours replace",
    severity: Severity::Note,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds layers of ours that bring a component which is switched off in the values of the vendor's VMO pack.",
    why: "The layers do not clash, but nobody has tried the vendor's dashboard, its image list and its upgrades with \
          components that are not its own, and the vendor does not support the mix.",
    example: include_str!("../../../../tests/rules/vmo/mixed-components/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/vmo/mixed-components/good/profile.yaml"),
    reference: "https://docs.spectrocloud.com/vm-management/vmo-pack/vmo-pack-parameters/",
    looks_at: Scope::Cluster(check),
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    for vendor in vendors(context.index) {
        let components = COMPONENTS.iter().chain([&SNAPSHOT_CONTROLLER]);
        let replaced: Vec<_> = components.filter_map(|one| Some((one, ours(context, &vendor, one)?))).collect();
        let [(first, layer), others @ ..] = &replaced[..] else { continue };
        let from_here = |component: &SingleComponent| format!("{} comes from here", component.name);
        let message = "the vendor's pack runs with components that are not its own";
        let finding = Finding::new(layer.place(), message).remark(from_here(first));
        let finding = finding.label(vendor.layer.place(), "the vendor's pack");
        let finding = others
            .iter()
            .fold(finding, |finding, (component, layer)| finding.label(layer.place(), from_here(component)));
        emit.push(finding.help("ask the vendor before you rely on it, or leave the components to one side"));
    }
}

/// Returns the layer of ours that brings a component which the vendor's pack leaves out.
fn ours<'a>(context: &Context<'a>, vendor: &Vendor<'_>, component: &SingleComponent) -> Option<&'a Layer> {
    let Switch::Off(_) = vendor.switch(component.vmo_switch) else { return None };
    context
        .index
        .layers()
        .find(|layer| layer.own_pack().is_some_and(|own| component.packs.contains(&own.name.as_str())))
}
