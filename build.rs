//! Writes the table of the packs that come with vmopack: every file below `packs/` and `templates/`, sorted.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

#[expect(clippy::use_debug, reason = "the debug form of a string is a Rust literal")]
fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut paths = Vec::new();
    for folder in ["packs", "templates"] {
        println!("cargo::rerun-if-changed={folder}");
        collect(&root, Path::new(folder), &mut paths)?;
    }
    paths.sort();
    let mut table = String::from("&[\n");
    for path in paths {
        let _ = writeln!(
            table,
            "    ({path:?}, include_bytes!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {:?}))),",
            format!("/{path}")
        );
    }
    table.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("embedded.rs"), table)
}

fn collect(root: &Path, folder: &Path, paths: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let path = folder.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            collect(root, &path, paths)?;
        } else {
            paths.push(path.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}
