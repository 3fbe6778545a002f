//! A comparison for people: `+` for what comes, `-` for what goes, `~` for what changes.

mod gates;
mod layer;
mod lines;
mod removal;

use super::change::Change;
use super::sides::Diff;
use std::fmt::Write as _;

/// Renders a comparison as text: `+` for what comes, `-` for what goes, `~` for what changes.
pub fn render_text(diff: &Diff) -> String {
    let mut text = String::new();
    let variables = diff.variables.iter().flatten();
    let lines: Vec<String> = variables.map(lines::field).collect();
    if !lines.is_empty() {
        let _ = writeln!(text, "~ variables of the profile");
        for line in lines {
            let _ = writeln!(text, "    {line}");
        }
    }
    for layer in &diff.layers {
        layer::write(layer, &mut text);
    }
    if let Some(kubevirt) = &diff.kubevirt {
        gates::write(kubevirt, &mut text);
    }
    if !diff.not_compared.is_empty() {
        let _ = writeln!(text, "Not compared, since one side cannot show them: {}", diff.not_compared.join(", "));
    }
    let _ = writeln!(text, "{}", summary(diff));
    text
}

fn summary(diff: &Diff) -> String {
    let number = |change| diff.layers.iter().filter(|layer| layer.change == change).count();
    let parts = [
        (number(Change::Added), "added"),
        (number(Change::Changed), "changed"),
        (number(Change::Removed), "removed"),
        (diff.unchanged, "unchanged"),
    ];
    let parts: Vec<String> =
        parts.iter().filter(|(number, _)| *number > 0).map(|(number, word)| format!("{number} {word}")).collect();
    if parts.is_empty() { "Nothing to compare".to_owned() } else { format!("Layers: {}", parts.join(", ")) }
}
