//! What happens to something, and which way it goes.

/// What happens to something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// It is new.
    Added,
    /// It goes.
    Removed,
    /// It stays, but not as it is.
    Changed,
}

/// Which way a version goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// To a newer one.
    Upgrade,
    /// To an older one.
    Downgrade,
}

/// Something before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair<T> {
    /// Before; none when it was not there.
    pub(super) old: Option<T>,
    /// After; none when it is not there any more.
    pub(super) new: Option<T>,
}

impl<T: PartialEq> Pair<T> {
    /// Pairs what is before with what is after.
    pub(super) fn new(old: Option<T>, new: Option<T>) -> Self {
        Self { old, new }
    }

    /// Says whether both are the same.
    pub(super) fn is_same(&self) -> bool {
        self.old == self.new
    }
}
