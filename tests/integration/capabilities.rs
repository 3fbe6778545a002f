//! Capabilities of the kubevirt pack: the table of `pack.yaml`, what its templates make of it, and what they refuse.

use crate::packs::Workspace;
use crate::support::repository;
use serde_json::Value;
use std::collections::BTreeSet;
use vmopack::components::gates::{self, Stage};
use vmopack::pack::{CapabilityTable, Catalog, Choice, Effect, Pack};
use vmopack::profile::{Minor, PackRef};
use vmopack::source::Sources;
use vmopack::yaml::Node;

fn pack() -> Pack {
    let name = PackRef::Named("kubevirt".parse().unwrap());
    Catalog::embedded().open(&name, ".".as_ref(), &mut Sources::new()).unwrap()
}

/// Every version on every Kubernetes minor that it runs on.
fn tables() -> Vec<CapabilityTable> {
    let pack = pack();
    let minors = (30..40).map(|minor| Minor { major: 1, minor });
    minors.flat_map(|minor| CapabilityTable::find(&pack, None, Some(minor)).unwrap_or_default()).collect()
}

fn release(table: &CapabilityTable) -> Minor {
    Minor { major: 1, minor: u32::try_from(table.version.minor).unwrap() }
}

/// Renders a layer of the pack; its `KubeVirt` resource, or the findings as `ID FILE:LINE:COLUMN MESSAGE`.
fn rendered(table: &CapabilityTable, values: &str) -> Result<Value, Vec<String>> {
    let mut workspace = Workspace::new("x: 1\n", &[("10-a.yaml", "a: 1\n")]);
    let (kubernetes, version) = (table.kubernetes, &table.version);
    workspace.spec = format!(
        "target: {{kubernetes: \"{kubernetes}\"}}\nlayers:\n- {{pack: kubevirt, version: {version}, values: {{{values}}}}}\n"
    );
    match workspace.render() {
        Ok(rendered) => {
            let objects = rendered.packs().flat_map(|pack| &pack.files).flat_map(|file| &file.documents);
            Ok(objects.map(Node::to_json).find(|object| object["kind"] == "KubeVirt").unwrap())
        }
        Err(problems) => Err(workspace.list(problems)),
    }
}

fn names<'a>(choices: impl IntoIterator<Item = &'a &'a Choice>) -> String {
    choices.into_iter().map(|choice| choice.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn listed(resource: &Value, key: &str) -> BTreeSet<String> {
    let list = &resource["spec"]["configuration"]["developerConfiguration"][key];
    list.as_array().into_iter().flatten().map(|gate| gate.as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_schema_knows_the_names_of_the_table() {
    let schema: Value =
        serde_json::from_slice(&fs_err::read(repository("packs/kubevirt/schema.json")).unwrap()).unwrap();
    let names: Vec<Value> = tables()[0].capabilities.iter().map(|choice| choice.name.clone().into()).collect();
    assert_eq!(schema["properties"]["capabilities"]["items"]["enum"], Value::Array(names));
}

#[test]
fn stages_are_those_of_the_rules() {
    for table in tables() {
        assert_eq!(table.beta_default, release(&table).minor >= 9, "{}", table.version);
        for choice in table.capabilities.iter().chain(&table.switches) {
            let Some(gate) = &choice.gate else { continue };
            let expected = gates::stage(gate, release(&table)).map(Stage::as_str);
            assert_eq!(choice.stage.as_deref(), expected, "{gate} in {}", table.version);
            assert!(expected.is_some() || matches!(choice.chosen, Effect::Needs { .. }), "{gate} in {}", table.version);
        }
        let against = table.capabilities.iter().filter_map(|choice| choice.against.as_deref());
        assert!(against.into_iter().all(|gate| gates::stage(gate, release(&table)).is_some()));
    }
}

/// What is said to need a release has no gate before it, or no Kubernetes that it runs on; the release itself has both.
#[test]
fn nothing_waits_for_a_later_release_than_it_must() {
    let tables = tables();
    for table in &tables {
        for choice in table.capabilities.iter().chain(&table.switches) {
            let Effect::Needs { kubevirt: Some(first), kubernetes } = &choice.chosen else { continue };
            let gate = choice.gate.as_deref().unwrap();
            let is_late = kubernetes.is_some_and(|minor| !table.window.contains(minor));
            assert!(gates::stage(gate, release(table)).is_none() || is_late, "{} in {}", choice.name, table.version);
            let there = tables.iter().filter(|other| release(other) == *first);
            let mut found = there.flat_map(|other| other.capabilities.iter().chain(&other.switches));
            let can = found.any(|other| other.name == choice.name && !matches!(other.chosen, Effect::Needs { .. }));
            assert!(can, "{} in {first}", choice.name);
        }
    }
}

#[test]
fn templates_do_what_the_table_says() {
    for table in tables() {
        let label = format!("KubeVirt {} on {}", table.version, table.kubernetes);
        let can = |choice: &&Choice| matches!(choice.chosen, Effect::Sets { .. }) && choice.against.is_none();
        let chosen: Vec<&Choice> = table.capabilities.iter().filter(can).collect();
        let (on, off): (Vec<&Choice>, Vec<&Choice>) = table.switches.iter().partition(|switch| switch.default);
        let (mut gates, mut disabled, mut fields) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
        for choice in chosen.iter().chain(&on) {
            let Effect::Sets { gate, fields: own, .. } = &choice.chosen else { continue };
            gates.extend(gate.clone());
            fields.extend(own.clone());
        }
        disabled.extend(off.iter().filter_map(|switch| switch.otherwise_disabled.clone()));
        disabled.extend(table.capabilities.iter().filter_map(|choice| choice.otherwise_disabled.clone()));
        let all = rendered(&table, &format!("capabilities: [{}]", names(&chosen))).unwrap();
        assert_eq!(listed(&all, "featureGates"), gates, "{label}");
        assert_eq!(listed(&all, "disabledFeatureGates"), disabled, "{label}");
        for (field, value) in fields {
            assert_eq!(all["spec"]["configuration"][&field], value, "{label}: {field}");
        }
        assert_eq!(all["spec"]["configuration"]["ksmConfiguration"], serde_json::json!({"nodeLabelSelector": {}}));

        let none = rendered(&table, "capabilities: []").unwrap();
        assert!(listed(&none, "featureGates").is_subset(&gates), "{label}");
        assert_eq!(listed(&none, "disabledFeatureGates"), disabled, "{label}");
        assert_eq!(none["spec"]["configuration"]["evictionStrategy"], "None", "{label}");
        assert_eq!(none["spec"]["configuration"]["vmRolloutStrategy"], "Stage", "{label}");
        assert_eq!(none["spec"]["configuration"]["ksmConfiguration"], Value::Null, "{label}");
    }
}

#[test]
fn switches_do_what_the_table_says() {
    for table in CapabilityTable::find(&pack(), None, None).unwrap() {
        for turned_on in [true, false] {
            let can = |switch: &&Choice| matches!(switch.chosen, Effect::Sets { .. });
            let switches: Vec<&Choice> = table.switches.iter().filter(can).collect();
            let values = switches.iter().map(|switch| {
                let (outer, inner) = switch.name.split_once('.').unwrap();
                (outer, format!("{inner}: {turned_on}"))
            });
            let values: Vec<(&str, String)> = values.collect();
            let of = |outer: &str| {
                let inner = values.iter().filter(|(found, _)| *found == outer).map(|(_, text)| text.as_str());
                format!("{outer}: {{{}}}", inner.collect::<Vec<_>>().join(", "))
            };
            let values = format!("capabilities: [], {}, {}", of("components"), of("network"));
            let resource = rendered(&table, &values).unwrap();
            let gate = |switch: &&Choice| match (&switch.chosen, turned_on) {
                (Effect::Sets { gate, .. }, true) => gate.clone(),
                (_, false) => switch.otherwise_disabled.clone(),
                _ => None,
            };
            let key = if turned_on { "featureGates" } else { "disabledFeatureGates" };
            assert_eq!(listed(&resource, key), switches.iter().filter_map(gate).collect(), "{} {key}", table.version);
            let reservation = &resource["spec"]["configuration"]["persistentReservationConfiguration"]["enabled"];
            assert_eq!(*reservation == true, turned_on && release(&table).minor >= 9);
        }
    }
}

#[test]
fn what_cannot_be_had_is_refused_where_it_was_asked_for() {
    let mut seen = BTreeSet::new();
    for table in tables() {
        for choice in &table.capabilities {
            let Effect::Needs { kubevirt, kubernetes } = &choice.chosen else { continue };
            let needs = [
                kubevirt.map(|minor| format!("KubeVirt {minor}")),
                kubernetes.map(|minor| format!("Kubernetes {minor}")),
            ];
            let needs = needs.into_iter().flatten().collect::<Vec<_>>().join(" on ");
            let column = "- {pack: kubevirt, version: 1.8.4, values: {capabilities: [snapshot, ".len() + 3;
            let message = format!(
                "values/refused profile.yaml:7:{column} value `capabilities[1]` is `{}`, which needs {needs}",
                choice.name
            );
            let found = rendered(&table, &format!("capabilities: [snapshot, {}]", choice.name)).unwrap_err();
            assert_eq!(found, [message]);
            seen.insert(format!("{} in {}: {needs}", choice.name, release(&table)));
        }
    }
    let seen: Vec<String> = seen.into_iter().collect();
    insta::assert_snapshot!(seen.join("\n"), @r"
    image-volumes in 1.7: KubeVirt 1.8 on Kubernetes 1.35
    image-volumes in 1.8: Kubernetes 1.35
    image-volumes in 1.9: Kubernetes 1.35
    vgpu-migration in 1.7: KubeVirt 1.9
    vgpu-migration in 1.8: KubeVirt 1.9
    ");
}

#[test]
fn names_that_do_not_go_together_are_refused() {
    let table = |version: &str| CapabilityTable::find(&pack(), Some(version), None).unwrap().remove(0);
    let both = "capabilities: [declarative-hotplug, hotplug-volumes]";
    let (old, new) = (table("1.8"), table("1.9"));
    let found = rendered(&old, both).unwrap_err();
    assert!(
        found[0].ends_with(
            "is `declarative-hotplug`, which the gate HotplugVolumes switches off; leave out `hotplug-volumes`"
        ),
        "{found:?}"
    );
    assert!(rendered(&new, both).is_ok());
    let found = rendered(&new, "capabilities: [declarative-hotplug], featureGates: [HotplugVolumes]").unwrap_err();
    assert!(found[0].ends_with("which the gate HotplugVolumes switches off; take it out of featureGates"), "{found:?}");
    let resource = rendered(&old, &format!("{both}, disabledFeatureGates: [HotplugVolumes]")).unwrap();
    assert_eq!(listed(&resource, "featureGates"), ["DeclarativeHotplugVolumes".to_owned()].into());
}

/// The switch brings the image that the gate makes KubeVirt start.
#[test]
fn gates_of_switches_are_refused_in_the_list() {
    for table in CapabilityTable::find(&pack(), None, None).unwrap() {
        for switch in &table.switches {
            let gate = switch.gate.as_deref().unwrap();
            let found = rendered(&table, &format!("featureGates: [VSOCK, {gate}]")).unwrap_err();
            let column = "- {pack: kubevirt, version: 1.8.4, values: {featureGates: [VSOCK, ".len() + 3;
            let message = format!(
                "values/refused profile.yaml:7:{column} value `featureGates[1]` is `{gate}`, which the value `{}` \
                 switches on; take it out of the list",
                switch.name
            );
            assert_eq!(found, [message], "{}", table.version);
        }
    }
}

#[test]
fn what_takes_a_parameter_says_where_it_stands() {
    let table = CapabilityTable::find(&pack(), Some("1.9"), None).unwrap().remove(0);
    let found = rendered(&table, "capabilities: [memory-overcommit]").unwrap_err();
    let message = "is `memory-overcommit`, which the value `memoryOvercommit` switches on; take it out of the list";
    assert!(found[0].ends_with(message), "{found:?}");
    let overcommit = rendered(&table, "memoryOvercommit: 150").unwrap();
    assert_eq!(overcommit["spec"]["configuration"]["developerConfiguration"]["memoryOvercommit"], 150);

    let selector = "ksm: {nodeLabelSelector: {matchLabels: {ksm: wanted}}}";
    let found = rendered(&table, selector).unwrap_err();
    assert!(found[0].ends_with("value `ksm.nodeLabelSelector` needs the capability `ksm`"), "{found:?}");
    let merging = rendered(&table, &format!("capabilities: [ksm], {selector}")).unwrap();
    let expected = serde_json::json!({"nodeLabelSelector": {"matchLabels": {"ksm": "wanted"}}});
    assert_eq!(merging["spec"]["configuration"]["ksmConfiguration"], expected);

    let state = rendered(&table, "capabilities: [vm-persistent-state], vmStateStorageClass: fast").unwrap();
    assert_eq!(state["spec"]["configuration"]["vmStateStorageClass"], "fast");
}

#[test]
fn a_misspelt_name_gets_a_suggestion() {
    let mut workspace = Workspace::new("x: 1\n", &[("10-a.yaml", "a: 1\n")]);
    workspace.spec =
        "target: {kubernetes: \"1.35\"}\nlayers:\n- pack: kubevirt\n  values: {capabilities: [snapshots]}\n".to_owned();
    let problems = workspace.render().unwrap_err();
    insta::assert_snapshot!(workspace.show(problems), @r"
    error[values/invalid]: value `capabilities[0]` cannot be `snapshots`
     --> profile.yaml:8:29
      |
    8 |     values: {capabilities: [snapshots]}
      |                             ^^^^^^^^^
      |
      = help: did you mean `snapshot`?
    ");
}
