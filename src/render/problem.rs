//! Turns errors of the template engine into findings that show the template's line.

use super::environment::TOO_MUCH;
use super::vocabulary::{FILTERS, FUNCTIONS};
use crate::decode::closest;
use crate::diagnostic::{Diagnostic, Id};
use crate::pack::Pack;
use crate::source::{Sources, Span};
use minijinja::{Error, ErrorKind};
use std::ops::Range;

const SYNTAX: Id = Id::new("template/syntax");
const UNDEFINED: Id = Id::new("template/undefined-name");
const FAILED: Id = Id::new("template/failed");
const LIMIT: Id = Id::new("template/limit");

/// Explains an error; `fallback` is the template that was being rendered.
pub(super) fn explain(error: &Error, pack: &Pack, fallback: usize, sources: &Sources) -> Diagnostic {
    let innermost = innermost(error);
    let name = innermost.name().unwrap_or_default();
    let template = pack.templates.iter().find(|template| template.name == name);
    let template = template.unwrap_or(&pack.templates[fallback]);
    let text = sources.get(template.source).text();
    let range = innermost.range().unwrap_or(0..0);
    let range = range.start.min(text.len())..range.end.min(text.len());
    let range = if innermost.kind() == ErrorKind::UndefinedError { undefined_name(text, range) } else { range };
    let code = text.get(range.clone()).unwrap_or_default();
    let span = Span::new(template.source, range);
    let detail = innermost.detail().unwrap_or_default();
    if error_chain(error).any(|cause| cause.to_string().contains(TOO_MUCH)) {
        return Diagnostic::error(LIMIT, Span::start_of(template.source), TOO_MUCH);
    }
    match innermost.kind() {
        ErrorKind::UndefinedError => {
            Diagnostic::error(UNDEFINED, span, format!("`{code}` is not defined")).help(where_to_define(code))
        }
        ErrorKind::UnknownFilter => {
            let name = detail.trim_start_matches("filter ").trim_end_matches(" is unknown");
            unknown(span, "filter", name, FILTERS.iter().copied())
        }
        ErrorKind::UnknownFunction => {
            let name = detail.trim_end_matches(" is unknown");
            unknown(span, "function or macro", name, FUNCTIONS.iter().copied())
                .note("a macro of another file is imported by its name: `<% from \"_file.yaml\" import name %>`")
        }
        ErrorKind::TemplateNotFound => {
            let name = detail.split('\'').nth(1).unwrap_or(code);
            unknown(span, "template", name, pack.templates.iter().map(|template| template.name.as_str()))
        }
        ErrorKind::SyntaxError => Diagnostic::error(SYNTAX, span, detail),
        ErrorKind::OutOfFuel => {
            Diagnostic::error(LIMIT, span, "the template takes too many steps, or makes too much text on the way")
        }
        kind if detail.is_empty() => Diagnostic::error(FAILED, span, kind.to_string()),
        _ => Diagnostic::error(FAILED, span, detail),
    }
}

/// Says where a name is defined, by its first part.
fn where_to_define(code: &str) -> &'static str {
    match code.split(['.', '[']).next().unwrap_or_default() {
        "values" => "give it a default in `values.yaml`, or correct the name",
        "images" => "name it in `images` of the version in `pack.yaml`, or correct the name",
        "facts" => "give every version this fact in `pack.yaml`, or correct the name",
        "pack" => "a pack has `name`, `namespace` and `version`",
        "target" => "the target has `kubernetes`, `minor`, `distribution`, `management` and `airgap`",
        _ => "give it a value with `set` before, or ask for `values`, `facts`, `images`, `pack` or `target`",
    }
}

fn unknown<'a>(span: Span, kind: &str, name: &str, known: impl Iterator<Item = &'a str> + Clone) -> Diagnostic {
    let problem = Diagnostic::error(FAILED, span, format!("there is no {kind} `{name}`"));
    match closest(name, known.clone()) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help(format!("use one of: {}", known.collect::<Vec<_>>().join(", "))),
    }
}

/// The engine points at a part of the name (`.b.c` of `a.b.c`), or at the filter behind it: finds the whole name.
fn undefined_name(text: &str, range: Range<usize>) -> Range<usize> {
    let before = text[..range.start].trim_end();
    let (head, end) = match before.strip_suffix('|') {
        Some(filtered) => (filtered.trim_end(), filtered.trim_end().len()),
        None => (&text[..range.start], range.end),
    };
    let part_of_name = |character: char| character.is_ascii_alphanumeric() || "_.[]\"'".contains(character);
    let start = head.trim_end_matches(part_of_name).len();
    if start < end { start..end } else { range }
}

/// An error in an imported template is wrapped by one at the place of the import.
fn innermost(error: &Error) -> &Error {
    let inner = std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<Error>());
    inner.map_or(error, innermost)
}

fn error_chain<'a>(error: &'a Error) -> impl Iterator<Item = &'a (dyn std::error::Error + 'static)> {
    std::iter::successors(Some(error as &(dyn std::error::Error + 'static)), |error| error.source())
}
