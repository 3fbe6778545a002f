//! Rules of the family `profile`.

pub(super) mod plain_secret;
pub(super) mod undeclared_variable;
pub(super) mod unused_variable;
