//! What changes from one state of a profile's layers to another, layer by layer.
//!
//! [`diff`] compares, [`render_text`] and [`render_json`] write what it found. What is compared can change with vmopack; the
//! JSON form, version 1, has types of its own.

mod change;
mod fields;
mod files;
mod gates;
mod images;
mod json;
mod keyed;
mod layer;
mod objects;
mod permissions;
mod removal;
mod secrets;
mod sides;
mod text;
mod variables;
mod view;

pub use json::render_json;
pub use sides::{Diff, Side, diff};
pub use text::render_text;
