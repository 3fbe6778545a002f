//! `imagesInValues` of `pack.yaml`: where the values of a pack name images.

use crate::decode::{Decoder, Spanned};
use crate::yaml::{Node, Path, Value};
use std::fmt;

/// A place in the values of a pack where users name images: those are mirrored and listed as those of `images` are.
#[derive(Clone, Debug)]
pub(crate) struct ValueImages {
    /// The place.
    pub(crate) path: Spanned<ValuePattern>,
    /// What such a text starts with when it is an image, such as `docker://`.
    pub(crate) scheme: String,
    /// What such an image is needed for.
    pub(crate) reason: String,
}

/// A dotted path in which `[]` behind a key stands for every item of its list, and `*` for every key of a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ValuePattern(Vec<Step>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Key(String),
    EveryItem,
    EveryKey,
}

impl std::str::FromStr for ValuePattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut steps = Vec::new();
        for part in text.split('.') {
            let key = part.strip_suffix("[]").unwrap_or(part);
            if key.is_empty() || key.contains(['[', ']']) {
                return Err(format!("`{text}` is no path of values: write a.b, a[].b for items, a.*.b for keys"));
            }
            steps.push(if key == "*" { Step::EveryKey } else { Step::Key(key.to_owned()) });
            if key.len() < part.len() {
                steps.push(Step::EveryItem);
            }
        }
        Ok(Self(steps))
    }
}

impl fmt::Display for ValuePattern {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            let dot = if index == 0 { "" } else { "." };
            match step {
                Step::Key(key) => write!(out, "{dot}{key}")?,
                Step::EveryKey => write!(out, "{dot}*")?,
                Step::EveryItem => out.write_str("[]")?,
            }
        }
        Ok(())
    }
}

impl ValuePattern {
    /// Visits every value at the place, each with its own path.
    pub(crate) fn visit(&self, root: &mut Node, see: &mut impl FnMut(&Path, &mut Node)) {
        visit(root, &self.0, &Path::default(), see);
    }

    /// Follows the path through a JSON Schema with `step`, which looks up a property, `None` for the items of a list or
    /// the values of a map.
    pub(crate) fn follow<'s>(
        &self,
        schema: &'s serde_json::Value,
        step: impl Fn(&'s serde_json::Value, SchemaStep<'_>) -> Option<&'s serde_json::Value>,
    ) -> Option<&'s serde_json::Value> {
        self.0.iter().try_fold(schema, |at, one| match one {
            Step::Key(key) => step(at, SchemaStep::Property(key)),
            Step::EveryItem => step(at, SchemaStep::Items),
            Step::EveryKey => step(at, SchemaStep::Values),
        })
    }
}

/// One step into a JSON Schema.
#[derive(Clone, Copy, Debug)]
pub(crate) enum SchemaStep<'a> {
    /// The property of a name.
    Property(&'a str),
    /// What every item of a list is.
    Items,
    /// What every value of a map is.
    Values,
}

fn visit(node: &mut Node, steps: &[Step], path: &Path, see: &mut impl FnMut(&Path, &mut Node)) {
    let Some((step, rest)) = steps.split_first() else { return see(path, node) };
    match (step, &mut node.value) {
        (Step::EveryItem, Value::Sequence(items)) => {
            items.iter_mut().enumerate().for_each(|(index, item)| visit(item, rest, &path.index(index), see));
        }
        (Step::Key(_) | Step::EveryKey, Value::Mapping(mapping)) => {
            let wanted = |key: &str| if let Step::Key(wanted) = step { key == wanted } else { true };
            for entry in mapping.entries.iter_mut().filter(|entry| wanted(&entry.key)) {
                visit(&mut entry.value, rest, &path.key(&entry.key), see);
            }
        }
        _ => {}
    }
}

pub(super) fn decode(decoder: &mut Decoder, node: &Node) -> Option<ValueImages> {
    let fields = decoder.fields(node, &["path", "scheme", "reason"]);
    let path = decoder.required(&fields, "path").and_then(|node| decoder.parsed(node, str::parse));
    let reason = decoder.required(&fields, "reason").and_then(|node| decoder.text(node));
    let scheme = fields.get("scheme").and_then(|node| decoder.text(node)).map(|text| text.value);
    Some(ValueImages { path: path?, scheme: scheme.unwrap_or_default(), reason: reason?.value })
}

#[cfg(test)]
mod tests {
    use super::ValuePattern;

    #[test]
    fn patterns_are_written_as_they_are_read() {
        for text in ["a", "a.b", "a[].b.c", "a.*.b[]"] {
            assert_eq!(text.parse::<ValuePattern>().map(|pattern| pattern.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "a..b", "[]", "a[0].b", ".a"] {
            assert!(text.parse::<ValuePattern>().is_err(), "{text}");
        }
    }
}
