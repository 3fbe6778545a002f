//! Profiles and values that are made to break the tool end with a located error, soon.

use crate::support::Vmopack;

const REFERENCE: &str = "  target: {kubernetes: \"1.35\"}\n  layers:\n    - ref: {name: p, version: 1.0.0, valuesFrom: v.yaml}\n      values: ";

#[test]
fn values_over_anchors_and_their_aliases_are_an_error() {
    for (file, values) in [
        ("a: &x {k: 1}\nb: *x\n", "{a: {k: 2}, b: {k: 3}}"),
        ("a: &x\n  k: 1\nb: *x\n", "{a: {k: 2, n: 1}, b: {k: 3, n: 2}}"),
        ("a: &x {k: 1}\nb: {<<: *x}\n", "{a: {k: 2}, b: {k: 3}}"),
        ("a: &x\n  k: {}\nb:\n  <<: *x\n  m: 1\n", "{b: {k: {y: 3}, n: 2}}"),
        ("a: &x {k: 1}\nb: *x\n", "{a: [1], b: {k: 3}}"),
        ("a: &x\n  k: [1]\nb: *x\n", "{b: {k: 2}, a: {k: 3}}"),
    ] {
        let run = Vmopack::with_spec(&format!("{REFERENCE}{values}\n")).file("v.yaml", file).run(["check"]);
        assert_eq!(run.code, Some(1), "{file}{run}");
        assert!(run.stderr.contains("these values cannot be laid over the file"), "{file}{run}");
        assert!(run.stderr.contains("profile.yaml:8:15"), "{file}{run}");
    }
}

#[test]
fn a_set_path_of_many_keys_is_refused() {
    let command = Vmopack::with_extras();
    for (keys, code) in [(128, 1), (129, 2), (20_000, 2)] {
        let run = command.run(["check", "--set", &format!("extras{}=1", ".a".repeat(keys))]);
        assert_eq!(run.code, Some(code), "{keys}");
        assert_eq!(run.stderr.contains("at most 128 keys"), code == 2, "{keys}");
    }
}
