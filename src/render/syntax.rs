//! Walks the syntax tree of a template.

use minijinja::machinery::ast::{CallArg, Expr, Stmt};

/// An expression that a template prints, with the text around it.
pub(super) struct Printed<'t, 's> {
    /// The expression between the delimiters.
    pub(super) expression: &'t Expr<'s>,
    /// Whether it is all that stands behind a key or a dash on its line.
    pub(super) whole_scalar: bool,
}

/// What a walk sees.
pub(super) enum Seen<'t, 's> {
    /// An expression that is printed.
    Printed(Printed<'t, 's>),
    /// An expression that decides or computes something.
    Used(&'t Expr<'s>),
}

/// Visits every expression of a list of statements that is not part of another one.
pub(super) fn walk<'t, 's>(statements: &'t [Stmt<'s>], see: &mut dyn FnMut(Seen<'t, 's>)) {
    for (index, statement) in statements.iter().enumerate() {
        match statement {
            Stmt::Template(template) => walk(&template.children, see),
            Stmt::EmitExpr(emit) => {
                let before = index.checked_sub(1).and_then(|before| raw(&statements[before])).unwrap_or_default();
                let after = statements.get(index + 1).map_or(Some("\n"), raw).unwrap_or_default();
                let whole_scalar = (before.ends_with(": ") || before.ends_with("- ")) && after.starts_with('\n');
                see(Seen::Printed(Printed { expression: &emit.expr, whole_scalar }));
            }
            _ => walk_statement(statement, see),
        }
    }
}

fn raw<'s>(statement: &Stmt<'s>) -> Option<&'s str> {
    if let Stmt::EmitRaw(text) = statement { Some(text.raw) } else { None }
}

fn walk_statement<'t, 's>(statement: &'t Stmt<'s>, see: &mut dyn FnMut(Seen<'t, 's>)) {
    let mut used = |expression: &'t Expr<'s>| see(Seen::Used(expression));
    match statement {
        Stmt::ForLoop(node) => {
            used(&node.iter);
            node.filter_expr.iter().for_each(&mut used);
            walk(&node.body, see);
            walk(&node.else_body, see);
        }
        Stmt::IfCond(node) => {
            used(&node.expr);
            walk(&node.true_body, see);
            walk(&node.false_body, see);
        }
        Stmt::WithBlock(node) => {
            node.assignments.iter().for_each(|(_, value)| used(value));
            walk(&node.body, see);
        }
        Stmt::Set(node) => used(&node.expr),
        Stmt::SetBlock(node) => {
            node.filter.iter().for_each(&mut used);
            walk(&node.body, see);
        }
        Stmt::AutoEscape(node) => walk(&node.body, see),
        Stmt::FilterBlock(node) => {
            used(&node.filter);
            walk(&node.body, see);
        }
        Stmt::Block(node) => walk(&node.body, see),
        Stmt::Macro(node) => {
            node.defaults.iter().for_each(&mut used);
            walk(&node.body, see);
        }
        Stmt::Include(node) => used(&node.name),
        Stmt::Extends(node) => used(&node.name),
        Stmt::Import(node) => used(&node.expr),
        Stmt::FromImport(node) => used(&node.expr),
        Stmt::CallBlock(node) => {
            node.call.args.iter().for_each(|argument| used(argument_value(argument)));
            walk(&node.macro_decl.body, see);
        }
        Stmt::Do(node) => node.call.args.iter().for_each(|argument| used(argument_value(argument))),
        _ => {}
    }
}

fn argument_value<'t, 's>(argument: &'t CallArg<'s>) -> &'t Expr<'s> {
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
