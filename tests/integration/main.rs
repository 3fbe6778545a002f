//! Tests of the library and the command line as a whole.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
#![allow(clippy::print_stdout, reason = "randomised tests print their seed")]

mod archive;
mod examples;
mod fake_registry;
mod lock;
mod oci_layout;
mod oci_remote;
mod output_folder;
mod packs;
mod profile_schema;
mod readme;
mod render;
mod render_exposed;
mod render_limits;
mod yaml_golden;
mod yaml_hostile;
mod yaml_read;
