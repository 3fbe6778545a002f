//! Renders the layers of a Virtual Machine Orchestrator profile for Spectro Cloud Palette.
pub mod archive;
pub mod check;
pub mod cluster;
pub mod decode;
pub mod diagnostic;
pub mod lock;
pub mod oci;
pub mod output;
pub mod pack;
pub mod palette;
pub mod profile;
pub mod render;
pub mod resolve;
pub mod source;
pub mod tree;
pub mod yaml;
