//! Golden trees: every file that the examples render to, so that a change of a template is seen where it lands.
//!
//! `tests/golden/<example>/TREE` has the digest of each file. Texts are kept in full below `tree/`, so that a change can be read: those
//! of the example `vmo`, and of the others what differs from it. Custom resource definitions, logos and copied documents
//! have their digest only. `VMOPACK_BLESS=1` rewrites everything.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use vmopack::oci::Digest;
use vmopack::palette;
use vmopack::source::Sources;

use crate::examples::{BLESS, all, bless_locks, is_blessing, prepared, root};
use crate::support::files_below;

/// The example whose texts are all kept.
const FULL: &str = "vmo";

type Tree = BTreeMap<String, Vec<u8>>;

#[test]
fn examples_render_to_their_golden_trees() {
    bless_locks();
    let full = rendered(&root().join("examples").join(FULL));
    for example in all() {
        let name = example.file_name().unwrap().to_string_lossy().into_owned();
        let tree = rendered(&example);
        let golden = root().join("tests/golden").join(&name);
        let texts: Tree = tree.clone().into_iter().filter(|(path, bytes)| is_kept(&name, path, bytes, &full)).collect();
        if is_blessing() {
            bless(&golden, &tree, &texts);
        }
        let stored = stored(&golden.join("tree"));
        for (path, bytes) in &texts {
            let expected = stored.get(path).map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
            let found = String::from_utf8_lossy(bytes);
            assert!(found == expected, "{name}: {path}\n{}\n{BLESS}", difference(&expected, &found));
        }
        let (kept, wanted): (Vec<_>, Vec<_>) = (stored.keys().collect(), texts.keys().collect());
        assert_eq!(kept, wanted, "{name}: {BLESS}");
        assert_eq!(fs_err::read_to_string(golden.join("TREE")).unwrap_or_default(), digests(&tree), "{name}: {BLESS}");
    }
}

/// Returns the pack folders without their versions, the cluster profile and the list of images.
fn rendered(example: &Path) -> Tree {
    let mut sources = Sources::new();
    let prepared = prepared(example, &mut sources);
    let rendered = prepared.rendered();
    let mut tree = Tree::new();
    for (pack, composed) in rendered.packs().zip(prepared.packs()) {
        let name = &pack.resolved.pack.name;
        tree.extend(composed.files.iter().map(|(path, bytes)| (format!("{name}/{path}"), bytes.to_vec())));
    }
    tree.insert("profile.json".to_owned(), palette::profile_json(rendered, &sources).unwrap().into_bytes());
    let images = palette::images(rendered, &sources);
    tree.insert("images.txt".to_owned(), (images.join("\n") + "\n").into_bytes());
    tree
}

fn is_kept(example: &str, path: &str, bytes: &[u8], full: &Tree) -> bool {
    let is_digest_enough = path.ends_with("crds.yaml") || path.ends_with("logo.png") || path.ends_with("README.md");
    let is_new = example == FULL || full.get(path).is_none_or(|there| there != bytes);
    !is_digest_enough && is_new
}

fn bless(golden: &Path, tree: &Tree, texts: &Tree) {
    let folder = golden.join("tree");
    if folder.exists() {
        fs_err::remove_dir_all(&folder).unwrap();
    }
    for (path, bytes) in texts {
        fs_err::create_dir_all(folder.join(path).parent().unwrap()).unwrap();
        fs_err::write(folder.join(path), bytes).unwrap();
    }
    fs_err::create_dir_all(golden).unwrap();
    fs_err::write(golden.join("TREE"), digests(tree)).unwrap();
}

fn stored(folder: &Path) -> Tree {
    let files = if folder.exists() { files_below(folder) } else { Vec::new() };
    let files = files.into_iter().map(|file| {
        let path = file.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
        (path, fs_err::read(&file).unwrap())
    });
    files.collect()
}

fn digests(tree: &Tree) -> String {
    tree.iter().fold(String::new(), |mut text, (path, bytes)| {
        let _ = writeln!(text, "{}  {path}", Digest::of(bytes).hex());
        text
    })
}

/// The lines that only one of two texts has, as far as a reader wants to see them.
fn difference(expected: &str, found: &str) -> String {
    let only = |mark: char, ours: &str, theirs: &str| {
        let theirs: std::collections::BTreeSet<&str> = theirs.lines().collect();
        let lines = ours.lines().filter(|line| !theirs.contains(line)).take(20);
        lines.map(|line| format!("{mark} {line}\n")).collect::<String>()
    };
    only('-', expected, found) + &only('+', found, expected)
}
