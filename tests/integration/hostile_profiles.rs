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

/// How many keys or entries a hostile profile has. What grows with their square takes too long.
const MANY: usize = 30_000;

#[test]
fn mistakes_without_end_are_cut_after_a_hundred() {
    let keys = |indent: &str, value: &str| {
        (0..MANY).fold(String::new(), |text, number| text + indent + "k" + &number.to_string() + ": " + value + "\n")
    };
    let list = |indent: &str, item: &str| format!("{indent}- {item}\n").repeat(MANY);
    let spec = "  target: {kubernetes: \"1.35\"}\n  layers:\n    - pack: kubevirt\n";
    for (spec, code) in [
        (format!("{spec}      values:\n{}", keys("        ", "1")), 1),
        (format!("{spec}      expose:\n{}", keys("        - ", "1").replace(": 1", "")), 1),
        (format!("{spec}{}", keys("      ", "1")), 2),
        (format!("{spec}  rules:\n{}", keys("    ", "error")), 1),
        (format!("{spec}  rules:\n{}", keys("    ", "eror")), 2),
        (format!("{spec}      presets:\n{}", list("        ", "nope")), 1),
    ] {
        let run = Vmopack::with_spec(&spec).run(["check"]);
        let shown = run.stderr.lines().filter(|line| line.starts_with("error[")).count();
        assert_eq!(run.code, Some(code), "{}", &spec[..200]);
        assert_eq!(shown, 101, "{}", &spec[..200]);
        assert!(run.stderr.contains("further mistakes are not shown"), "{}", &spec[..200]);
    }
}

#[test]
fn layers_without_end_are_refused() {
    let spec = format!("  target: {{kubernetes: \"1.35\"}}\n  layers:\n{}", "    - pack: kubevirt\n".repeat(MANY));
    let run = Vmopack::with_spec(&spec).run(["check"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("a profile has at most 1000 layers"));
}

#[test]
fn many_values_over_as_many_take_no_square_of_time() {
    let keys =
        |from: usize| (from..from + MANY).fold(String::new(), |text, number| format!("{text}        k{number}: 1\n"));
    let spec = format!("{}\n{}", REFERENCE.trim_end(), keys(MANY / 2));
    let run = Vmopack::with_spec(&spec).file("v.yaml", keys(0).replace("        k", "k")).run(["check"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr.lines().take(9).collect::<String>());
}
