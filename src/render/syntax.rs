//! Walks the syntax tree of a template.

use minijinja::machinery::ast::{CallArg, Expr, Stmt};

/// What a walk sees.
pub(super) enum Seen<'t, 's> {
    /// An expression that is printed into the manifest.
    Printed(&'t Expr<'s>),
    /// An expression whose text may be caught, so that the template can do more with it.
    Captured(&'t Expr<'s>),
    /// The name of a template whose output may be caught.
    CapturedInclude(&'t Expr<'s>),
    /// An expression that decides or computes something.
    Used(&'t Expr<'s>),
}

/// Visits every expression of a list of statements that is not part of another one.
pub(super) fn walk<'t, 's>(statements: &'t [Stmt<'s>], see: &mut dyn FnMut(Seen<'t, 's>)) {
    walk_all(statements, false, see);
}

fn walk_all<'t, 's>(statements: &'t [Stmt<'s>], captured: bool, see: &mut dyn FnMut(Seen<'t, 's>)) {
    for statement in statements {
        match statement {
            Stmt::EmitExpr(emit) if captured => see(Seen::Captured(&emit.expr)),
            Stmt::EmitExpr(emit) => see(Seen::Printed(&emit.expr)),
            Stmt::Include(node) if captured => see(Seen::CapturedInclude(&node.name)),
            _ => {
                for expression in heads(statement) {
                    see(Seen::Used(expression));
                }
                let captured = captured || captures(statement);
                for body in bodies(statement) {
                    walk_all(body, captured, see);
                }
            }
        }
    }
}

/// Says whether what the bodies of a statement print is text that an expression can get hold of: blocks by
/// `self.name()`, the bodies of recursive loops by `loop()`.
fn captures(statement: &Stmt<'_>) -> bool {
    match statement {
        Stmt::ForLoop(node) => node.recursive,
        Stmt::SetBlock(_) | Stmt::FilterBlock(_) | Stmt::Block(_) | Stmt::Macro(_) | Stmt::CallBlock(_) => true,
        _ => false,
    }
}

/// Returns the expressions of a statement itself.
fn heads<'t, 's>(statement: &'t Stmt<'s>) -> Vec<&'t Expr<'s>> {
    match statement {
        Stmt::ForLoop(node) => std::iter::once(&node.iter).chain(&node.filter_expr).collect(),
        Stmt::IfCond(node) => vec![&node.expr],
        Stmt::WithBlock(node) => node.assignments.iter().map(|(_, value)| value).collect(),
        Stmt::Set(node) => vec![&node.expr],
        Stmt::SetBlock(node) => node.filter.iter().collect(),
        Stmt::FilterBlock(node) => vec![&node.filter],
        Stmt::Macro(node) => node.defaults.iter().collect(),
        Stmt::Include(node) => vec![&node.name],
        Stmt::Extends(node) => vec![&node.name],
        Stmt::Import(node) => vec![&node.expr],
        Stmt::FromImport(node) => vec![&node.expr],
        Stmt::CallBlock(node) => {
            let arguments = node.call.args.iter().map(argument_value);
            std::iter::once(&node.call.expr).chain(arguments).chain(&node.macro_decl.defaults).collect()
        }
        Stmt::Do(node) => std::iter::once(&node.call.expr).chain(node.call.args.iter().map(argument_value)).collect(),
        _ => vec![],
    }
}

/// Returns the lists of statements inside a statement.
pub(super) fn bodies<'t, 's>(statement: &'t Stmt<'s>) -> Vec<&'t [Stmt<'s>]> {
    match statement {
        Stmt::Template(node) => vec![&node.children],
        Stmt::ForLoop(node) => vec![&node.body, &node.else_body],
        Stmt::IfCond(node) => vec![&node.true_body, &node.false_body],
        Stmt::WithBlock(node) => vec![&node.body],
        Stmt::SetBlock(node) => vec![&node.body],
        Stmt::AutoEscape(node) => vec![&node.body],
        Stmt::FilterBlock(node) => vec![&node.body],
        Stmt::Block(node) => vec![&node.body],
        Stmt::Macro(node) => vec![&node.body],
        Stmt::CallBlock(node) => vec![&node.macro_decl.body],
        _ => vec![],
    }
}

/// Returns the value of an argument, however it is given.
pub(super) fn argument_value<'t, 's>(argument: &'t CallArg<'s>) -> &'t Expr<'s> {
    match argument {
        CallArg::Pos(value) | CallArg::Kwarg(_, value) | CallArg::PosSplat(value) | CallArg::KwargSplat(value) => value,
    }
}

/// Returns the expressions that an expression is made of.
pub(super) fn parts<'t, 's>(expression: &'t Expr<'s>) -> Vec<&'t Expr<'s>> {
    match expression {
        Expr::Var(_) | Expr::Const(_) => vec![],
        Expr::Slice(node) => {
            std::iter::once(&node.expr).chain(&node.start).chain(&node.stop).chain(&node.step).collect()
        }
        Expr::UnaryOp(node) => vec![&node.expr],
        Expr::BinOp(node) => vec![&node.left, &node.right],
        Expr::Compare(node) => std::iter::once(&node.expr).chain(node.ops.iter().map(|op| &op.expr)).collect(),
        Expr::IfExpr(node) => [&node.test_expr, &node.true_expr].into_iter().chain(&node.false_expr).collect(),
        Expr::Filter(node) => node.expr.iter().chain(node.args.iter().map(argument_value)).collect(),
        Expr::Test(node) => std::iter::once(&node.expr).chain(node.args.iter().map(argument_value)).collect(),
        Expr::GetAttr(node) => vec![&node.expr],
        Expr::GetItem(node) => vec![&node.expr, &node.subscript_expr],
        Expr::Call(node) => std::iter::once(&node.expr).chain(node.args.iter().map(argument_value)).collect(),
        Expr::List(node) => node.items.iter().collect(),
        Expr::Tuple(node) => node.items.iter().collect(),
        Expr::Map(node) => node.keys.iter().chain(&node.values).collect(),
    }
}

/// Reads `values.a.b` as `["a", "b"]`; `None` for anything else.
pub(super) fn values_path(expression: &Expr<'_>) -> Option<Vec<String>> {
    match expression {
        Expr::Var(variable) => (variable.id == "values").then(Vec::new),
        Expr::GetAttr(node) => {
            let mut path = values_path(&node.expr)?;
            path.push(node.name.to_owned());
            Some(path)
        }
        Expr::GetItem(node) => {
            let Expr::Const(key) = &node.subscript_expr else { return None };
            let mut path = values_path(&node.expr)?;
            path.push(key.value.to_string());
            Some(path)
        }
        _ => None,
    }
}
