//! Tests of the library and the command line as a whole.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
#![allow(clippy::print_stdout, reason = "randomised tests print their seed")]

mod architecture;
mod archive;
mod around_a_profile;
mod cli_build;
mod cli_check;
mod cli_explain;
mod cli_init;
mod cli_lock;
mod cli_push;
mod cli_render;
mod cli_usage;
mod diagnostics;
mod examine;
mod examples;
mod fake_registry;
mod golden_images;
mod golden_trees;
mod hostile_profiles;
mod lock;
mod mirror;
mod new_rule;
mod oci_layout;
mod oci_remote;
mod output_folder;
mod pack_files;
mod pack_values;
mod packs;
mod palette;
mod policy;
mod profile_mistakes;
mod profile_schema;
mod readme;
mod render;
mod render_exposed;
mod render_limits;
mod resolve;
mod rules;
mod snapshot_owners;
mod support;
mod vm_roles;
mod yaml_golden;
mod yaml_hostile;
mod yaml_read;
