//! The packs that come with vmopack, as bytes in the binary.

/// Paths and contents of every file below `packs/` and `templates/`, sorted by path.
pub(super) static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Returns the names of the packs, sorted.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().filter_map(|(path, _)| path.strip_prefix("packs/")?.strip_suffix("/pack.yaml"))
}
