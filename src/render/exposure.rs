//! Proves on the syntax tree that templates only print what is left to Palette, and print user text safely.

use super::environment;
use super::line;
use super::syntax::{Seen, argument_value, parts, values_path, walk};
use crate::diagnostic::{Diagnostic, Id};
use crate::pack::{Pack, Template};
use crate::resolve::Exposed;
use crate::source::{Sources, Span};
use crate::yaml::{Path, PathStep};
use minijinja::machinery::ast::{CallArg, Expr, Stmt};
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
            Check { text, template, exposed: &exposed, problems: &mut problems }.template(&root);
        }
    }
    problems
}

/// Returns where a template first prints an exposed value.
pub(super) fn print_of(path: &Path, template: &Template, sources: &Sources) -> Option<Span> {
    let root = parse(sources.get(template.source).text(), &template.name, environment::syntax().ok()?).ok()?;
    let wanted = keys_of(path);
    let mut found = None;
    walk(std::slice::from_ref(&root), &mut |seen| {
        if let Seen::Printed(expression) = seen
            && values_path(without_filters(expression)).is_some_and(|path| path == wanted)
        {
            found.get_or_insert(span_of(without_filters(expression), template));
        }
    });
    found
}

/// The keys of an exposed path.
struct Keys<'a> {
    exposed: &'a Exposed,
    keys: Vec<String>,
}

impl<'a> Keys<'a> {
    fn of(exposed: &'a Exposed) -> Self {
        Self { keys: keys_of(&exposed.path), exposed }
    }
}

fn keys_of(path: &Path) -> Vec<String> {
    let keys = path.steps().iter().map(|step| match step {
        PathStep::Key(key) => key.clone(),
        PathStep::Index(index) => index.to_string(),
    });
    keys.collect()
}

/// The check of one template.
struct Check<'a> {
    text: &'a str,
    template: &'a Template,
    exposed: &'a [Keys<'a>],
    problems: &'a mut Vec<Diagnostic>,
}

impl Check<'_> {
    fn template(&mut self, root: &Stmt<'_>) {
        walk(std::slice::from_ref(root), &mut |seen| match seen {
            Seen::Used(expression) => self.uses(expression),
            Seen::Printed(expression) => {
                self.unquoted(expression);
                if !self.is_plain_print(expression) {
                    self.uses(expression);
                }
            }
            Seen::Captured(expression) => {
                self.unquoted(expression);
                self.uses(expression);
            }
            Seen::CapturedInclude(name) => self.captured_include(name),
        });
    }

    fn unquoted(&mut self, expression: &Expr<'_>) {
        let span = span_of(expression, self.template);
        if values_path(expression).is_some() && line::is_whole_scalar(self.text, span.range()) {
            let problem = Diagnostic::error(UNQUOTED, span, "a value is printed as a whole scalar without `toyaml`");
            self.problems.push(problem.help("write `| toyaml` behind it"));
        }
    }

    /// `<[ values.x ]>`, `<[ values.x | toyaml ]>` or `<[ values.x | toyaml | indent(8) ]>` with exactly an exposed path.
    fn is_plain_print(&self, expression: &Expr<'_>) -> bool {
        let path = values_path(without_filters(expression));
        path.is_some_and(|path| self.exposed.iter().any(|keys| keys.keys == path))
    }

    /// Reports every use of an exposed value, or of a map that holds one, inside an expression.
    fn uses(&mut self, expression: &Expr<'_>) {
        if let Some(path) = values_path(expression) {
            if let Some(keys) = self.exposed.iter().find(|keys| overlaps(&path, &keys.keys)) {
                let exposed = keys.exposed;
                let message = format!("`{}` is left to Palette, so a template can only print it", exposed.path);
                let problem = Diagnostic::error(EXPOSED_USED, span_of(expression, self.template), message);
                self.problems.push(problem.label(exposed.span, "exposed here").help("do not expose it"));
            }
            return;
        }
        for part in parts(expression) {
            self.uses(part);
        }
    }

    fn captured_include(&mut self, name: &Expr<'_>) {
        self.uses(name);
        if let Some(keys) = self.exposed.first() {
            let message = "what a template includes here could print an exposed value, and its text may be used";
            let problem = Diagnostic::error(EXPOSED_USED, span_of(name, self.template), message);
            self.problems
                .push(problem.label(keys.exposed.span, "exposed here").help("include it outside of the block"));
        }
    }
}

/// Reads `<[ x | toyaml ]>` and `<[ x | toyaml | indent(8) ]>` as `x`. What Helm prints is one line, which needs no
/// indentation.
fn without_filters<'t, 's>(expression: &'t Expr<'s>) -> &'t Expr<'s> {
    match expression {
        Expr::Filter(filter) if filter.name == "indent" && filter.args.iter().all(is_constant) => {
            filter.expr.as_ref().filter(|inner| is_to_yaml(inner)).map_or(expression, without_filters)
        }
        Expr::Filter(filter) if is_to_yaml(expression) => filter.expr.as_ref().unwrap_or(expression),
        other => other,
    }
}

fn is_to_yaml(expression: &Expr<'_>) -> bool {
    matches!(expression, Expr::Filter(filter) if filter.name == "toyaml" && filter.args.is_empty())
}

fn is_constant(argument: &CallArg<'_>) -> bool {
    matches!(argument_value(argument), Expr::Const(_))
}

fn overlaps(path: &[String], exposed: &[String]) -> bool {
    path.iter().zip(exposed).all(|(a, b)| a == b)
}

fn span_of(expression: &Expr<'_>, template: &Template) -> Span {
    let span = expression.span();
    Span::new(template.source, span.start_offset as usize..span.end_offset as usize)
}
