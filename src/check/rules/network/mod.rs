//! Rules of the family `network`.

pub(super) mod exposed_dashboard;
