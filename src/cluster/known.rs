//! How much is known of a layer.

/// How much is known of something.
#[derive(Clone, Debug, Default)]
pub enum Known<T> {
    /// Nothing.
    #[default]
    Nothing,
    /// A part: what is not in it may be there all the same.
    Partly(T),
    /// All of it.
    Wholly(T),
}

impl<T> Known<T> {
    /// Builds it from a part and whether that is all.
    pub(crate) fn new(part: T, is_whole: bool) -> Self {
        if is_whole { Self::Wholly(part) } else { Self::Partly(part) }
    }

    /// Returns what is known.
    pub(crate) fn get(&self) -> Option<&T> {
        match self {
            Self::Nothing => None,
            Self::Partly(part) | Self::Wholly(part) => Some(part),
        }
    }

    /// Says whether all of it is known.
    pub(crate) fn is_whole(&self) -> bool {
        matches!(self, Self::Wholly(_))
    }
}
