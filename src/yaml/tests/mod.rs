//! YAML and JSON as a whole: what is read, what is written, and what is refused.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
#![allow(clippy::print_stdout, reason = "randomised tests print their seed")]

mod golden;
mod hostile;
mod read;
