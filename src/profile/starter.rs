//! The profile that `vmopack init` writes.

/// Returns the text of a commented profile that checks clean.
pub fn starter() -> &'static str {
    include_str!("starter.yaml")
}
