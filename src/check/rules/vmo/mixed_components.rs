//! Components of the vendor's pack are replaced by ours.

use crate::check::rule::Rule;
use crate::check::{Context, Emit};
use crate::cluster::Layer;
use crate::components::owners::{COMPONENTS, Component, SNAPSHOT_CONTROLLER};
use crate::components::vendor::{Switch, Vendor, vendors};
use crate::diagnostic::{Id, Severity};

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("vmo/mixed-components"),
    summary: "components of the vendor's pack that ours replace",
    severity: Severity::Note,
    scope: "",
    what: "Finds layers of ours that bring a component which is switched off in the values of the vendor's VMO pack.",
    why: "The layers do not clash, but nobody has tried the vendor's dashboard, its image list and its upgrades with \
          components that are not its own, and the vendor does not support the mix.",
    example: include_str!("../../../../tests/rules/vmo/mixed-components/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/vmo/mixed-components/good/profile.yaml"),
    reference: "https://docs.spectrocloud.com/vm-management/vmo-pack/vmo-pack-parameters/",
    check,
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    for vendor in vendors(context.cluster) {
        let components = COMPONENTS.iter().chain([&SNAPSHOT_CONTROLLER]);
        let replaced: Vec<_> = components.filter_map(|one| Some((one, ours(context, &vendor, one)?))).collect();
        let [(first, layer), others @ ..] = &replaced[..] else { continue };
        let from_here = |component: &Component| format!("{} comes from here", component.name);
        let message = "the vendor's pack runs with components that are not its own";
        let finding = RULE.finding(layer.span, message).remark(from_here(first));
        let finding = finding.label(vendor.layer.span, "the vendor's pack");
        let finding =
            others.iter().fold(finding, |finding, (component, layer)| finding.label(layer.span, from_here(component)));
        emit.push(finding.help("ask the vendor before you rely on it, or leave the components to one side"));
    }
}

/// Returns the layer of ours that brings a component which the vendor's pack leaves out.
fn ours<'a>(context: &Context<'a>, vendor: &Vendor<'_>, component: &Component) -> Option<&'a Layer> {
    let Switch::Off(_) = vendor.switch(component.vmo_switch) else { return None };
    let mut layers = context.cluster.layers.iter();
    layers.find(|layer| layer.component.as_ref().is_some_and(|own| component.packs.contains(&own.pack.as_str())))
}
