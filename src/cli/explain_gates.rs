//! `vmopack explain gates`.

use super::explain::{indent, wrap};
use super::failure::Failure;
use super::options::Format;
use super::session::Session;
use clap::Args;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use vmopack::components::gates::{self, Stage};
use vmopack::pack::{CapabilityTable, Catalog, Choice, Effect};
use vmopack::profile::{Minor, PackRef};

/// Show what the capabilities of the kubevirt pack take in each KubeVirt version, and the stages of all feature gates
#[derive(Debug, Args)]
pub(crate) struct Gates {
    /// KubeVirt version, such as 1.8 or 1.8.4; without it, all versions of the pack side by side
    #[arg(long, value_name = "VERSION")]
    kubevirt: Option<String>,
    /// Kubernetes minor of the cluster, such as 1.35; without it, the newest that a version runs on
    #[arg(long, value_name = "MINOR")]
    kubernetes: Option<Minor>,
    /// How the table is written
    #[arg(long, value_enum, default_value_t = Format::Text, env = "VMOPACK_FORMAT")]
    format: Format,
}

impl Gates {
    pub(crate) fn run(&self, session: &mut Session) -> Result<(), Failure> {
        let name = "kubevirt".parse().map_err(Failure::usage)?;
        let pack = Catalog::embedded().open(&PackRef::Named(name), ".".as_ref(), &mut session.sources);
        let pack = pack.map_err(Failure::world)?;
        let tables = CapabilityTable::find(&pack, self.kubevirt.as_deref(), self.kubernetes).map_err(Failure::usage)?;
        let text = match (self.format, tables.as_slice()) {
            (Format::Json, tables) => format!("{:#}\n", tables.iter().map(json).collect::<Value>()),
            (Format::Text, [table]) => one_version(table),
            (Format::Text, tables) => side_by_side(tables),
        };
        session.terminal.data(&text).map_err(Failure::world)
    }
}

/// One version in full.
fn one_version(table: &CapabilityTable) -> String {
    let beta = if table.beta_default { "on unless it is disabled" } else { "off unless it is listed" };
    let mut text = format!(
        "KubeVirt {} on Kubernetes {} (it runs on {}). A Beta gate is {beta}.\n\n",
        table.version, table.kubernetes, table.window
    );
    let head = ["capabilities", "gate", "stage", "in the KubeVirt resource"].map(str::to_owned);
    let rows = table.capabilities.iter().map(|choice| {
        let against = choice.against.as_ref().map(|gate| format!(", not beside the gate {gate}"));
        row(choice, &(effect(choice) + &against.unwrap_or_default()))
    });
    text += &columns(&std::iter::once(head).chain(rows).collect::<Vec<_>>());
    let head = ["values", "gate", "stage", "in the KubeVirt resource when true, when false"].map(str::to_owned);
    let rows = table.switches.iter().map(|switch| {
        let off = switch.otherwise_disabled.as_ref().map_or("-".to_owned(), |gate| disabled(gate));
        row(switch, &format!("{}; {off}", effect(switch)))
    });
    let _ =
        write!(text, "\n{}\n* chosen by default\n", columns(&std::iter::once(head).chain(rows).collect::<Vec<_>>()));
    text + "\n" + &all_gates(table)
}

fn row(choice: &Choice, effect: &str) -> [String; 4] {
    let mark = if choice.default { '*' } else { ' ' };
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    [format!("{mark} {}", choice.name), or_dash(&choice.gate), or_dash(&choice.stage), effect.to_owned()]
}

fn effect(choice: &Choice) -> String {
    match &choice.chosen {
        Effect::Sets { gate, fields, from } => {
            let gate = gate.iter().map(|gate| format!("featureGates: {gate}"));
            let fields = fields.iter().map(|(field, value)| format!("{field}: {}", plain(value)));
            let from = from.iter().map(|(field, path)| format!("{field}: value {path}"));
            let parts: Vec<String> = gate.chain(fields).chain(from).collect();
            if parts.is_empty() { "nothing, it is on".to_owned() } else { parts.join(", ") }
        }
        Effect::Value { path, field } => format!("{field}: value {path}"),
        Effect::Needs { .. } => {
            let off = choice.otherwise_disabled.as_ref().map(|gate| format!("; until then {}", disabled(gate)));
            format!("needs {}{}", needs(&choice.chosen), off.unwrap_or_default())
        }
    }
}

fn disabled(gate: &str) -> String {
    format!("disabledFeatureGates: {gate}")
}

/// What something needs that cannot be had; nothing where it can.
fn needs(effect: &Effect) -> String {
    let Effect::Needs { kubevirt, kubernetes } = effect else { return String::new() };
    let kubevirt = kubevirt.map(|minor| format!("KubeVirt {minor}"));
    let kubernetes = kubernetes.map(|minor| format!("Kubernetes {minor}"));
    kubevirt.into_iter().chain(kubernetes).collect::<Vec<_>>().join(" on ")
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Every gate that this KubeVirt knows, by stage.
fn all_gates(table: &CapabilityTable) -> String {
    let mut text = format!("All feature gates of KubeVirt {}\n", minor(table));
    for (stage, names) in stages(table) {
        let meaning = match stage {
            Stage::Ga => "always on",
            Stage::Beta if table.beta_default => "on unless disabled",
            Stage::Alpha | Stage::Beta => "off unless listed",
            Stage::Deprecated => "off unless listed, and about to go",
            Stage::Discontinued => "cannot be switched on",
        };
        let _ = write!(text, "\n{} ({meaning})\n{}", stage.as_str(), indent(&wrap(&names.join(" "))));
    }
    text
}

fn stages(table: &CapabilityTable) -> Vec<(Stage, Vec<&'static str>)> {
    let of = |stage| gates::names().filter(move |name| gates::stage(name, minor(table)) == Some(stage)).collect();
    Stage::ALL
        .into_iter()
        .map(|stage| (stage, of(stage)))
        .filter(|(_, names): &(_, Vec<_>)| !names.is_empty())
        .collect()
}

fn minor(table: &CapabilityTable) -> Minor {
    let number = |part: u64| u32::try_from(part).unwrap_or(u32::MAX);
    Minor { major: number(table.version.major), minor: number(table.version.minor) }
}

/// All versions, for upgrades.
fn side_by_side(tables: &[CapabilityTable]) -> String {
    let heads = tables.iter().map(|table| format!("{} (Kubernetes {})", table.version, table.kubernetes));
    let mut rows = vec![std::iter::once("capabilities".to_owned()).chain(heads).collect::<Vec<_>>()];
    let Some(newest) = tables.first() else { return String::new() };
    for choice in newest.capabilities.iter().chain(&newest.switches) {
        let found = |table: &CapabilityTable| {
            let all = table.capabilities.iter().chain(&table.switches);
            all.filter(|other| other.name == choice.name).map(brief).next().unwrap_or_default()
        };
        let mark = if choice.default { '*' } else { ' ' };
        rows.push(std::iter::once(format!("{mark} {}", choice.name)).chain(tables.iter().map(found)).collect());
    }
    let text = columns(&rows);
    format!("{text}\n* chosen by default. `vmopack explain gates --kubevirt {}` says more.\n", minor(newest))
}

/// What something takes, in a word or two.
fn brief(choice: &Choice) -> String {
    match &choice.chosen {
        Effect::Sets { gate, fields, from } => {
            let gate = gate.iter().map(|gate| format!("gate {gate}"));
            let fields = fields.iter().map(|(field, _)| field).chain(from.iter().map(|(field, _)| field)).cloned();
            let parts: Vec<String> = gate.chain(fields).collect();
            if parts.is_empty() { "on".to_owned() } else { parts.join(", ") }
        }
        Effect::Value { path, .. } => format!("value {path}"),
        Effect::Needs { .. } => format!("needs {}", needs(&choice.chosen)),
    }
}

/// Rows with their columns one below the other; the last one is as long as it is.
fn columns<R: AsRef<[String]>>(rows: &[R]) -> String {
    let width = |column: usize| rows.iter().map(|row| row.as_ref()[column].len()).max().unwrap_or_default();
    let lines = rows.iter().map(|row| {
        let cells = row.as_ref().iter().enumerate().map(|(column, cell)| format!("{cell:0$}", width(column)));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    });
    lines.collect()
}

fn json(table: &CapabilityTable) -> Value {
    let choices = |choices: &[Choice]| choices.iter().map(choice_json).collect::<Value>();
    let gates = stages(table).into_iter().map(|(stage, names)| (stage.as_str().to_owned(), json!(names)));
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
