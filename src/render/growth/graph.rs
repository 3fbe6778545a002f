//! What the variables of a template depend on.

use crate::render::syntax::{argument_value, parts};
use minijinja::machinery::ast::Expr;
use std::collections::{BTreeMap, BTreeSet};

/// A variable, or an attribute of one that a template sets.
pub(super) type Key = (String, Option<String>);
/// A variable and the value that it gets.
pub(super) type Assignment<'t, 's> = (Key, &'t Expr<'s>);

/// Returns the name when an expression is a variable and nothing else.
pub(super) fn variable<'t>(expression: &'t Expr<'_>) -> Option<&'t str> {
    if let Expr::Var(variable) = expression { Some(variable.id) } else { None }
}

/// Which names stand for one namespace.
#[derive(Default)]
pub(super) struct Names(BTreeMap<String, String>);

impl Names {
    pub(super) fn root(&self, name: &str) -> String {
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
pub(super) struct Graph {
    pub(super) names: Names,
    /// One for each assignment, in the same order; then one for each attribute, which depends on its namespace.
    pub(super) edges: Vec<(Key, BTreeMap<Key, usize>)>,
    attributes: BTreeSet<Key>,
}

impl Graph {
    pub(super) fn new(assignments: &[Assignment<'_, '_>]) -> Self {
        let with_attributes: BTreeSet<&str> =
            assignments.iter().filter(|(key, _)| key.1.is_some()).map(|(key, _)| key.0.as_str()).collect();
        let mut names = Names::default();
        for ((name, attribute), value) in assignments {
            let mut whole = Vec::new();
            whole_variables(value, &mut whole);
            let aliases = whole.into_iter().filter(|other| {
                attribute.is_none() && (with_attributes.contains(other) || with_attributes.contains(name.as_str()))
            });
            aliases.for_each(|other| names.join(name, other));
        }
        let canonical = |key: &Key| (names.root(&key.0), key.1.clone());
        let attributes: BTreeSet<Key> =
            assignments.iter().map(|(key, _)| canonical(key)).filter(|key| key.1.is_some()).collect();
        let targets: Vec<Key> = assignments.iter().map(|(key, _)| canonical(key)).collect();
        let mut graph = Self { names, edges: Vec::new(), attributes };
        for (target, (_, value)) in targets.into_iter().zip(assignments) {
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
    pub(super) fn reaches(&self, from: &Key, to: &Key) -> bool {
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
    pub(super) fn copies<'a>(&'a self, key: &'a Key, known: &mut BTreeMap<&'a Key, usize>) -> usize {
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
