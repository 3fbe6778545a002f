//! Every rule, one file each, in the folder of its family.

mod airgap {
    pub(super) mod image_not_mirrored;
    pub(super) mod outside_source;
}
mod cdi {
    pub(super) mod kubevirt_pair;
}
mod conflict {
    pub(super) mod duplicate_component;
    pub(super) mod duplicate_crd;
    pub(super) mod duplicate_image_target;
    pub(super) mod duplicate_layer;
    pub(super) mod duplicate_object;
    pub(super) mod duplicate_release;
    pub(super) mod duplicate_snapshot_controller;
    pub(super) mod duplicate_vm_roles;
    pub(super) mod shared_namespace;
}
mod descheduler {
    pub(super) mod stops_machines;
}
mod kubevirt {
    pub(super) mod data_source_pointer;
    pub(super) mod inactive_feature_gate;
    pub(super) mod uninstall_deletes_vms;
    pub(super) mod unknown_feature_gate;
}
mod manifest {
    pub(super) mod crd_near_apply_limit;
    pub(super) mod crd_without_keep;
    pub(super) mod custom_resource_schema;
    pub(super) mod requests_above_limits;
}
mod network {
    pub(super) mod cilium_exclusive;
    pub(super) mod cilium_socket_lb;
    pub(super) mod exposed_dashboard;
    pub(super) mod host_local_ipam;
    pub(super) mod unfiltered_bridge;
    pub(super) mod vlan_not_allowed;
}
mod pack {
    pub(super) mod install_order;
    pub(super) mod kubernetes_window;
    pub(super) mod missing_dependency;
    pub(super) mod missing_readiness;
    pub(super) mod undeclared_image;
}
mod profile {
    pub(super) mod plain_secret;
    pub(super) mod undeclared_variable;
    pub(super) mod unused_variable;
}
mod upgrade {
    pub(super) mod downgrade;
    pub(super) mod kubevirt_skips_minor;
    pub(super) mod stored_crd_version_dropped;
}
mod vmo {
    pub(super) mod console_base_address;
    pub(super) mod golden_images_twice;
    pub(super) mod mixed_components;
    pub(super) mod second_dashboard;
    pub(super) mod wrong_generation_key;
}

use super::rule::Rule;

/// All rules, sorted by id.
pub static RULES: &[&Rule] = &[
    &airgap::image_not_mirrored::RULE,
    &airgap::outside_source::RULE,
    &cdi::kubevirt_pair::RULE,
    &conflict::duplicate_component::RULE,
    &conflict::duplicate_crd::RULE,
    &conflict::duplicate_image_target::RULE,
    &conflict::duplicate_layer::RULE,
    &conflict::duplicate_object::RULE,
    &conflict::duplicate_release::RULE,
    &conflict::duplicate_snapshot_controller::RULE,
    &conflict::duplicate_vm_roles::RULE,
    &conflict::shared_namespace::RULE,
    &descheduler::stops_machines::RULE,
    &kubevirt::data_source_pointer::RULE,
    &kubevirt::inactive_feature_gate::RULE,
    &kubevirt::uninstall_deletes_vms::RULE,
    &kubevirt::unknown_feature_gate::RULE,
    &manifest::crd_near_apply_limit::RULE,
    &manifest::crd_without_keep::RULE,
    &manifest::custom_resource_schema::RULE,
    &manifest::requests_above_limits::RULE,
    &network::cilium_exclusive::RULE,
    &network::cilium_socket_lb::RULE,
    &network::exposed_dashboard::RULE,
    &network::host_local_ipam::RULE,
    &network::unfiltered_bridge::RULE,
    &network::vlan_not_allowed::RULE,
    &pack::install_order::RULE,
    &pack::kubernetes_window::RULE,
    &pack::missing_dependency::RULE,
    &pack::missing_readiness::RULE,
    &pack::undeclared_image::RULE,
    &profile::plain_secret::RULE,
    &profile::undeclared_variable::RULE,
    &profile::unused_variable::RULE,
    &upgrade::downgrade::RULE,
    &upgrade::kubevirt_skips_minor::RULE,
    &upgrade::stored_crd_version_dropped::RULE,
    &vmo::console_base_address::RULE,
    &vmo::golden_images_twice::RULE,
    &vmo::mixed_components::RULE,
    &vmo::second_dashboard::RULE,
    &vmo::wrong_generation_key::RULE,
];

#[cfg(test)]
mod tests {
    use super::RULES;

    #[test]
    fn rules_are_sorted_and_unique() {
        let sorted = RULES.is_sorted_by(|a, b| a.id < b.id);
        assert!(sorted, "sort RULES in src/check/rules/mod.rs by id");
    }

    #[test]
    fn texts_are_complete() {
        for rule in RULES {
            let texts = [rule.summary, rule.what, rule.why, rule.example, rule.instead];
            assert!(texts.iter().all(|text| !text.trim().is_empty()), "{} lacks a text", rule.id);
            assert!(!rule.summary.ends_with('.'), "the summary of {} is a phrase without a full stop", rule.id);
            assert!(rule.reference.starts_with("https://"), "the reference of {} is a link", rule.id);
            assert_ne!(rule.example, rule.instead, "{} shows the same input twice", rule.id);
        }
    }
}
