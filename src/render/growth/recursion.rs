//! What macros that call themselves hand on to their parameters.

use super::graph::{Assignment, variable};
use crate::render::syntax::{Seen, argument_value, bodies, parts, walk};
use minijinja::machinery::ast::{Call, CallArg, Expr, Macro, Stmt};
use std::collections::{BTreeMap, BTreeSet};

/// Returns an assignment for each argument of a call by which a macro comes back to itself, directly or by way of others.
pub(super) fn assignments<'t, 's>(root: &'t Stmt<'s>) -> Vec<Assignment<'t, 's>> {
    let mut macros = BTreeMap::new();
    collect(std::slice::from_ref(root), &mut macros);
    let calls: BTreeMap<&str, Vec<&Call<'_>>> = macros.iter().map(|(name, node)| (*name, calls(&node.body))).collect();
    let mut found = Vec::new();
    for (name, calls_of) in &calls {
        for call in calls_of {
            let Some((callee, node)) = variable(&call.expr).and_then(|callee| macros.get_key_value(callee)) else {
                continue;
            };
            if reaches(callee, name, &calls) {
                found.extend(handed_on(call, node));
            }
        }
    }
    found
}

fn collect<'t, 's>(statements: &'t [Stmt<'s>], macros: &mut BTreeMap<&'t str, &'t Macro<'s>>) {
    for statement in statements {
        if let Stmt::Macro(node) = statement {
            macros.insert(node.name, node);
        }
        for body in bodies(statement) {
            collect(body, macros);
        }
    }
}

/// Returns the calls in the body of a macro.
fn calls<'t, 's>(body: &'t [Stmt<'s>]) -> Vec<&'t Call<'s>> {
    let mut open = Vec::new();
    walk(body, &mut |seen| {
        let (Seen::Printed(expression)
        | Seen::Captured(expression)
        | Seen::CapturedInclude(expression)
        | Seen::Used(expression)) = seen;
        open.push(expression);
    });
    let mut found = Vec::new();
    statement_calls(body, &mut found);
    while let Some(expression) = open.pop() {
        if let Expr::Call(call) = expression {
            found.push(&**call);
        }
        open.extend(parts(expression));
    }
    found
}

/// Finds the calls that are statements: `do`, and `call` with its block.
fn statement_calls<'t, 's>(statements: &'t [Stmt<'s>], found: &mut Vec<&'t Call<'s>>) {
    for statement in statements {
        match statement {
            Stmt::Do(node) => found.push(&node.call),
            Stmt::CallBlock(node) => found.push(&node.call),
            _ => {}
        }
        for body in bodies(statement) {
            statement_calls(body, found);
        }
    }
}

fn reaches(from: &str, to: &str, calls: &BTreeMap<&str, Vec<&Call<'_>>>) -> bool {
    let (mut seen, mut open) = (BTreeSet::from([from]), vec![from]);
    while let Some(name) = open.pop() {
        if name == to {
            return true;
        }
        let callees = calls.get(name).into_iter().flatten().filter_map(|call| variable(&call.expr));
        open.extend(callees.filter(|callee| seen.insert(callee)));
    }
    false
}

/// Pairs the parameters of a macro with what a call gives them.
fn handed_on<'t, 's>(call: &'t Call<'s>, node: &'t Macro<'s>) -> Vec<Assignment<'t, 's>> {
    let mut by_place = node.args.iter().filter_map(variable);
    let pairs = call.args.iter().filter_map(|argument| {
        let parameter = match argument {
            CallArg::Kwarg(name, _) => Some(*name),
            _ => by_place.next(),
        };
        Some(((parameter?.to_owned(), None), argument_value(argument)))
    });
    pairs.collect()
}
