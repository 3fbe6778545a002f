//! A folder appears whole, replaces only what is ours, and survives a kill at any moment.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use vmopack::fs::{Folder, WriteError};

fn fill(place: &Path, content: &str) -> Result<(), WriteError> {
    let mut folder = Folder::stage(place)?;
    for index in 0..20 {
        folder.add(&format!("sub/file-{index}"), content.as_bytes())?;
    }
    folder.finish()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Returns the one content that all files of a filled folder have.
fn content(place: &Path) -> String {
    assert_eq!(names(place), [".vmopack", "sub"]);
    let first = fs::read_to_string(place.join("sub/file-0")).unwrap();
    for index in 0..20 {
        assert_eq!(fs::read_to_string(place.join(format!("sub/file-{index}"))).unwrap(), first);
    }
    first
}

#[test]
fn an_earlier_folder_is_replaced_as_a_whole() {
    let root = tempfile::tempdir().unwrap();
    let place = root.path().join("deep/er/out");
    fill(&place, "one").unwrap();
    fs::write(place.join("extra"), "").unwrap();
    fill(&place, "two").unwrap();
    assert_eq!(content(&place), "two");
    assert_eq!(names(place.parent().unwrap()), ["out"]);
    let empty = root.path().join("empty");
    fs::create_dir(&empty).unwrap();
    fill(&empty, "three").unwrap();
    assert_eq!(content(&empty), "three");
    assert_eq!(names(root.path()), ["deep", "empty"]);
}

#[test]
fn what_is_not_ours_is_refused_and_left_alone() {
    let root = tempfile::tempdir().unwrap();
    let at = |name: &str| root.path().join(name);
    fs::create_dir(at("folder")).unwrap();
    fs::write(at("folder/file"), "mine").unwrap();
    fs::write(at("file"), "mine").unwrap();
    let mut foreign = vec!["folder", "file"];
    #[cfg(unix)]
    {
        fill(&at("ours"), "ours").unwrap();
        std::os::unix::fs::symlink(at("ours"), at("link")).unwrap();
        std::os::unix::fs::symlink(at("nowhere"), at("dangling")).unwrap();
        foreign.extend(["link", "dangling"]);
    }
    let before = names(root.path());
    for name in foreign {
        let error = fill(&at(name), "x").unwrap_err();
        assert!(matches!(error, WriteError::NotOurs { .. }), "{name}: {error}");
    }
    assert_eq!(names(root.path()), before);
    assert_eq!(fs::read_to_string(at("folder/file")).unwrap(), "mine");
    let error = fill(&at("file/out"), "x").unwrap_err();
    assert!(matches!(error, WriteError::Io { .. }), "{error}");
}

#[test]
fn what_appears_in_the_place_meanwhile_is_left_alone() {
    let root = tempfile::tempdir().unwrap();
    let place = root.path().join("out");
    let folder = Folder::stage(&place).unwrap();
    fs::create_dir(&place).unwrap();
    fs::write(place.join("file"), "mine").unwrap();
    assert!(matches!(folder.finish(), Err(WriteError::NotOurs { .. })));
    assert_eq!(names(root.path()), ["out"]);
    assert_eq!(names(&place), ["file"]);
}

#[test]
fn a_run_that_fails_leaves_the_earlier_folder_and_nothing_else() {
    let root = tempfile::tempdir().unwrap();
    let place = root.path().join("out");
    fill(&place, "one").unwrap();
    let mut folder = Folder::stage(&place).unwrap();
    folder.add("a", b"x").unwrap();
    for name in ["../b", "/b", "b/../c", "", "b/", "a\\b", ".vmopack/x", "a/b", "a"] {
        folder.add(name, b"x").unwrap_err();
    }
    drop(folder);
    assert_eq!(content(&place), "one");
    assert_eq!(names(root.path()), ["out"]);
}

#[test]
fn leftovers_of_killed_runs_are_removed_and_running_ones_kept() {
    let root = tempfile::tempdir().unwrap();
    let place = root.path().join("out");
    let running = Folder::stage(&root.path().join("other")).unwrap();
    let live = names(root.path());
    for (name, files) in [("dead", &[".vmopack", "file"][..]), ("empty", &[]), ("foreign", &["file"])] {
        let folder = root.path().join(format!(".vmopack-staging-{name}"));
        fs::create_dir(&folder).unwrap();
        for file in files {
            fs::write(folder.join(file), "x").unwrap();
        }
    }
    fill(&place, "one").unwrap();
    let mut expected = live;
    expected.extend([".vmopack-staging-foreign".to_owned(), "out".to_owned()]);
    expected.sort();
    assert_eq!(names(root.path()), expected);
    running.finish().unwrap();
}

#[test]
fn many_runs_at_once_leave_one_whole_folder() {
    let root = tempfile::tempdir().unwrap();
    let place = root.path().join("out");
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let place = &place;
            scope.spawn(move || (0..10).for_each(|round| fill(place, &format!("{thread}-{round}")).unwrap()));
        }
    });
    content(&place);
    assert_eq!(names(root.path()), ["out"]);
}

const CHILD: &str = "VMOPACK_TEST_FOLDER";

/// Fills a folder again and again until it is killed; does nothing when it is run as a test.
#[test]
fn child_that_fills_a_folder() {
    let Some(place) = std::env::var_os(CHILD) else { return };
    for round in 0.. {
        fill(Path::new(&place), &format!("round {round}")).unwrap();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_kill_at_any_moment_leaves_a_whole_folder() {
    let seed = std::env::var("VMOPACK_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
    let mut seed: u64 = seed.unwrap_or_else(|| u64::from(std::process::id()));
    println!("seed {seed}");
    let root = tempfile::tempdir().unwrap();
    let place = root.path().join("out");
    fill(&place, "first").unwrap();
    for _ in 0..25 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "output_folder::child_that_fills_a_folder"])
            .env(CHILD, &place)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        std::thread::sleep(Duration::from_micros(10_000 + (seed >> 33) % 30_000));
        child.kill().unwrap();
        child.wait().unwrap();
        content(&place);
    }
    fill(&place, "last").unwrap();
    assert_eq!(content(&place), "last");
    assert_eq!(names(root.path()), ["out"], "leftovers of the killed runs");
}
