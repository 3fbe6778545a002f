//! The template engine, shut off from the host: no clock, environment, files, network or randomness.

use super::filters;
use crate::pack::Pack;
use crate::source::Sources;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value};
use std::io;

/// What one template may do: a unit pays for a step of the engine, or for 64 bytes of the texts and lists that it makes, so
/// that what doubles in each round ends at 128 MB. The largest of ours needs 17,000. Lists that hold lists cost no more than
/// their own items; `growth` refuses those that double.
const FUEL: u64 = 2_000_000;
/// The most that one template may print.
const OUTPUT_LIMIT: usize = 8 * 1024 * 1024;

/// Returns the delimiters of our templates; they leave `{{ }}` to Helm and Palette.
pub(super) fn syntax() -> Result<SyntaxConfig, Error> {
    SyntaxConfig::builder()
        .block_delimiters("<%", "%>")
        .variable_delimiters("<[", "]>")
        .comment_delimiters("<#", "#>")
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build()
}

/// Builds the environment of one pack; `Err` names the template that does not parse.
pub(super) fn build<'a>(pack: &'a Pack, sources: &'a Sources) -> Result<Environment<'a>, (usize, Error)> {
    let mut environment = Environment::new();
    environment.set_syntax(syntax().map_err(|error| (0, error))?);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_formatter(print);
    environment.set_fuel(Some(FUEL));
    // With debugging on, messages would show the values of variables, secrets among them.
    environment.set_debug(false);
    filters::add(&mut environment);
    for (index, template) in pack.templates.iter().enumerate() {
        let text = sources.get(template.source).text();
        environment.add_template(&template.name, text).map_err(|error| (index, error))?;
    }
    Ok(environment)
}

/// Renders one template.
pub(super) fn render(environment: &Environment<'_>, name: &str, context: &Value) -> Result<String, Error> {
    let mut output = Limited { bytes: Vec::new() };
    let template = environment.get_template(name)?;
    template.render_captured_to(context.clone(), &mut output)?;
    String::from_utf8(output.bytes)
        .map_err(|error| Error::new(ErrorKind::InvalidOperation, "the output is not UTF-8").with_source(error))
}

/// Prints values as YAML writes them, not as Python does.
fn print(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    match value.kind() {
        ValueKind::Undefined => return Err(Error::from(ErrorKind::UndefinedError)),
        ValueKind::None => out.write_str("null")?,
        ValueKind::Bool => out.write_str(if value.is_true() { "true" } else { "false" })?,
        ValueKind::Number => write!(out, "{value}")?,
        ValueKind::String => match value.as_str() {
            // Captured text does not pass the writer.
            Some(text) if text.len() > OUTPUT_LIMIT => return Err(Error::new(ErrorKind::InvalidOperation, TOO_MUCH)),
            Some(text) => out.write_str(text)?,
            None => write!(out, "{value}")?,
        },
        kind => {
            let message = format!("a {kind} cannot be printed as it is: put `| toyaml | indent(n)` behind it");
            return Err(Error::new(ErrorKind::BadSerialization, message));
        }
    }
    Ok(())
}

/// Collects output up to the limit.
struct Limited {
    bytes: Vec<u8>,
}

/// What the writer says when a template prints too much.
pub(super) const TOO_MUCH: &str = "the template printed more than 8 MiB";

impl io::Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > OUTPUT_LIMIT {
            return Err(io::Error::other(TOO_MUCH));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
