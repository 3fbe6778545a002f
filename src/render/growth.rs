//! Refuses templates that double a text again and again: sixty assignments of `x ~ x` ask for more memory than there is,
//! and the engine's limit of steps does not see it.
//!
//! Variables depend on what is assigned to them. A variable that depends on itself may take up its own value once in each
//! round, which grows it step by step; twice would double it. The check knows the variables of one template: what a macro
//! of another file does with a namespace is kept harmless by the rule that macros set no attributes of their parameters.

use super::environment;
use super::syntax::{argument_value, bodies, parts};
use crate::diagnostic::{Diagnostic, Id};
use crate::pack::{Pack, Template};
use crate::source::{Sources, Span};
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
        found.problem(template)
    });
    problems.collect()
}

/// A variable, or an attribute of one that a template sets.
type Key = (String, Option<String>);

/// What a template assigns.
#[derive(Default)]
struct Found<'t, 's> {
    assignments: Vec<(Key, &'t Expr<'s>)>,
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
        let graph = Graph::new(self);
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

fn variable<'t>(expression: &'t Expr<'_>) -> Option<&'t str> {
    if let Expr::Var(variable) = expression { Some(variable.id) } else { None }
}

/// Returns the variable that an attribute belongs to.
fn innermost<'t>(expression: &'t Expr<'_>) -> Option<&'t str> {
    match expression {
        Expr::GetAttr(node) => innermost(&node.expr),
        Expr::GetItem(node) => innermost(&node.expr),
        other => variable(other),
    }
}

/// Which names stand for one namespace.
#[derive(Default)]
struct Names(BTreeMap<String, String>);

impl Names {
    fn root(&self, name: &str) -> String {
        let mut name = name;
        while let Some(next) = self.0.get(name) {
            name = next;
        }
        name.to_owned()
    }

    fn join(&mut self, a: &str, b: &str) {
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            self.0.insert(a, b);
        }
    }
}

/// What each variable depends on, and how often its value takes that up.
struct Graph {
    names: Names,
    /// One for each assignment, in the same order; then one for each attribute, which depends on its namespace.
    edges: Vec<(Key, BTreeMap<Key, usize>)>,
    attributes: BTreeSet<Key>,
}

impl Graph {
    fn new(found: &Found<'_, '_>) -> Self {
        let with_attributes: BTreeSet<&str> =
            found.assignments.iter().filter(|(key, _)| key.1.is_some()).map(|(key, _)| key.0.as_str()).collect();
        let mut names = Names::default();
        for ((name, attribute), value) in &found.assignments {
            let mut whole = Vec::new();
            whole_variables(value, &mut whole);
            let aliases = whole.into_iter().filter(|other| {
                attribute.is_none() && (with_attributes.contains(other) || with_attributes.contains(name.as_str()))
            });
            aliases.for_each(|other| names.join(name, other));
        }
        let canonical = |key: &Key| (names.root(&key.0), key.1.clone());
        let attributes: BTreeSet<Key> =
            found.assignments.iter().map(|(key, _)| canonical(key)).filter(|key| key.1.is_some()).collect();
        let targets: Vec<Key> = found.assignments.iter().map(|(key, _)| canonical(key)).collect();
        let mut graph = Self { names, edges: Vec::new(), attributes };
        for (target, (_, value)) in targets.into_iter().zip(&found.assignments) {
            let alias = variable(value).is_some_and(|name| target == (graph.names.root(name), None));
            let counts = if alias { BTreeMap::new() } else { graph.counts(value) };
            graph.edges.push((target, counts));
        }
        for attribute in &graph.attributes {
            graph.edges.push((attribute.clone(), BTreeMap::from([((attribute.0.clone(), None), 1)])));
        }
        graph
    }

    /// Counts how often a value takes up each variable. Conditions, comparisons and indices decide, and take up nothing.
    fn counts(&self, value: &Expr<'_>) -> BTreeMap<Key, usize> {
        let mut counts = BTreeMap::new();
        let mut add = |found: BTreeMap<Key, usize>, factor: usize| {
            for (key, count) in found {
                let sum: &mut usize = counts.entry(key).or_default();
                *sum = sum.saturating_add(count.saturating_mul(factor));
            }
        };
        match value {
            Expr::Compare(_) | Expr::Test(_) | Expr::UnaryOp(_) => {}
            Expr::IfExpr(node) => {
                let mut most = self.counts(&node.true_expr);
                for (key, count) in node.false_expr.iter().flat_map(|other| self.counts(other)) {
                    let largest = most.entry(key).or_default();
                    *largest = count.max(*largest);
                }
                add(most, 1);
            }
            Expr::Var(variable) => add(self.whole(variable.id), 1),
            Expr::GetAttr(node) => add(self.attribute(&node.expr, node.name), 1),
            Expr::GetItem(node) => match &node.subscript_expr {
                Expr::Const(key) => add(self.attribute(&node.expr, &key.value.to_string()), 1),
                _ => add(self.counts(&node.expr), 1),
            },
            Expr::Filter(node) => {
                let factor =
                    if matches!(node.name, "tojson" | "toyaml" | "urlencode" | "join" | "format") { 2 } else { 1 };
                node.expr.iter().for_each(|inner| add(self.counts(inner), factor));
                node.args.iter().for_each(|argument| add(self.counts(argument_value(argument)), 1));
            }
            Expr::BinOp(node) => {
                use minijinja::machinery::ast::BinOpKind as Kind;
                let factor = match node.op {
                    Kind::Mul => 2,
                    Kind::Eq | Kind::Ne | Kind::Lt | Kind::Lte | Kind::Gt | Kind::Gte | Kind::In => 0,
                    _ => 1,
                };
                add(self.counts(&node.left), factor);
                add(self.counts(&node.right), factor);
            }
            other => taken_up(other).into_iter().for_each(|part| add(self.counts(part), 1)),
        }
        counts
    }

    fn whole(&self, name: &str) -> BTreeMap<Key, usize> {
        let name = self.names.root(name);
        let attributes = self.attributes.iter().filter(|key| key.0 == name).cloned();
        attributes.chain([(name.clone(), None)]).map(|key| (key, 1)).collect()
    }

    fn attribute(&self, of: &Expr<'_>, name: &str) -> BTreeMap<Key, usize> {
        let key = variable(of).map(|variable| (self.names.root(variable), Some(name.to_owned())));
        match key {
            Some(key) if self.attributes.contains(&key) => BTreeMap::from([(key, 1)]),
            Some((root, _)) => BTreeMap::from([((root, None), 1)]),
            None => self.counts(of),
        }
    }

    /// Says whether a value of one variable can come to stand in another.
    fn reaches(&self, from: &Key, to: &Key) -> bool {
        let (mut seen, mut open) = (BTreeSet::from([from]), vec![from]);
        while let Some(key) = open.pop() {
            if key == to {
                return true;
            }
            for (target, _) in self.edges.iter().filter(|(_, counts)| counts.contains_key(key)) {
                if seen.insert(target) {
                    open.push(target);
                }
            }
        }
        false
    }

    /// Counts the values that stand in a variable; what comes back to it by way of others counts once.
    fn copies<'a>(&'a self, key: &'a Key, known: &mut BTreeMap<&'a Key, usize>) -> usize {
        if let Some(copies) = known.get(key) {
            return *copies;
        }
        known.insert(key, 1);
        let mut most = 1;
        for (_, counts) in self.edges.iter().filter(|(target, _)| target == key) {
            let parts = counts.iter().map(|(part, count)| count.saturating_mul(self.copies(part, known)));
            most = most.max(parts.fold(0, usize::saturating_add));
        }
        known.insert(key, most);
        most
    }
}

/// Finds the variables that an expression may hand on as they are.
fn whole_variables<'t>(expression: &'t Expr<'_>, found: &mut Vec<&'t str>) {
    match expression {
        Expr::Var(variable) => found.push(variable.id),
        Expr::GetAttr(node) if matches!(node.expr, Expr::Var(_)) => {}
        other => taken_up(other).into_iter().for_each(|part| whole_variables(part, found)),
    }
}

/// Returns the parts of an expression without the name of what it calls.
fn taken_up<'t, 's>(expression: &'t Expr<'s>) -> Vec<&'t Expr<'s>> {
    let mut parts = parts(expression);
    if matches!(expression, Expr::Call(call) if variable(&call.expr).is_some()) {
        parts.remove(0);
    }
    parts
}
