//! Findings for people: the line itself, what is wrong with it, and what to do.

use super::{Diagnostic, Label, Report, Severity};
use crate::source::{SourceId, Sources, Span};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use std::borrow::Cow;

/// Lines of more bytes are shown around one label only, and labels are cut to a fifth of it.
const LONG: usize = 1000;

/// Renders every finding, a blank line between two; nothing at all for an empty report.
pub fn render_human(report: &Report, sources: &Sources, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() }.decor_style(DecorStyle::Ascii);
    let mut text = String::new();
    for diagnostic in report.diagnostics() {
        text.push_str(&renderer.render(&[group(diagnostic, sources)]));
        text.push_str("\n\n");
    }
    text
}

fn group<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(printable(&diagnostic.message)).id(diagnostic.id.as_str());
    let mut group = title.elements(places(diagnostic, sources));
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(printable(note)));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(printable(help)));
    }
    group
}

/// One snippet for each source that has a label, the primary one first.
fn places<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Vec<Element<'a>> {
    let mut order: Vec<SourceId> = vec![diagnostic.primary.span.source];
    for label in &diagnostic.related {
        if !order.contains(&label.span.source) {
            order.push(label.span.source);
        }
    }
    order.into_iter().flat_map(|source| places_in(source, diagnostic, sources)).collect()
}

fn places_in<'a>(source: SourceId, diagnostic: &'a Diagnostic, sources: &'a Sources) -> Vec<Element<'a>> {
    let related = diagnostic.related.iter().filter(|label| label.span.source == source);
    let related = related.map(|label| (label, AnnotationKind::Context));
    let primary = (diagnostic.primary.span.source == source).then_some((&diagnostic.primary, AnnotationKind::Primary));
    let labels: Vec<(&Label, AnnotationKind)> = primary.into_iter().chain(related).collect();
    let text = sources.get(source).text();
    if labels.len() > 1 && labels.iter().any(|(label, _)| is_on_long_line(text, label.span)) {
        // A document on one line would be shown from the first label to the last.
        return labels.into_iter().flat_map(|label| snippet(source, &[label], sources)).collect();
    }
    snippet(source, &labels, sources)
}

fn snippet<'a>(source: SourceId, labels: &[(&'a Label, AnnotationKind)], sources: &'a Sources) -> Vec<Element<'a>> {
    let text = sources.get(source).text();
    let window = window(text, labels.iter().map(|(label, _)| label.span));
    let line = sources.position(source, window.start).line;
    let annotations = labels.iter().map(|(label, kind)| {
        let shown = first_line(text, label.span);
        let annotation = kind.span(shown.start - window.start..shown.end - window.start);
        if label.text.is_empty() { annotation } else { annotation.label(printable(&label.text)) }
    });
    let snippet = Snippet::source(&text[window.start..window.end])
        .line_start(line)
        .path(printable(sources.get(source).name()))
        .annotations(annotations.collect::<Vec<_>>());
    let origin = sources.get(source).is_slice().then(|| in_the_file(sources, labels[0].0.span));
    std::iter::once(snippet.into()).chain(origin).collect()
}

/// Names the place in the user's file for a label inside a decoded slice.
fn in_the_file(sources: &Sources, span: Span) -> Element<'_> {
    let span = sources.in_file(span);
    let position = sources.position(span.source, span.start);
    let name = printable(sources.get(span.source).name());
    Origin::path(name).line(position.line).char_column(position.column).into()
}

/// Cuts a span to the first line that it touches, without the comment there: a whole manifest underlined says nothing.
fn first_line(text: &str, span: Span) -> std::ops::Range<usize> {
    let start = text.floor_char_boundary(span.start.min(text.len()));
    let end = text.ceil_char_boundary(span.end.clamp(start, text.len().min(start + LONG / 5)));
    let Some(line) = text[start..end].find('\n').map(|at| &text[start..start + at]) else { return start..end };
    let code = line.find(" #").map_or(line, |comment| &line[..comment]);
    start..start + code.trim_end().len()
}

fn is_on_long_line(text: &str, span: Span) -> bool {
    let whole = window(text, std::iter::once(span));
    whole.len() > LONG
}

/// The whole lines that hold the starts of all spans.
fn window(text: &str, spans: impl Iterator<Item = Span>) -> std::ops::Range<usize> {
    let lines = spans.map(|span| {
        let shown = first_line(text, span);
        let start = text[..shown.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[shown.end..].find('\n').map_or(text.len(), |at| shown.end + at);
        let without_return = end - usize::from(text[..end].ends_with('\r'));
        start..without_return.max(shown.end)
    });
    lines.reduce(|a, b| a.start.min(b.start)..a.end.max(b.end)).unwrap_or(0..0)
}

/// Shows control and direction-changing characters as escapes, so that no input can steer the terminal.
fn printable(text: &str) -> Cow<'_, str> {
    let hostile = |character: char| {
        (character.is_control() && character != '\n')
            || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(hostile) {
        return Cow::Borrowed(text);
    }
    let escape = |character: char| {
        if hostile(character) { character.escape_unicode().to_string() } else { character.to_string() }
    };
    Cow::Owned(text.chars().map(escape).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Id;

    #[test]
    fn a_finding_shows_both_places() {
        let mut sources = Sources::new();
        let first = sources.add("a.yaml", "kind: A\nname: x\n");
        let second = sources.add("b.yaml", "kind: B\nname: \u{1b}[31mx\n");
        let diagnostic =
            Diagnostic::error(Id::new("conflict/duplicate-object"), Span::new(second, 14..21), "twice \u{7}")
                .remark("again here")
                .label(Span::new(first, 8..16), "first here")
                .help("remove one");
        let report = Report::new(vec![diagnostic], &sources);
        let expected = "\
error[conflict/duplicate-object]: twice \\u{7}
 --> b.yaml:2:7
  |
2 | name: ␛[31mx
  |       ^^^^^^ again here
  |
 ::: a.yaml:2:1
  |
2 | name: x
  | ------- first here
  |
  = help: remove one

";
        assert_eq!(render_human(&report, &sources, false), expected);
    }

    #[test]
    fn long_lines_are_cut() {
        let mut sources = Sources::new();
        let text = format!("{{\"a\": \"{}\", \"b\": 1, \"c\": \"{0}\"}}", "x".repeat(1 << 20));
        let source = sources.add("a.json", text.clone());
        let at = text.find("\"b\"").expect("there");
        let diagnostic = Diagnostic::error(Id::new("manifest/invalid-yaml"), Span::new(source, at..at + 3), "wrong")
            .label(Span::new(source, 0..text.len()), "all of it");
        let shown = render_human(&Report::new(vec![diagnostic], &sources), &sources, false);
        assert!(shown.len() < 1000 && shown.contains("\"b\": 1") && shown.contains("..."), "{shown}");
        assert!(shown.contains(&format!("a.json:1:{}", at + 1)) && shown.contains("all of it"), "{shown}");
    }
}
