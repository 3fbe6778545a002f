//! The examples: each checks clean, is what its lock says, and gives the same archives on every machine.
//!
//! `golden_trees.rs` has every file of them. `VMOPACK_BLESS=1` rewrites the locks (as `vmopack lock` does) and the digests.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use vmopack::archive::{Archive, archive};
use vmopack::check::{Policy, accept, check};
use vmopack::cluster::{Cluster, read_foreign};
use vmopack::lock::{self, Content, Lock};
use vmopack::pack::Catalog;
use vmopack::palette;
use vmopack::profile::{self, Distribution, Starter};
use vmopack::render::{Rendered, render};
use vmopack::resolve::resolve;
use vmopack::source::Sources;

/// What mends a failing test of this file.
pub(crate) const BLESS: &str =
    "when that is wanted: VMOPACK_BLESS=1 cargo test --test integration -- examples golden readme";

/// Returns the folder of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Says whether expectations are to be rewritten.
pub(crate) fn is_blessing() -> bool {
    std::env::var_os("VMOPACK_BLESS").is_some()
}

/// Returns the folder of every example.
pub(crate) fn all() -> Vec<PathBuf> {
    let entries = fs_err::read_dir(root().join("examples")).unwrap();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    folders.retain(|folder| folder.join("profile.yaml").exists());
    folders.sort();
    assert!(!folders.is_empty(), "there are no examples");
    folders
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
            let before = read_lock(&folder, &mut sources);
            let rendered = load(&folder.join("profile.yaml"), &before, &mut sources);
            let after = before.updated(contents(&rendered));
            fs_err::write(folder.join(lock::FILE_NAME), after.to_text().unwrap()).unwrap();
        }
    });
}

pub(crate) fn read_lock(folder: &Path, sources: &mut Sources) -> Lock {
    match sources.read(&folder.join(lock::FILE_NAME)) {
        Ok(source) => lock::read(source, sources).unwrap(),
        Err(_) => Lock::default(),
    }
}

pub(crate) fn load(path: &Path, lock: &Lock, sources: &mut Sources) -> Rendered {
    let profile = profile::load(path, sources).unwrap();
    let resolution = resolve(profile, &Catalog::embedded(), lock, &[], sources).unwrap();
    render(resolution, sources).unwrap()
}

fn contents(rendered: &Rendered) -> BTreeMap<String, (String, Content)> {
    let packs = rendered.packs().map(|pack| {
        let content = palette::content(pack, &rendered.profile.target.clouds).unwrap();
        (pack.resolved.name.clone(), (pack.resolved.version.version.value.to_string(), content))
    });
    packs.collect()
}

/// Checks a rendered profile, which must have no findings at all, and archives its packs.
fn archives(rendered: Rendered, sources: &mut Sources) -> Vec<Archive> {
    let shared = rendered.profile.target.with.iter().map(|file| rendered.profile.directory.join(&file.value));
    let foreign = shared.flat_map(|file| read_foreign(&file, sources).unwrap()).collect();
    let cluster = Cluster::new(&rendered, foreign, sources).unwrap();
    let report = check(&cluster, &Policy::new(&rendered.profile.rules), sources);
    assert!(report.diagnostics().is_empty(), "{:#?}", report.diagnostics());
    archive(&accept(rendered, &report).unwrap()).unwrap()
}

#[test]
fn examples_are_what_their_locks_say() {
    bless_locks();
    for folder in all() {
        let mut sources = Sources::new();
        let locked = read_lock(&folder, &mut sources);
        let rendered = load(&folder.join("profile.yaml"), &locked, &mut sources);
        let built: Vec<String> = contents(&rendered).into_keys().collect();
        let named: Vec<&String> = locked.packs.keys().collect();
        assert_eq!(named, built.iter().collect::<Vec<_>>(), "{}: {BLESS}", folder.display());
        for pack in rendered.packs() {
            let (version, content) = &contents(&rendered)[&pack.resolved.name];
            let problem = lock::compare(&locked, &pack.resolved.name, version, content, pack.resolved.layer);
            assert!(problem.is_none(), "{BLESS}\n{problem:#?}");
        }
    }
}

#[test]
fn examples_check_clean_and_give_the_same_archives_everywhere() {
    bless_locks();
    for folder in all() {
        let mut sources = Sources::new();
        let locked = read_lock(&folder, &mut sources);
        let rendered = load(&folder.join("profile.yaml"), &locked, &mut sources);
        let digests = digests(&archives(rendered, &mut sources));
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
        let mut sources = Sources::new();
        let rendered = load(&path, &Lock::default(), &mut sources);
        assert!(archives(rendered, &mut sources).len() >= 4, "{name} lacks layers");
    }
}

/// Returns the profile that `vmopack init` writes for a distribution.
pub(crate) fn starter(distribution: Distribution) -> String {
    Starter { name: "vmo".parse().unwrap(), kubernetes: "1.35".parse().unwrap(), distribution }.text()
}
