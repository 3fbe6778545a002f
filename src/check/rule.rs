//! What a rule is.

use super::finding::Emit;
use crate::cluster::{Cluster, Index, Layer, LayerFile, Object};
use crate::diagnostic::{Id, Severity};
use crate::source::Sources;

/// One check with a name.
#[derive(Debug)]
pub struct Rule {
    /// Its name: `family/kebab-name`.
    pub id: Id,
    /// The bad pattern, in one line.
    pub summary: &'static str,
    /// How bad it is unless the policy says otherwise.
    pub severity: Severity,
    /// Versions of the component that it is about; empty for all.
    pub versions: &'static str,
    /// The release of vmopack that brought it.
    pub since: &'static str,
    /// How far it can be relied upon.
    pub status: Status,
    /// What it finds.
    pub what: &'static str,
    /// Why that is bad.
    pub why: &'static str,
    /// An input that it fires on; the fixture of its test.
    pub example: &'static str,
    /// The same input put right; the fixture of its test.
    pub instead: &'static str,
    /// Where the fact is documented.
    pub reference: &'static str,
    /// What it looks at, and the check itself.
    pub(super) looks_at: Scope,
}

/// How far a rule can be relied upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Its id and its meaning stay.
    Stable,
    /// It may change or go with any release.
    Preview,
    /// It is stable, and its findings stand whatever the policy and allowances say: what has them could not be written.
    Binding,
}

impl Status {
    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stable => "stable",
            Self::Preview => "preview",
            Self::Binding => "binding",
        }
    }
}

/// What a rule looks at. The engine walks the cluster once and hands each part to the rules that ask for it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Scope {
    /// The profile that is judged; never called where there is none.
    Profile(fn(&Context<'_>, &mut Emit)),
    /// Each layer.
    Layer(fn(&Context<'_>, &Layer, &mut Emit)),
    /// Each object of some kinds.
    Objects(&'static [Kind], fn(&Context<'_>, Object<'_>, &mut Emit)),
    /// Each file of layers whose files are known, by its path.
    #[cfg_attr(not(test), expect(dead_code, reason = "the first rule on files comes with the rules on packs"))]
    Files(fn(&Context<'_>, &Layer, &str, &LayerFile, &mut Emit)),
    /// The cluster as a whole.
    Cluster(fn(&Context<'_>, &mut Emit)),
}

/// Group and kind of objects.
pub(super) type Kind = (&'static str, &'static str);

/// Stands for every group, or for every kind of a group.
pub(super) const ANY: &str = "*";

/// What a rule may look at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context<'a> {
    /// Everything that shares the cluster.
    pub(super) cluster: &'a Cluster,
    /// The same, searchable.
    pub(super) index: &'a Index<'a>,
    /// The texts that spans point into.
    pub(super) sources: &'a Sources,
}
