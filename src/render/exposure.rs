//! Proves on the syntax tree that templates only print what is left to Palette, and print user text safely.

use super::environment;
use super::syntax::{Printed, Seen, parts, values_path, walk};
use crate::diagnostic::{Diagnostic, Id};
use crate::pack::{Pack, Template};
use crate::resolve::Exposed;
use crate::source::{Sources, Span};
use crate::yaml::PathStep;
use minijinja::machinery::ast::{Expr, Stmt};
use minijinja::machinery::parse;

const EXPOSED_USED: Id = Id::new("template/exposed-value-used");
const UNQUOTED: Id = Id::new("template/unquoted-scalar");

/// Checks every template of a pack. Templates that do not parse are left to the renderer, which reports them.
pub(super) fn check(pack: &Pack, exposed: &[Exposed], sources: &Sources) -> Vec<Diagnostic> {
    let Ok(syntax) = environment::syntax() else { return Vec::new() };
    let exposed: Vec<Keys<'_>> = exposed.iter().map(Keys::of).collect();
    let mut problems = Vec::new();
    for template in &pack.templates {
        let text = sources.get(template.source).text();
        if let Ok(root) = parse(text, &template.name, syntax.clone()) {
            check_template(&root, template, &exposed, &mut problems);
        }
    }
    problems
}

/// The keys of an exposed path.
struct Keys<'a> {
    exposed: &'a Exposed,
    keys: Vec<String>,
}

impl<'a> Keys<'a> {
    fn of(exposed: &'a Exposed) -> Self {
        let keys = exposed.path.steps().iter().map(|step| match step {
            PathStep::Key(key) => key.clone(),
            PathStep::Index(index) => index.to_string(),
        });
        Self { keys: keys.collect(), exposed }
    }
}

fn check_template(root: &Stmt<'_>, template: &Template, exposed: &[Keys<'_>], problems: &mut Vec<Diagnostic>) {
    walk(std::slice::from_ref(root), &mut |seen| match seen {
        Seen::Used(expression) => uses(expression, template, exposed, problems),
        Seen::Printed(printed) => {
            if unquoted(&printed) {
                let span = span_of(printed.expression, template);
                let problem =
                    Diagnostic::error(UNQUOTED, span, "a value is printed as a whole scalar without `toyaml`");
                problems.push(problem.help("write `| toyaml` behind it"));
            }
            if !is_plain_print(printed.expression, exposed) {
                uses(printed.expression, template, exposed, problems);
            }
        }
    });
}

fn unquoted(printed: &Printed<'_, '_>) -> bool {
    printed.whole_scalar && values_path(printed.expression).is_some()
}

/// `<[ values.x ]>` or `<[ values.x | toyaml ]>` with exactly an exposed path.
fn is_plain_print(expression: &Expr<'_>, exposed: &[Keys<'_>]) -> bool {
    let inner = match expression {
        Expr::Filter(filter) if filter.name == "toyaml" && filter.args.is_empty() => filter.expr.as_ref(),
        other => Some(other),
    };
    let path = inner.and_then(values_path);
    path.is_some_and(|path| exposed.iter().any(|keys| keys.keys == path))
}

/// Reports every use of an exposed value, or of a map that holds one, inside an expression.
fn uses(expression: &Expr<'_>, template: &Template, exposed: &[Keys<'_>], problems: &mut Vec<Diagnostic>) {
    if let Some(path) = values_path(expression) {
        if let Some(keys) = exposed.iter().find(|keys| overlaps(&path, &keys.keys)) {
            let message = format!("`{}` is left to Palette, so a template can only print it", keys.exposed.path);
            let problem = Diagnostic::error(EXPOSED_USED, span_of(expression, template), message);
            problems.push(problem.label(keys.exposed.span, "exposed here").help("do not expose it"));
        }
        return;
    }
    for part in parts(expression) {
        uses(part, template, exposed, problems);
    }
}

fn overlaps(path: &[String], exposed: &[String]) -> bool {
    path.iter().zip(exposed).all(|(a, b)| a == b)
}

fn span_of(expression: &Expr<'_>, template: &Template) -> Span {
    let span = expression.span();
    Span::new(template.source, span.start_offset as usize..span.end_offset as usize)
}
