//! Reads YAML (and JSON, which is YAML) into trees.

use super::build::{Builder, Limits, Parsed};
use super::extent;
use crate::diagnostic::{Diagnostic, Id};
use crate::source::{SourceId, Sources, Span};
use granit_parser::{Event, Options, Parser, ScanError};

/// Reads every document of a source. `invalid` is the identity of the diagnostics, such as `profile/invalid-yaml`.
pub fn parse(sources: &Sources, source: SourceId, invalid: Id) -> Parsed {
    let text = sources.get(source).text();
    let mut options = Options::default();
    options.set_emit_comments(false);
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut parsed = Parsed::default();
    let limits = Limits::default();
    let mut builder = Builder::new(source, invalid, limits);
    while parsed.problems.len() < limits.problems {
        match parser.next_event() {
            None | Some(Ok((Event::StreamEnd, _))) => break,
            Some(Ok((Event::DocumentEnd, _))) => builder.finish_document(&mut parsed),
            Some(Ok((event, span))) => {
                let range = extent::of(&event, byte_range(text, &span), text);
                if !builder.event(event, Span::new(source, range)) {
                    builder.finish_document(&mut parsed);
                    break;
                }
            }
            Some(Err(error)) => {
                builder.abandon_document(&mut parsed);
                parsed.problems.push(syntax_error(text, source, invalid, &error));
                if !matches!(parser.proceed_next_document(), Ok(true)) {
                    break;
                }
            }
        }
    }
    if let Some(last) = parsed.problems.get(limits.problems - 1).map(|problem| problem.primary.span) {
        parsed.problems.truncate(limits.problems);
        parsed.problems.push(Diagnostic::error(invalid, last, "further mistakes are not shown"));
    }
    parsed
}

/// Finds the comments of a source, up to the first syntax error; what looks like one inside of a text is none.
pub(crate) fn comments(sources: &Sources, source: SourceId) -> Vec<Span> {
    let text = sources.get(source).text();
    let mut options = Options::default();
    options.max_buffered_comment_events = usize::MAX;
    let events = Parser::new_from_str_with_options(text, options).map_while(Result::ok);
    let comments = events.filter(|(event, _)| matches!(event, Event::Comment(..)));
    comments.map(|(_, span)| Span::new(source, byte_range(text, &span))).collect()
}

fn byte_range(text: &str, span: &granit_parser::Span) -> std::ops::Range<usize> {
    match span.byte_range() {
        Some(range) => range.start.min(text.len())..range.end.min(text.len()),
        None => 0..0,
    }
}

fn syntax_error(text: &str, source: SourceId, invalid: Id, error: &ScanError) -> Diagnostic {
    let start = error.marker().byte_offset().unwrap_or_default().min(text.len());
    let end = text[text.floor_char_boundary(start)..].chars().next().map_or(start, |next| start + next.len_utf8());
    Diagnostic::error(invalid, Span::new(source, start..end), error.info())
}
