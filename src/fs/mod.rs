//! Reads and writes files: with a limit, and whole or not at all.
//!
//! There is one way to write a file: a temporary file beside its place, with the permissions that the umask
//! gives, synced, renamed, and its folder synced. Whoever writes a stream of any size fills such a file step by step.

mod directory;
mod error;
mod file;
mod folder;
mod new_folder;
mod own_file;
mod read;
mod staging;
mod swap;
mod sweep;
mod temporary;

pub(crate) use directory::create_durable;
pub use error::{ReadError, WriteError};
pub(crate) use file::replace;
pub use file::{write_file, write_new_file};
pub use folder::Folder;
pub use new_folder::write_new_folder;
pub(crate) use own_file::open_own;
pub(crate) use read::{entries, open, read_at_most, read_bounded, read_regular};
pub(crate) use sweep::sweep;
