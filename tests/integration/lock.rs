//! `vmopack.lock`: what is written is read back, and what cannot be trusted is refused.

use std::collections::BTreeMap;
use std::path::PathBuf;
use vmopack::diagnostic::{Report, render_human};
use vmopack::lock::{self, Content, Lock};
use vmopack::source::{Sources, Span};

fn read(text: &str) -> Result<Lock, String> {
    let mut sources = Sources::new();
    let source = sources.add("vmopack.lock", text);
    lock::read(source, &sources).map_err(|problems| render_human(&Report::new(problems, &sources), &sources, false))
}

fn content(digest: &str) -> Content {
    Content { digest: digest.to_owned(), ..Content::default() }
}

fn locked(lock: &Lock, digest: &str) -> Lock {
    lock.updated(BTreeMap::from([("t-tiny".to_owned(), ("1.0.0".to_owned(), content(digest)))]))
}

#[test]
fn tricky_texts_survive_a_round_trip() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/yaml/strings.json");
    let strings: Vec<String> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let map = |prefix: &str| strings.iter().map(|text| (format!("{prefix}{text}"), text.clone())).collect();
    let content = Content {
        digest: "sha256:0".to_owned(),
        values: map(""),
        manifests: map("m"),
        images: strings.clone(),
        stored: map("s"),
    };
    let written = Lock::default().updated(BTreeMap::from([("yes".to_owned(), ("1.0.0".to_owned(), content.clone()))]));
    let back = read(&written.to_text().unwrap()).unwrap();
    assert_eq!(back.packs, written.packs);
    assert_eq!(back.packs["yes"].content, content);
    assert_eq!(back.to_text().unwrap(), written.to_text().unwrap());
}

#[test]
fn hostile_locks_are_refused() {
    let head = "apiVersion: vmopack/v1alpha1\nkind: Lock\n";
    let pack = |rest: &str| format!("{head}packs:\n  a:\n    version: 1.0.0\n    digest: x\n{rest}");
    let shown: String = [
        String::new(),
        "# nothing\n".to_owned(),
        "[]\n".to_owned(),
        "text\n".to_owned(),
        format!("{head}packs: []\n"),
        head.to_owned(),
        "apiVersion: v1\nkind: Profile\npacks: {}\n".to_owned(),
        format!("{head}packs: {{}}\n---\npacks: {{}}\n"),
        format!("{head}packs: {{a: null, b: 1}}\n"),
        pack("    revision: 0\n"),
        pack("    revision: 4294967295\n"),
        pack(
            "    revision: '1'\n    values: [a]\n    manifests: {a: 1}\n    images: {}\n    used: text\n    extra: 1\n",
        ),
        pack("    revision: 1\n    used: {1.0.0: -1}\n"),
        pack("    revision: 1\n    revision: 2\n"),
        "<<<<<<< HEAD\n".to_owned(),
    ]
    .map(|text| format!("--- {text:?}\n{}", read(&text).expect_err(&text)))
    .concat();
    insta::assert_snapshot!(shown);
}

#[test]
fn a_revision_is_never_handed_out_twice() {
    let text = "apiVersion: vmopack/v1alpha1\nkind: Lock\npacks:\n  t-tiny:\n    version: 1.0.0\n    revision: 5\n    digest: a\n    used: {1.0.0: 2}\n";
    let lock = read(text).unwrap();
    assert_eq!(lock.packs["t-tiny"].used["1.0.0"], 5);
    assert_eq!(locked(&lock, "a").packs["t-tiny"].revision, 5);
    assert_eq!(locked(&lock, "b").packs["t-tiny"].revision, 6);
}

#[test]
fn every_change_is_told() {
    let map =
        |pairs: &[(&str, &str)]| pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let old = Content {
        digest: "a".to_owned(),
        values: map(&[("gone", "1"), ("same", "1"), ("text", "\"yes\"")]),
        manifests: map(&[("10-a.yaml", "1"), ("20-b.yaml", "1")]),
        images: vec!["a:1".to_owned()],
        ..Content::default()
    };
    let new = Content {
        digest: "b".to_owned(),
        values: map(&[("new", "[1]"), ("same", "1"), ("text", "\"no\"")]),
        manifests: map(&[("10-a.yaml", "2"), ("30-c.yaml", "1")]),
        images: vec!["a:2".to_owned()],
        ..Content::default()
    };
    let many =
        Content { values: (0..20).map(|index| (format!("v{index:02}"), "1".to_owned())).collect(), ..new.clone() };
    let lock = Lock::default().updated(BTreeMap::from([("t-tiny".to_owned(), ("1.0.0".to_owned(), old.clone()))]));
    let mut sources = Sources::new();
    let profile = sources.add("profile.yaml", "layers: [{pack: tiny}]\n");
    let source = sources.add("vmopack.lock", lock.to_text().unwrap());
    let lock = lock::read(source, &sources).unwrap();
    let layer = Span::new(profile, 9..21);
    let mut shown = String::new();
    let metadata = Content { digest: "c".to_owned(), ..old.clone() };
    for (name, version, content) in [
        ("t-tiny", "1.0.0", &new),
        ("t-tiny", "2.0.0", &many),
        ("t-tiny", "1.0.0", &metadata),
        ("t-other", "1.0.0", &new),
    ] {
        let problem = lock::compare(&lock, name, version, content, layer).unwrap();
        shown.push_str(&render_human(&Report::new(vec![problem], &sources), &sources, false));
    }
    insta::assert_snapshot!(shown);
    assert!(lock::compare(&lock, "t-tiny", "1.0.0", &old, layer).is_none());
}

#[test]
fn an_older_lock_learns_what_it_did_not_record() {
    let text = "apiVersion: vmopack/v1alpha1\nkind: Lock\npacks:\n  t-tiny:\n    version: 1.0.0\n    revision: 2\n    digest: a\n";
    let lock = read(text).unwrap();
    assert!(lock.packs["t-tiny"].content.stored.is_empty());
    let stored = BTreeMap::from([("tanks.zoo.example.com".to_owned(), "v1".to_owned())]);
    let content = Content { stored: stored.clone(), ..content("a") };
    let updated = lock.updated(BTreeMap::from([("t-tiny".to_owned(), ("1.0.0".to_owned(), content))]));
    assert_eq!(updated.packs["t-tiny"].content.stored, stored);
    assert_eq!(updated.packs["t-tiny"].revision, 2, "the files are the same");
}
