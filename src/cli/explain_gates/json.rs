//! The tables for programs.

use serde_json::{Map, Value, json};
use vmopack::components::gates;
use vmopack::pack::{CapabilityTable, Choice, Effect};
use vmopack::profile::Minor;

pub(super) fn tables(tables: &[CapabilityTable]) -> String {
    format!("{:#}\n", tables.iter().map(table_json).collect::<Value>())
}

fn table_json(table: &CapabilityTable) -> Value {
    let choices = |choices: &[Choice]| choices.iter().map(choice_json).collect::<Value>();
    let gates =
        gates::by_stage(table.kubevirt()).into_iter().map(|(stage, names)| (stage.as_str().to_owned(), json!(names)));
    json!({
        "kubevirt": table.version.to_string(),
        "kubernetes": table.kubernetes.to_string(),
        "betaDefault": table.beta_default,
        "capabilities": choices(&table.capabilities),
        "switches": choices(&table.switches),
        "gates": gates.collect::<Map<_, _>>(),
    })
}

fn choice_json(choice: &Choice) -> Value {
    let minor = |minor: Option<Minor>| minor.map(|minor| minor.to_string());
    let chosen = match &choice.chosen {
        Effect::Sets { gate, fields, from } => json!({
            "featureGate": gate,
            "fields": fields.iter().cloned().collect::<Map<_, _>>(),
            "fieldsFromValues": from.iter().map(|(field, path)| (field.clone(), json!(path))).collect::<Map<_, _>>(),
        }),
        Effect::Value { path, field } => json!({"value": path, "field": field}),
        Effect::Needs { kubevirt, kubernetes } => {
            json!({"needs": {"kubevirt": minor(*kubevirt), "kubernetes": minor(*kubernetes)}})
        }
    };
    json!({
        "name": choice.name,
        "default": choice.default,
        "gate": choice.gate,
        "stage": choice.stage,
        "against": choice.against,
        "chosen": chosen,
        "otherwiseDisabled": choice.otherwise_disabled,
    })
}
