//! Whose a layer is, and each place in it.

use crate::source::Span;

/// What a layer is to this run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// It is what the user asks about.
    #[default]
    Judged,
    /// It shares the cluster, and is for others to change.
    Context,
    /// It was there before.
    Before,
}

/// A place in the input, and the role of what stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The place.
    pub span: Span,
    /// The role of the layer, or of the part of the profile.
    pub role: Role,
}

impl Place {
    /// Names a place in the profile that is judged.
    pub(crate) fn judged(span: Span) -> Self {
        Self { span, role: Role::Judged }
    }

    /// Names a place where the profile describes the cluster: no layer of it brings what stands there.
    pub(crate) fn about_cluster(span: Span) -> Self {
        Self { span, role: Role::Context }
    }
}
