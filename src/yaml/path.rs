//! Dotted paths into a values tree.

use super::node::{Node, Value};
use std::fmt;

/// One step of a [`Path`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PathStep {
    /// A key of a mapping.
    Key(String),
    /// An index of a sequence.
    Index(usize),
}

/// Keys and indices that lead from the root of a tree to a value.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path(Vec<PathStep>);

impl Path {
    /// Reads `a.b.c`; every part is a key.
    pub fn of_keys(dotted: &str) -> Self {
        Self(dotted.split('.').map(|key| PathStep::Key(key.to_owned())).collect())
    }

    /// Reads what a path prints itself as: `a.b[0].c`; a key with dots in it may stand in brackets, as in `a[b.c]`.
    pub(crate) fn of_text(text: &str) -> Self {
        let mut steps = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            if let Some((inside, behind)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
                steps.push(inside.parse().map_or_else(|_| PathStep::Key(inside.to_owned()), PathStep::Index));
                rest = behind;
            } else {
                let key = rest.strip_prefix('.').unwrap_or(rest);
                // A bracket that nothing closes is part of a key.
                let start = usize::from(key.starts_with('['));
                let end = key[start..].find(['.', '[']).map_or(key.len(), |end| start + end);
                steps.push(PathStep::Key(key[..end].to_owned()));
                rest = &key[end..];
            }
        }
        Self(steps)
    }

    /// Reads a JSON pointer (RFC 6901) such as `/a/0/b~1c`; numbers become indices.
    pub(crate) fn of_pointer(pointer: &str) -> Self {
        let index = |part: &str| part.parse().ok().filter(|index: &usize| index.to_string() == part);
        let steps = pointer.split('/').skip(1).map(|part| match index(part) {
            Some(index) => PathStep::Index(index),
            None => PathStep::Key(part.replace("~1", "/").replace("~0", "~")),
        });
        Self(steps.collect())
    }

    /// Returns the steps.
    pub(crate) fn steps(&self) -> &[PathStep] {
        &self.0
    }

    /// Returns the path without its last step; the root has no path above it.
    #[must_use]
    pub(crate) fn parent(&self) -> Option<Self> {
        let (_, before) = self.0.split_last()?;
        (!before.is_empty()).then(|| Self(before.to_vec()))
    }

    /// Returns the ends of the path, the longest first: all of it, then without its first step, and so on to the last one.
    pub(crate) fn ends(&self) -> impl Iterator<Item = Self> {
        (0..self.0.len()).map(|start| Self(self.0[start..].to_vec()))
    }

    /// Returns the path with a key added.
    #[must_use]
    pub(crate) fn key(&self, key: &str) -> Self {
        self.step(PathStep::Key(key.to_owned()))
    }

    /// Returns the path with an index added.
    #[must_use]
    pub(crate) fn index(&self, index: usize) -> Self {
        self.step(PathStep::Index(index))
    }

    /// Returns every path on the way to this one, itself included, shortest first.
    pub(crate) fn prefixes(&self) -> impl Iterator<Item = Self> + '_ {
        (1..=self.0.len()).map(|length| Self(self.0[..length].to_vec()))
    }

    /// Says whether the path leads to `outer` or into it.
    pub(crate) fn is_in(&self, outer: &Self) -> bool {
        self.0.starts_with(&outer.0)
    }

    fn step(&self, step: PathStep) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }

    /// Follows the path.
    pub fn find<'a>(&self, root: &'a Node) -> Option<&'a Node> {
        self.0.iter().try_fold(root, |node, step| follow(node, step))
    }

    /// Follows the path as far as it leads.
    pub(crate) fn find_nearest<'a>(&self, root: &'a Node) -> &'a Node {
        let mut node = root;
        for step in &self.0 {
            let Some(next) = follow(node, step) else { break };
            node = next;
        }
        node
    }
}

fn follow<'a>(node: &'a Node, step: &PathStep) -> Option<&'a Node> {
    match (&node.value, step) {
        (Value::Mapping(mapping), PathStep::Key(key)) => mapping.get(key),
        (Value::Mapping(mapping), PathStep::Index(index)) => mapping.get(&index.to_string()),
        (Value::Sequence(items), PathStep::Index(index)) => items.get(*index),
        _ => None,
    }
}

impl fmt::Display for Path {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                PathStep::Key(key) if position == 0 => out.write_str(key)?,
                PathStep::Key(key) => write!(out, ".{key}")?,
                PathStep::Index(index) => write!(out, "[{index}]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Path;

    #[test]
    fn texts_come_back_as_they_were_written() {
        for text in ["a", "a.b-c", "networks[0].vlanTrunk[12].id", "a[1][2]"] {
            let path = Path::of_text(text);
            assert_eq!(path.to_string(), text);
            assert_eq!(path.steps().len(), text.split(['.', '[']).count());
        }
        assert_eq!(Path::of_text("a[b.c].d"), Path::of_keys("a").key("b.c").key("d"));
        assert_eq!(Path::of_text("a[").to_string(), "a.[");
    }

    #[test]
    fn ends_become_shorter() {
        let ends: Vec<String> = Path::of_text("a[0].b").ends().map(|end| end.to_string()).collect();
        assert_eq!(ends, ["a[0].b", "[0].b", "b"]);
    }
}
