//! The arena of every text that was read or rendered, and positions inside it.
//!
//! A source may be a decoded slice of another one (YAML inside a JSON string): it keeps a map of positions, so that a
//! span of the slice can always be shown in the file that the user has.

mod position;
pub(crate) mod read;
mod slice;

pub(crate) use position::Position;
pub use read::TextError;
pub(crate) use read::read_text;
pub(crate) use slice::SliceMap;

use std::ops::Range;

/// Names one text of a [`Sources`] arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceId(u32);

/// A range of bytes in one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The source that the bytes belong to.
    pub source: SourceId,
    /// Offset of the first byte.
    pub start: usize,
    /// Offset after the last byte.
    pub end: usize,
}

impl Span {
    /// Builds a span from a source and a byte range.
    pub fn new(source: SourceId, range: Range<usize>) -> Self {
        Self { source, start: range.start, end: range.end }
    }

    /// Returns the empty span at the start of a source: for findings about a file as a whole.
    pub(crate) fn start_of(source: SourceId) -> Self {
        Self::new(source, 0..0)
    }

    /// Returns the byte range.
    pub(crate) fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// One text with its name.
#[derive(Debug)]
pub struct Source {
    name: String,
    text: String,
    line_starts: Vec<usize>,
    parent: Option<Parent>,
}

#[derive(Debug)]
struct Parent {
    source: SourceId,
    map: SliceMap,
}

impl Source {
    /// Returns the name: the path as the user gave it, or a description such as `values of layer vmo`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Says whether the text was decoded from a part of another source.
    pub(crate) fn is_slice(&self) -> bool {
        self.parent.is_some()
    }
}

/// All texts of one run, addressed by [`SourceId`].
#[derive(Debug, Default)]
pub struct Sources {
    sources: Vec<Source>,
}

impl Sources {
    /// Creates an empty arena.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text under a name.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        self.push(name.into(), text.into(), None)
    }

    /// Adds a text that was decoded from a part of `parent`; `map` leads its offsets back.
    pub(crate) fn add_slice(
        &mut self,
        name: impl Into<String>,
        text: impl Into<String>,
        parent: SourceId,
        map: SliceMap,
    ) -> SourceId {
        self.push(name.into(), text.into(), Some(Parent { source: parent, map }))
    }

    fn push(&mut self, name: String, text: String, parent: Option<Parent>) -> SourceId {
        let id = SourceId(u32::try_from(self.sources.len()).unwrap_or(u32::MAX));
        let line_starts = position::line_starts(&text);
        self.sources.push(Source { name, text, line_starts, parent });
        id
    }

    /// Returns a source.
    pub fn get(&self, id: SourceId) -> &Source {
        &self.sources[id.0 as usize]
    }

    /// Returns the text that a span covers; out-of-range ends are cut.
    pub(crate) fn slice(&self, span: Span) -> &str {
        let text = self.get(span.source).text();
        text.get(span.start..span.end.min(text.len())).unwrap_or_default()
    }

    /// Leads a span back to the file that it was decoded from, through any number of slices.
    pub(crate) fn in_file(&self, span: Span) -> Span {
        let mut span = span;
        while let Some(parent) = &self.get(span.source).parent {
            span = Span::new(parent.source, parent.map.outer(span.start)..parent.map.outer(span.end));
        }
        span
    }

    /// Returns line and column of an offset in a source.
    pub(crate) fn position(&self, source: SourceId, offset: usize) -> Position {
        let source = self.get(source);
        position::locate(&source.text, &source.line_starts, offset)
    }

    /// Returns `file:line:column` of the place in the file that the user has.
    pub fn describe(&self, span: Span) -> String {
        let span = self.in_file(span);
        let Position { line, column } = self.position(span.source, span.start);
        format!("{}:{line}:{column}", self.get(span.source).name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_nested_slices_lead_back_to_the_file() {
        let mut sources = Sources::new();
        let file = sources.add("a.json", r#"{"a": "x\ny\"z"}"#);
        // The JSON string holds `x`, a newline, `y`, a quote and `z`.
        let map = SliceMap::new([(0, 7), (1, 8), (2, 10), (3, 11), (4, 13), (5, 14)]);
        let inner = sources.add_slice("a", "x\ny\"z", file, map);
        let deeper = sources.add_slice("z", "z", inner, SliceMap::new([(0, 4)]));

        let span = sources.in_file(Span::new(deeper, 0..1));

        assert_eq!(span, Span::new(file, 13..14));
        assert_eq!(sources.slice(span), "z");
        assert_eq!(sources.describe(Span::new(inner, 2..3)), "a.json:1:11");
    }
}
