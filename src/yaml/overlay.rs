//! Lays values over a YAML text without touching what they do not change: comments and key order survive.

use super::emit::to_yaml_scalar;
use super::merge::merge;
use super::node::{Entry, Mapping, Node, Value};
use crate::source::{SliceMap, SourceId, Sources};
use std::collections::BTreeMap;
use std::ops::Range;

/// A text with values laid over it.
#[derive(Clone, Debug)]
pub(crate) struct Overlaid {
    /// The new text.
    pub text: String,
    /// Leads its positions back into the text before.
    pub map: SliceMap,
}

/// Lays `over` over the only document of a source, whose tree is `base`: maps are joined key by key, everything else is
/// replaced. Nothing when the edits would meet, as they do where an anchored value is changed in two places.
pub(crate) fn overlay(sources: &Sources, source: SourceId, base: &Node, over: &Node) -> Option<Overlaid> {
    let text = sources.get(source).text();
    let mut edits = Vec::new();
    collect(text, None, base, over, &mut edits);
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let (mut result, mut map, mut position) = (String::with_capacity(text.len()), SliceMap::default(), 0);
    for (range, replacement) in edits {
        let kept = text.get(position..range.start)?;
        map.push(result.len(), position);
        result.push_str(kept);
        map.push(result.len(), range.start);
        result.push_str(&replacement);
        position = range.end.max(range.start);
    }
    map.push(result.len(), position);
    result.push_str(text.get(position..)?);
    Some(Overlaid { text: result, map })
}

/// Collects the edits for one value; `key` is where its key ends, which only the root of a document has not.
fn collect(text: &str, key: Option<usize>, base: &Node, over: &Node, edits: &mut Vec<(Range<usize>, String)>) {
    let (Value::Mapping(base_map), Value::Mapping(over_map)) = (&base.value, &over.value) else {
        return replace(text, key, base, over, edits);
    };
    let known: BTreeMap<&str, &Entry> = base_map.entries.iter().map(|entry| (entry.key.as_str(), entry)).collect();
    let has_new = over_map.entries.iter().any(|entry| !known.contains_key(entry.key.as_str()));
    if has_new && !is_block(text, base) {
        // Inside braces there is no line to put a comment on, so nothing is lost by writing the map anew.
        return replace(text, key, base, &merge(base.clone(), over.clone()), edits);
    }
    let last = last_line(text, base, base_map);
    for entry in &over_map.entries {
        match known.get(entry.key.as_str()) {
            Some(known) => collect(text, Some(known.key_span.end), &known.value, &entry.value, edits),
            None => edits.push((last.end..last.end, new_key(&last.indent, &entry.key, &entry.value))),
        }
    }
}

fn is_block(text: &str, node: &Node) -> bool {
    let is_empty = match &node.value {
        Value::Scalar(_) => return false,
        Value::Sequence(items) => items.is_empty(),
        Value::Mapping(mapping) => mapping.entries.is_empty(),
    };
    !is_empty && !text[node.span.start..].starts_with(['{', '['])
}

/// Replaces a value. One that stands on lines of its own, or nowhere at all, gets its place behind the colon of its key.
fn replace(text: &str, key: Option<usize>, base: &Node, over: &Node, edits: &mut Vec<(Range<usize>, String)>) {
    let Range { mut start, end } = base.span.range();
    let colon = key.and_then(|key| Some(key + text[key..].find(':')? + 1));
    match colon.filter(|_| start == end || is_block(text, base)) {
        None => edits.push((start..end, flow(over))),
        Some(colon) => {
            if matches!(base.value, Value::Sequence(_)) && !text[start..].starts_with('-') {
                // The parser starts a list that is not indented behind its first dash.
                start = text.get(colon..start).and_then(|between| between.rfind('-')).map_or(start, |at| colon + at);
            }
            edits.push((colon..colon, format!(" {}", flow(over))));
            edits.push((start.max(colon)..end.max(colon), String::new()));
        }
    }
}

/// Where a block map takes further keys.
struct LastLine {
    end: usize,
    indent: String,
}

/// Finds the line of the last entry of a block map.
fn last_line(text: &str, base: &Node, map: &Mapping) -> LastLine {
    let end =
        map.entries.iter().map(|entry| entry.value.span.end.max(entry.key_span.end)).max().unwrap_or(base.span.end);
    let content = text[..end].trim_end().len();
    let end = text[content..].find('\n').map_or(text.len(), |at| content + at);
    let line_start = text[..base.span.start].rfind('\n').map_or(0, |at| at + 1);
    LastLine { end, indent: " ".repeat(text[line_start..base.span.start].chars().count()) }
}

/// Writes a key on a line of its own.
fn new_key(indent: &str, key: &str, value: &Node) -> String {
    let key = to_yaml_scalar(key).unwrap_or_default();
    format!("\n{indent}{key}: {}", flow(value))
}

/// Writes a value on one line. JSON is YAML; strings go through the emitter, which quotes only where it must.
fn flow(node: &Node) -> String {
    match node.as_str() {
        Some(text) => to_yaml_scalar(text).unwrap_or_default(),
        None => node.to_json().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Id;
    use crate::yaml::parse;

    const INVALID: Id = Id::new("values/invalid-yaml");

    fn tree(sources: &mut Sources, text: &str) -> (SourceId, Node) {
        let source = sources.add("values.yaml", text);
        let parsed = parse(sources, source, INVALID);
        assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
        (source, parsed.documents.into_iter().next().expect("a document"))
    }

    #[test]
    fn only_what_is_named_changes() {
        let base = "\
# spectrocloud.com/enabled-presets: A:b
pack:
  namespace: old # keep this
  empty:
charts:
  # the chart
  one: {a: 1, b: [1, 2]}
  two:
    text: |
      several
      lines
  list:
  - a
  - b
";
        let over = "{pack: {namespace: yes please, empty: 'on', new: {x: 1}}, charts: {one: {c: 2}, two: {y: z}, list: []}, more: 1}";
        let mut sources = Sources::new();
        let (source, base_tree) = tree(&mut sources, base);
        let (_, over_tree) = tree(&mut sources, over);
        let laid = overlay(&sources, source, &base_tree, &over_tree).expect("nothing meets");
        let expected = "\
# spectrocloud.com/enabled-presets: A:b
pack:
  namespace: yes please # keep this
  empty: \"on\"
  new: {\"x\":1}
charts:
  # the chart
  one: {\"a\":1,\"b\":[1,2],\"c\":2}
  two:
    text: |
      several
      lines
    \"y\": z
  list: []
  
more: 1
";
        assert_eq!(laid.text, expected);
        let (_, result) = tree(&mut sources, &laid.text);
        assert_eq!(result.to_json(), merge(base_tree, over_tree).to_json());
        assert_eq!(
            laid.map.outer(laid.text.find("# the chart").expect("kept")),
            base.find("# the chart").expect("there")
        );
    }
}
