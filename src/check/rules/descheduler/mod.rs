//! Rules of the family `descheduler`.

pub(super) mod stops_machines;
