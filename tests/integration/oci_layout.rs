//! The image-layout directory as a registry.

use std::io::{self, Read};
use std::path::Path;
use std::sync::{Barrier, Mutex, mpsc};
use std::thread;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use tempfile::TempDir;
use vmopack::oci::{
    Artifact, Blob, Corrupt, Descriptor, Digest, Error, Events, FileBlob, Layout, LayoutProblem, MemoryBlob,
    PushOptions, PushOutcome, Reference, Registry, Repository, Tag, push,
};
use vmopack::palette::pack_artifact;

use crate::oci_remote_client::with_causes;

const IMAGE_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const OVERWRITE: PushOptions = PushOptions { overwrite: true };
const REFUSE: PushOptions = PushOptions { overwrite: false };

fn layout() -> (TempDir, Layout) {
    let directory = tempfile::tempdir().unwrap();
    let layout = Layout::new(directory.path().join("packs")).unwrap();
    (directory, layout)
}

fn artifact(content: &'static str) -> Artifact {
    named("cdi", "1.66.0-1", content)
}

fn named(name: &str, version: &str, content: &'static str) -> Artifact {
    let archive = Box::new(MemoryBlob::new(content.as_bytes()));
    pack_artifact(None, name, version, archive).unwrap()
}

fn repository() -> Repository {
    Repository::new("spectro-packs/archive/cdi").unwrap()
}

fn tag() -> Reference {
    Tag::new("1.66.0-1").unwrap().into()
}

fn index(layout: &Layout) -> Value {
    serde_json::from_slice(&fs_err::read(layout.path().join("index.json")).unwrap()).unwrap()
}

fn write_index(layout: &Layout, entries: &Value) {
    let index = json!({ "schemaVersion": 2, "manifests": entries });
    fs_err::write(layout.path().join("index.json"), index.to_string()).unwrap();
}

fn blob_path(layout: &Layout, digest: Digest) -> std::path::PathBuf {
    layout.path().join("blobs/sha256").join(digest.hex())
}

/// Shows an error as the command line does: with its causes and the next step.
fn show(error: &Error, root: &Path) -> String {
    let text = with_causes(error);
    text.replace(&root.display().to_string(), "@")
}

#[test]
fn pushed_pack_is_a_layout_that_others_read() {
    let (_directory, layout) = layout();
    let artifact = artifact("archive");
    assert_eq!(push(&layout, &artifact, REFUSE, &()).unwrap(), PushOutcome::Pushed { bytes: 9 });
    let marker = fs_err::read_to_string(layout.path().join("oci-layout")).unwrap();
    assert_eq!(marker, r#"{"imageLayoutVersion":"1.0.0"}"#);
    assert_eq!(
        index(&layout)["manifests"],
        json!([{
            "mediaType": IMAGE_MANIFEST,
            "digest": artifact.manifest().digest(),
            "size": artifact.manifest().bytes().len(),
            "annotations": {"org.opencontainers.image.ref.name": "spectro-packs/archive/cdi:1.66.0-1"},
        }])
    );
    let found = layout.get_manifest(&repository(), &tag()).unwrap();
    assert_eq!(&found, artifact.manifest());
    let mut content = String::new();
    let descriptor = Descriptor::new("application/vnd.oci.image.layer.v1.tar", Digest::of("archive"), 7);
    layout.get_blob(&repository(), &descriptor).unwrap().read_to_string(&mut content).unwrap();
    assert_eq!(content, "archive");
    assert_eq!(layout.tags(&repository()).unwrap(), [Tag::new("1.66.0-1").unwrap()]);
    let leftovers = fs_err::read_dir(layout.path().join("blobs/sha256")).unwrap().count();
    assert_eq!(leftovers, 3, "configuration, archive and image manifest, and no temporary file");
}

#[test]
fn pushing_again_sends_nothing() {
    #[derive(Default)]
    struct Log(Mutex<Vec<String>>);
    impl Events for Log {
        fn blob_present(&self, _: &Digest, size: u64) {
            self.0.lock().unwrap().push(format!("present {size}"));
        }
        fn blob_progress(&self, _: &Digest, done: u64, total: u64) {
            self.0.lock().unwrap().push(format!("{done}/{total}"));
        }
    }
    let (_directory, layout) = layout();
    let log = Log::default();
    push(&layout, &artifact("archive"), REFUSE, &log).unwrap();
    assert_eq!(push(&layout, &artifact("archive"), REFUSE, &log).unwrap(), PushOutcome::AlreadyThere);
    let log = log.0.into_inner().unwrap();
    assert_eq!(log, ["0/2", "2/2", "0/7", "7/7", "present 2", "present 7"]);
}

#[test]
fn a_missing_blob_is_pushed_again() {
    let (_directory, layout) = layout();
    push(&layout, &artifact("archive"), REFUSE, &()).unwrap();
    fs_err::remove_file(blob_path(&layout, Digest::of("archive"))).unwrap();
    let outcome = push(&layout, &artifact("archive"), REFUSE, &()).unwrap();
    assert_eq!(outcome, PushOutcome::Pushed { bytes: 7 });
    fs_err::remove_file(blob_path(&layout, artifact("archive").manifest().digest())).unwrap();
    assert!(matches!(push(&layout, &artifact("archive"), REFUSE, &()).unwrap(), PushOutcome::Pushed { bytes: 0 }));
}

#[test]
fn damaged_blobs_are_repaired_by_a_push() {
    let (_directory, layout) = layout();
    push(&layout, &artifact("archive"), REFUSE, &()).unwrap();
    fs_err::write(blob_path(&layout, Digest::of("archive")), "archivX").unwrap();
    assert_eq!(push(&layout, &artifact("archive"), REFUSE, &()).unwrap(), PushOutcome::Pushed { bytes: 7 });
    assert_eq!(fs_err::read_to_string(blob_path(&layout, Digest::of("archive"))).unwrap(), "archive");

    let manifest = blob_path(&layout, artifact("archive").manifest().digest());
    let text = fs_err::read_to_string(&manifest).unwrap();
    fs_err::write(&manifest, text.replace("1970", "1971")).unwrap();
    assert!(matches!(push(&layout, &artifact("changed"), REFUSE, &()), Err(Error::TagTaken { .. })));
    assert_eq!(push(&layout, &artifact("archive"), REFUSE, &()).unwrap(), PushOutcome::Pushed { bytes: 0 });
    assert_eq!(fs_err::read_to_string(&manifest).unwrap(), text);
    assert_eq!(push(&layout, &artifact("archive"), REFUSE, &()).unwrap(), PushOutcome::AlreadyThere);
}

#[test]
fn a_tag_that_somebody_else_took_meanwhile_is_refused() {
    /// Pushes something else to the same tag while blobs are sent.
    struct Quicker<'a>(&'a Layout, Mutex<Option<PushOutcome>>);
    impl Events for Quicker<'_> {
        fn blob_progress(&self, _: &Digest, _: u64, _: u64) {
            let mut outcome = self.1.lock().unwrap();
            if outcome.is_none() {
                let other = Layout::new(self.0.path()).unwrap();
                *outcome = Some(push(&other, &artifact("changed"), REFUSE, &()).unwrap());
            }
        }
    }
    let (_directory, layout) = layout();
    let quicker = Quicker(&layout, Mutex::default());
    let error = push(&layout, &artifact("archive"), REFUSE, &quicker).unwrap_err();
    assert!(matches!(error, Error::TagTaken { .. }), "{error}");
    assert_eq!(quicker.1.into_inner().unwrap(), Some(PushOutcome::Pushed { bytes: 9 }));
    assert_eq!(&layout.get_manifest(&repository(), &tag()).unwrap(), artifact("changed").manifest());
}

#[test]
fn of_many_pushes_to_a_free_tag_one_wins() {
    let (_directory, layout) = layout();
    let (path, start) = (layout.path(), Barrier::new(8));
    let contents = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let winners: Vec<&str> = thread::scope(|scope| {
        let writers = contents.map(|content| {
            let start = &start;
            scope.spawn(move || {
                let layout = Layout::new(path).unwrap();
                start.wait();
                match push(&layout, &artifact(content), REFUSE, &()) {
                    Ok(outcome) => Some((content, outcome)),
                    Err(error) => {
                        assert!(matches!(error, Error::TagTaken { .. }), "{error:?}");
                        None
                    }
                }
            })
        });
        writers.into_iter().filter_map(|writer| Some(writer.join().unwrap()?.0)).collect()
    });
    let [winner] = winners[..] else { panic!("{winners:?}") };
    assert_eq!(&layout.get_manifest(&repository(), &tag()).unwrap(), artifact(winner).manifest());
}

#[test]
fn a_lock_that_is_held_is_not_waited_for_without_end() {
    let (directory, layout) = layout();
    push(&layout, &artifact("archive"), REFUSE, &()).unwrap();
    let path = layout.path().join(".vmopack.lock");
    assert_eq!(fs_err::read_to_string(&path).unwrap(), "", "nobody has it");
    let mut held = fs_err::File::options().write(true).open(&path).unwrap();
    held.lock().unwrap();
    let mut shown = Vec::new();
    for note in ["", "4711\n"] {
        io::Write::write_all(&mut held, note.as_bytes()).unwrap();
        let impatient = Layout::new(layout.path()).unwrap().with_patience(Duration::from_millis(5));
        let error = push(&impatient, &named("other", "1", "archive"), REFUSE, &()).unwrap_err();
        assert!(matches!(&error, Error::Layout { problem: LayoutProblem::Locked { .. }, .. }), "{error:?}");
        shown.push(show(&error, directory.path()));
    }
    insta::assert_snapshot!(shown.join("\n\n"), @r#"
    error: cannot use the image layout `@/packs`
      caused by: `@/packs/.vmopack.lock` is locked by another process, still after 0 seconds
    help: wait for the other command to end, then run this one again

    error: cannot use the image layout `@/packs`
      caused by: `@/packs/.vmopack.lock` is locked by process 4711, still after 0 seconds
    help: wait for the other command to end, then run this one again
    "#);
    drop(held);
    push(&layout, &named("other", "1", "archive"), REFUSE, &()).unwrap();
}

#[test]
#[cfg(unix)]
fn pipes_and_links_in_the_place_of_our_files_are_refused() {
    let (directory, layout) = layout();
    push(&layout, &artifact("archive"), REFUSE, &()).unwrap();
    let lock = layout.path().join(".vmopack.lock");
    let pipe = |path: &Path| assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    fs_err::remove_file(&lock).unwrap();
    pipe(&lock);
    let refused = |name: &str| {
        // In a thread, so that a push that hangs fails the test and not the patience of whoever runs it.
        let (path, artifact) = (layout.path().to_owned(), named(name, "1", "archive"));
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || sender.send(push(&Layout::new(path).unwrap(), &artifact, REFUSE, &())));
        receiver.recv_timeout(Duration::from_secs(10)).expect("the push hangs")
    };
    let error = refused("pipe").unwrap_err();
    assert!(show(&error, directory.path()).contains("`@/packs/.vmopack.lock` is not a file"), "{error:?}");
    fs_err::remove_file(&lock).unwrap();
    let target = directory.path().join("target");
    fs_err::os::unix::fs::symlink(&target, &lock).unwrap();
    let error = refused("link").unwrap_err();
    assert!(matches!(error, Error::Layout { problem: LayoutProblem::NotAFile { .. }, .. }), "{error:?}");
    assert!(!target.exists(), "nothing is made through the link");
    fs_err::remove_file(&lock).unwrap();
    pipe(&layout.path().join("blobs/sha256/.vmopack-pipe"));
    refused("swept").unwrap();
}

#[test]
fn other_content_under_a_tag_is_refused() {
    let (directory, layout) = layout();
    push(&layout, &artifact("archive"), REFUSE, &()).unwrap();
    let error = push(&layout, &artifact("changed"), REFUSE, &()).unwrap_err();
    insta::assert_snapshot!(show(&error, directory.path()), @r#"
    error: `oci:@/packs:spectro-packs/archive/cdi:1.66.0-1` exists already with other content (sha256:15457374a3aeaf700ffa33a126d237212467d1129ba8bf0286cb6ce1f12fd82a, not sha256:14e218590b9a35acebe580e5509723627a8266c2a1decf5f122d75e9120fb55d)
    help: use a new tag, or allow the push to overwrite this one
    "#);
    assert_eq!(&layout.get_manifest(&repository(), &tag()).unwrap(), artifact("archive").manifest());
    push(&layout, &artifact("changed"), OVERWRITE, &()).unwrap();
    assert_eq!(&layout.get_manifest(&repository(), &tag()).unwrap(), artifact("changed").manifest());
    assert_eq!(index(&layout)["manifests"].as_array().unwrap().len(), 1);
}

#[test]
fn what_does_not_exist_is_not_found() {
    let (directory, layout) = layout();
    let missing = Descriptor::new("x", Digest::of("missing"), 7);
    assert_eq!(layout.resolve(&repository(), &Tag::new("1").unwrap()).unwrap(), None);
    assert!(!layout.has_blob(&repository(), &missing).unwrap());
    for error in [
        layout.get_manifest(&repository(), &tag()).unwrap_err(),
        layout.get_manifest(&repository(), &missing.digest.into()).unwrap_err(),
        layout.get_blob(&repository(), &missing).err().unwrap(),
        layout.tags(&repository()).unwrap_err(),
    ] {
        assert!(matches!(error, Error::NotFound { .. }), "{error}");
        assert!(show(&error, directory.path()).contains("@/packs"), "{error}");
    }
    assert!(!layout.path().exists(), "reading creates nothing");
}

#[test]
fn damaged_content_is_never_given_out() {
    let (directory, layout) = layout();
    push(&layout, &artifact("archive"), REFUSE, &()).unwrap();
    let blob = Descriptor::new("x", Digest::of("archive"), 7);
    fs_err::write(blob_path(&layout, blob.digest), "archivX").unwrap();
    let error = io::copy(&mut layout.get_blob(&repository(), &blob).unwrap(), &mut io::sink()).unwrap_err();
    assert!(matches!(Corrupt::in_io(&error), Some(Corrupt::Digest { .. })));
    assert!(matches!(layout.confirm_blob(&repository(), &blob), Err(Error::Corrupt { .. })));
    layout.put_blob(&repository(), &MemoryBlob::new(*b"archive")).unwrap();
    assert!(layout.confirm_blob(&repository(), &blob).unwrap(), "storing again heals");

    let manifest = blob_path(&layout, artifact("archive").manifest().digest());
    let text = fs_err::read_to_string(&manifest).unwrap();
    fs_err::write(&manifest, text.replace("1970", "1971")).unwrap();
    let error = layout.get_manifest(&repository(), &tag()).unwrap_err();
    let shown = show(&error, directory.path());
    assert!(shown.starts_with("error: `@/packs/blobs/sha256/") && shown.contains("tampered"), "{shown}");
}

#[test]
fn a_file_that_changes_while_it_is_stored_is_refused() {
    let (directory, layout) = layout();
    let path = directory.path().join("pack.tar.gz");
    fs_err::write(&path, "before").unwrap();
    let blob = FileBlob::hash(&path).unwrap();
    fs_err::write(&path, "behind").unwrap();
    let error = layout.put_blob(&repository(), &blob).unwrap_err();
    assert!(matches!(error, Error::Corrupt { .. }), "{error}");
    fs_err::remove_file(&path).unwrap();
    assert!(matches!(layout.put_blob(&repository(), &blob), Err(Error::Read { .. })));
    assert_eq!(fs_err::read_dir(layout.path().join("blobs/sha256")).unwrap().count(), 0);
}

#[test]
fn a_directory_with_something_else_is_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    assert!(Layout::new(directory.path()).is_ok(), "an empty directory will do");
    fs_err::write(directory.path().join("thesis.odt"), "").unwrap();
    let error = Layout::new(directory.path()).unwrap_err();
    insta::assert_snapshot!(show(&error, directory.path()), @r#"
    error: cannot use the image layout `@`
      caused by: the directory is not empty and has no `oci-layout` file
    help: choose a directory that is empty, new, or an image layout
    "#);
    fs_err::write(directory.path().join("oci-layout"), r#"{"imageLayoutVersion":"2.0.0"}"#).unwrap();
    insta::assert_snapshot!(show(&Layout::new(directory.path()).unwrap_err(), directory.path()), @r#"
    error: cannot use the image layout `@`
      caused by: `oci-layout` has version `2.0.0`; only 1.0.0 is known
    "#);
    fs_err::write(directory.path().join("oci-layout"), "{").unwrap();
    insta::assert_snapshot!(show(&Layout::new(directory.path()).unwrap_err(), directory.path()), @r#"
    error: cannot use the image layout `@`
      caused by: `oci-layout` is malformed
      caused by: EOF while parsing an object at line 1 column 1
    help: make the layout anew; its blobs can be pushed again
    "#);
    let file = directory.path().join("thesis.odt");
    insta::assert_snapshot!(show(&Layout::new(&file).unwrap_err(), directory.path()), @r#"
    error: cannot use the image layout `@/thesis.odt`
      caused by: failed to query resolved metadata `@/thesis.odt/oci-layout`: Not a directory (os error 20)
    help: choose a directory that you may write to
    "#);
}

#[test]
fn a_directory_that_cannot_be_made_is_a_clear_error() {
    let error = push(&Layout::new("/proc/vmopack/packs").unwrap(), &artifact("archive"), REFUSE, &()).unwrap_err();
    insta::assert_snapshot!(show(&error, Path::new("/nowhere")), @r#"
    error: cannot use the image layout `/proc/vmopack/packs`
      caused by: failed to create directory `/proc/vmopack/packs`: No such file or directory (os error 2)
    "#);
}

#[test]
fn foreign_entries_and_files_survive() {
    let (_directory, layout) = layout();
    push(&layout, &artifact("archive"), REFUSE, &()).unwrap();
    let foreign = json!({"mediaType": "application/x-future", "digest": format!("sha512:{}", "a".repeat(128)), "size": 1, "novel": [1]});
    let unnamed = json!({"mediaType": "x", "digest": Digest::of("x"), "size": 1, "annotations": {"z": "1", "a": "2"}});
    write_index(&layout, &json!([foreign, unnamed, "nonsense"]));
    fs_err::write(layout.path().join("manifest.json"), "[]").unwrap();
    push(&layout, &artifact("archive"), REFUSE, &()).unwrap();
    let entries = index(&layout)["manifests"].clone();
    let entries = entries.as_array().unwrap();
    assert_eq!(entries.len(), 4);
    assert!(entries.contains(&foreign) && entries.contains(&unnamed));
    assert!(layout.path().join("manifest.json").exists());
}

#[test]
fn entries_are_sorted_whatever_the_order_of_pushes() {
    let names = ["cdi", "multus", "kubevirt"];
    let forth = layout();
    let back = layout();
    for name in names {
        push(&forth.1, &named(name, "1.0.0", "archive"), REFUSE, &()).unwrap();
    }
    for name in names.iter().rev() {
        push(&back.1, &named(name, "1.0.0", "archive"), REFUSE, &()).unwrap();
    }
    assert_eq!(index(&forth.1), index(&back.1));
    assert_eq!(forth.1.tags(&Repository::new("spectro-packs/archive/cd").unwrap()).ok(), None, "no prefix of a name");
}

#[test]
fn a_hostile_index_leads_nowhere() {
    let (directory, layout) = layout();
    push(&layout, &artifact("archive"), REFUSE, &()).unwrap();
    let entry = |digest: &str, size: u64| {
        let annotations = json!({"org.opencontainers.image.ref.name": "spectro-packs/archive/cdi:1.66.0-1"});
        json!([{"mediaType": "x", "digest": digest, "size": size, "annotations": annotations}])
    };
    let digest = artifact("archive").manifest().digest().to_string();
    let mut shown = Vec::new();
    for entries in [
        entry("sha256:../../../../etc/passwd", 10),
        entry(&digest.to_uppercase(), 10),
        entry(&digest, 1 << 60),
        entry(&digest, 10),
        entry(&digest, 100_000),
        entry(&Digest::of("archive").to_string(), 7),
    ] {
        write_index(&layout, &entries);
        let error = layout.get_manifest(&repository(), &tag()).unwrap_err();
        shown.push(show(&error, directory.path()));
    }
    insta::assert_snapshot!(shown.join("\n\n"), @r#"
    error: cannot use the image layout `@/packs`
      caused by: `index.json` is malformed
      caused by: `sha256:../../../../etc/passwd` is not a digest: expected `sha256:` and 64 lower-case hexadecimal digits
    help: make the layout anew; its blobs can be pushed again

    error: cannot use the image layout `@/packs`
      caused by: `index.json` is malformed
      caused by: `SHA256:15457374A3AEAF700FFA33A126D237212467D1129BA8BF0286CB6CE1F12FD82A` is not a digest: expected `sha256:` and 64 lower-case hexadecimal digits
    help: make the layout anew; its blobs can be pushed again

    error: cannot use the image layout `@/packs`
      caused by: `@/packs/blobs/sha256/15457374a3aeaf700ffa33a126d237212467d1129ba8bf0286cb6ce1f12fd82a` is larger than 4194304 bytes
    help: make the layout anew; its blobs can be pushed again

    error: `@/packs/blobs/sha256/15457374a3aeaf700ffa33a126d237212467d1129ba8bf0286cb6ce1f12fd82a` is damaged or was tampered with
      caused by: sha256:15457374a3aeaf700ffa33a126d237212467d1129ba8bf0286cb6ce1f12fd82a goes on after its 10 bytes
    help: fetch it again from its source, and do not use what is there now

    error: `@/packs/blobs/sha256/15457374a3aeaf700ffa33a126d237212467d1129ba8bf0286cb6ce1f12fd82a` is damaged or was tampered with
      caused by: sha256:15457374a3aeaf700ffa33a126d237212467d1129ba8bf0286cb6ce1f12fd82a ends after 535 of its 100000 bytes
    help: fetch it again from its source, and do not use what is there now

    error: cannot use the image layout `@/packs`
      caused by: `sha256:0eb3e36bfb24dcd9bb1d1bece1531216b59539a8fde17ee80224af0653c92aa3` cannot be used
      caused by: the image manifest is not valid JSON
      caused by: expected value at line 1 column 1
    help: make the layout anew; its blobs can be pushed again
    "#);

    fs_err::write(layout.path().join("index.json"), "[".repeat(100_000)).unwrap();
    assert!(matches!(layout.tags(&repository()), Err(Error::Layout { problem: LayoutProblem::Json { .. }, .. })));
    fs_err::write(layout.path().join("index.json"), vec![b' '; (20 << 20) + 1]).unwrap();
    assert!(matches!(layout.tags(&repository()), Err(Error::Layout { problem: LayoutProblem::TooLarge { .. }, .. })));
}

#[test]
fn a_blob_that_is_no_file_is_not_there() {
    let (_directory, layout) = layout();
    push(&layout, &artifact("archive"), REFUSE, &()).unwrap();
    let digest = Digest::of("directory");
    fs_err::create_dir(blob_path(&layout, digest)).unwrap();
    let blob = Descriptor::new("x", digest, 9);
    assert!(!layout.has_blob(&repository(), &blob).unwrap());
    assert!(matches!(layout.get_blob(&repository(), &blob), Err(Error::NotFound { .. })));
}

#[test]
fn media_types_that_contradict_are_refused() {
    let (_directory, layout) = layout();
    let index = MemoryBlob::new(*br#"{"manifests":[]}"#);
    layout.put_blob(&repository(), &index).unwrap();
    let annotations = json!({"org.opencontainers.image.ref.name": "spectro-packs/archive/cdi:1.66.0-1"});
    let entry = json!({"mediaType": IMAGE_MANIFEST, "digest": index.digest(), "size": index.size(), "annotations": annotations});
    write_index(&layout, &json!([entry]));
    let error = layout.get_manifest(&repository(), &tag()).unwrap_err();
    assert!(matches!(error, Error::Layout { problem: LayoutProblem::Manifest { .. }, .. }), "{error}");
}

#[test]
fn what_killed_writers_left_behind_is_removed() {
    let (_directory, layout) = layout();
    push(&layout, &artifact("archive"), REFUSE, &()).unwrap();
    let long_ago = SystemTime::UNIX_EPOCH;
    let temporary = |name: &str, age: SystemTime| {
        let path = layout.path().join("blobs/sha256").join(name);
        let file = fs_err::File::create(&path).unwrap();
        file.file().set_modified(age).unwrap();
        (path, file)
    };
    let (abandoned, file) = temporary(".vmopack-abandoned", long_ago);
    drop(file);
    #[expect(clippy::disallowed_methods, reason = "the age of a file is measured against the clock")]
    let (fresh, _) = temporary(".vmopack-fresh", SystemTime::now());
    let (busy, file) = temporary(".vmopack-busy", long_ago);
    file.lock().unwrap();
    let again = Layout::new(layout.path()).unwrap();
    push(&again, &named("other", "1", "archive"), REFUSE, &()).unwrap();
    assert_eq!([abandoned, fresh, busy].map(|path| path.exists()), [false, true, true]);
}

#[test]
fn many_writers_at_once_lose_nothing() {
    let (_directory, layout) = layout();
    let path = layout.path();
    thread::scope(|scope| {
        for writer in 0..8 {
            scope.spawn(move || {
                // Each has its own handle, as another process has.
                let layout = Layout::new(path).unwrap();
                for revision in 0..4 {
                    let artifact = named(&format!("pack-{writer}"), &format!("1.0.0-{revision}"), "archive");
                    push(&layout, &artifact, REFUSE, &()).unwrap();
                }
            });
        }
    });
    assert_eq!(index(&layout)["manifests"].as_array().unwrap().len(), 32);
    let blob = MemoryBlob::new(*b"archive");
    assert!(layout.confirm_blob(&repository(), &blob.describe("x")).unwrap());
}
