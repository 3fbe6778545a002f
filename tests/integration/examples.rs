//! The examples: each checks clean, is what its lock says, and gives the same archives on every machine.
//!
//! `golden_trees.rs` has every file of them. `VMOPACK_BLESS=1` rewrites the locks (as `vmopack lock` does) and the digests.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::OnceLock;

use vmopack::archive::{Archive, archive};
use vmopack::assess::{Options, Prepared, prepare};
use vmopack::profile::{Distribution, Starter};
use vmopack::source::Sources;

use crate::examine::assessment;
pub(crate) use crate::files::{examples as all, is_blessing};

/// What fixes a failing test of this file.
pub(crate) const BLESS: &str =
    "when that is wanted: VMOPACK_BLESS=1 cargo test --test integration -- examples golden readme";

/// Returns the folder of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Brings the locks up to date when expectations are to be rewritten; once, whoever asks first.
pub(crate) fn bless_locks() {
    static DONE: OnceLock<()> = OnceLock::new();
    if !is_blessing() {
        return;
    }
    DONE.get_or_init(|| {
        for folder in all() {
            let mut sources = Sources::new();
            let prepared = prepared(&folder, &mut sources);
            let (lock, _) = prepared.updated_lock(&sources).unwrap();
            fs_err::write(prepared.lock_path(), lock.to_text().unwrap()).unwrap();
        }
    });
}

/// Renders and composes an example.
pub(crate) fn prepared(folder: &Path, sources: &mut Sources) -> Prepared {
    prepare(&folder.join("profile.yaml"), &Options::default(), sources).unwrap()
}

/// Checks a profile, which must have no findings at all, and archives its packs.
fn archives(profile: &Path) -> Vec<Archive> {
    let assessment = assessment(&profile.into(), &mut Sources::new());
    let found = assessment.report().diagnostics();
    assert!(found.is_empty(), "{found:#?}");
    archive(&assessment.accept().unwrap()).unwrap()
}

#[test]
fn examples_are_what_their_locks_say() {
    bless_locks();
    for folder in all() {
        let mut sources = Sources::new();
        let prepared = prepared(&folder, &mut sources);
        let built: Vec<&String> = prepared.packs().iter().map(|pack| &pack.name).collect();
        let named: Vec<&String> = prepared.lock().packs.keys().collect();
        assert_eq!(named.len(), built.len(), "{}: {BLESS}", folder.display());
        assert!(built.iter().all(|name| named.contains(name)), "{}: {BLESS}", folder.display());
        prepared.obey_lock(&sources).expect(BLESS);
    }
}

#[test]
fn examples_check_clean_and_give_the_same_archives_everywhere() {
    bless_locks();
    for folder in all() {
        let digests = digests(&archives(&folder.join("profile.yaml")));
        let golden = root().join("tests/golden").join(folder.file_name().unwrap()).join("DIGESTS");
        if is_blessing() {
            fs_err::create_dir_all(golden.parent().unwrap()).unwrap();
            fs_err::write(&golden, &digests).unwrap();
        }
        let expected = fs_err::read_to_string(&golden).unwrap_or_default();
        assert_eq!(expected, digests, "{}: {BLESS}", folder.display());
    }
}

/// One line for each archive: its name, the digest of the tar, the digest of the gzip file. A line that differs in the
/// last column alone is the compressor's doing.
fn digests(archives: &[Archive]) -> String {
    archives.iter().fold(String::new(), |mut text, archive| {
        let _ = writeln!(text, "{}  {}  {}", archive.file_name(), archive.tar_digest, archive.digest);
        text
    })
}

#[test]
fn every_golden_digest_belongs_to_an_example() {
    let examples: Vec<_> = all().iter().map(|folder| folder.file_name().unwrap().to_owned()).collect();
    for entry in fs_err::read_dir(root().join("tests/golden")).unwrap() {
        let entry = entry.unwrap();
        if entry.path().join("DIGESTS").exists() {
            assert!(examples.contains(&entry.file_name()), "remove {}: its example is gone", entry.path().display());
        }
    }
}

#[test]
fn starters_check_clean_on_every_distribution() {
    for (name, distribution) in Distribution::NAMES {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("profile.yaml");
        fs_err::write(&path, starter(*distribution)).unwrap();
        assert!(archives(&path).len() >= 4, "{name} lacks layers");
    }
}

/// Returns the profile that `vmopack init` writes for a distribution.
pub(crate) fn starter(distribution: Distribution) -> String {
    Starter { name: "vmo".parse().unwrap(), kubernetes: "1.35".parse().unwrap(), distribution }.text()
}
