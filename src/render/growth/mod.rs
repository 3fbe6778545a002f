//! Refuses templates that put one value into itself again and again: forty assignments of `[x, x]` stand for more text than
//! any memory holds, and take next to none until `~`, `join`, `format` or a comparison goes through them. The engine takes
//! its fuel for texts and for the items of one list, not for what a list holds that holds lists.
//!
//! Variables depend on what is assigned to them, and the parameters of a macro that calls itself on what it hands on. A
//! variable that depends on itself may take up its own value once in each round, which grows it step by step; twice would
//! double it. The check knows the variables of one template: what a macro of another file does with a namespace is kept
//! harmless by the rule that macros set no attributes of their parameters.

mod graph;
mod recursion;

use super::environment;
use super::syntax::bodies;
use crate::diagnostic::{Diagnostic, Id};
use crate::pack::{Pack, Template};
use crate::source::{Sources, Span};
use graph::{Assignment, Graph, Key, variable};
use minijinja::machinery::ast::{Expr, Stmt};
use minijinja::machinery::parse;
use std::collections::{BTreeMap, BTreeSet};

const LIMIT: Id = Id::new("template/limit");
/// How many copies of other values may stand in a variable that does not depend on itself.
const COPIES: usize = 4096;

/// Checks every template of a pack. Templates that do not parse are left to the renderer, which reports them.
pub(super) fn check(pack: &Pack, sources: &Sources) -> Vec<Diagnostic> {
    let Ok(syntax) = environment::syntax() else { return Vec::new() };
    let problems = pack.templates.iter().filter_map(|template| {
        let text = sources.get(template.source).text();
        let root = parse(text, &template.name, syntax.clone()).ok()?;
        let mut found = Found::default();
        found.collect(std::slice::from_ref(&root));
        found.assignments.extend(recursion::assignments(&root));
        found.problem(template)
    });
    problems.collect()
}

/// What a template assigns.
#[derive(Default)]
struct Found<'t, 's> {
    assignments: Vec<Assignment<'t, 's>>,
    parameters: BTreeSet<String>,
}

impl<'t, 's> Found<'t, 's> {
    fn collect(&mut self, statements: &'t [Stmt<'s>]) {
        for statement in statements {
            match statement {
                Stmt::Set(node) => self.assign(&node.target, &node.expr),
                Stmt::ForLoop(node) => self.assign(&node.target, &node.iter),
                Stmt::WithBlock(node) => node.assignments.iter().for_each(|(target, value)| self.assign(target, value)),
                Stmt::Macro(node) => self.parameters.extend(node.args.iter().filter_map(variable).map(str::to_owned)),
                _ => {}
            }
            for body in bodies(statement) {
                self.collect(body);
            }
        }
    }

    fn assign(&mut self, target: &'t Expr<'s>, value: &'t Expr<'s>) {
        match target {
            Expr::List(node) => node.items.iter().for_each(|item| self.assign(item, value)),
            Expr::Tuple(node) => node.items.iter().for_each(|item| self.assign(item, value)),
            Expr::GetAttr(node) => {
                let Some(name) = innermost(&node.expr) else { return };
                self.assignments.push(((name.to_owned(), Some(node.name.to_owned())), value));
            }
            other => self.assignments.extend(variable(other).map(|name| ((name.to_owned(), None), value))),
        }
    }

    fn problem(&self, template: &Template) -> Option<Diagnostic> {
        let refuse = |expression: &Expr<'_>, message: String| {
            let span = expression.span();
            let span = Span::new(template.source, span.start_offset as usize..span.end_offset as usize);
            let problem = Diagnostic::error(LIMIT, span, message);
            problem.help("collect the parts in a list, one in each round, and join them once")
        };
        let graph = Graph::new(&self.assignments);
        for ((_, value), (target, counts)) in self.assignments.iter().zip(&graph.edges) {
            if target.1.is_some() && self.parameters.iter().any(|name| graph.names.root(name) == target.0) {
                return Some(refuse(value, format!("a macro sets `{}` of what it was given", show(target))));
            }
            let own = counts.iter().filter(|(key, _)| graph.reaches(target, key));
            if own.map(|(_, count)| count).sum::<usize>() > 1 {
                return Some(refuse(value, format!("`{}` is made of its own value more than once", show(target))));
            }
            if graph.copies(target, &mut BTreeMap::new()) > COPIES {
                return Some(refuse(value, format!("`{}` is made of more than {COPIES} copies", show(target))));
            }
        }
        None
    }
}

fn show((name, attribute): &Key) -> String {
    attribute.as_ref().map_or_else(|| name.clone(), |attribute| format!("{name}.{attribute}"))
}

/// Returns the variable that an attribute belongs to.
fn innermost<'t>(expression: &'t Expr<'_>) -> Option<&'t str> {
    match expression {
        Expr::GetAttr(node) => innermost(&node.expr),
        Expr::GetItem(node) => innermost(&node.expr),
        other => variable(other),
    }
}
