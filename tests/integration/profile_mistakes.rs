//! Profiles that do not load: every kind of mistake, in its place, several at once.

use std::fmt::Write as _;
use std::path::PathBuf;
use vmopack::diagnostic::{Diagnostic, Report};
use vmopack::profile::{self, LoadError};
use vmopack::source::Sources;

const HEAD: &str = "apiVersion: vmopack/v1alpha1\nkind: Profile\n";

/// Returns what is said about a text, `ID LINE:COLUMN MESSAGE / HELP` each.
fn mistakes(text: &str) -> Vec<String> {
    let mut sources = Sources::new();
    let source = sources.add("p", text);
    let Err(problems) = profile::read(source, PathBuf::new(), &sources) else { return Vec::new() };
    let report = Report::new(problems, &sources);
    let describe = |problem: &Diagnostic| {
        let place = sources.describe(problem.primary.span);
        let help = problem.help.as_ref().map(|help| format!(" / {help}")).unwrap_or_default();
        format!("{} {} {}{help}", problem.id, place.trim_start_matches("p:"), problem.message)
    };
    report.diagnostics().iter().map(describe).collect()
}

fn with(metadata: &str, spec: &str) -> Vec<String> {
    let spec: String = spec.lines().map(|line| format!("  {line}\n")).collect();
    mistakes(&format!("{HEAD}metadata: {metadata}\nspec:\n{spec}"))
}

const META: &str = "{name: t, version: 1.0.0}";
const TARGET: &str = "target: {kubernetes: \"1.35\"}";

#[test]
fn every_kind_of_mistake_has_its_message() {
    let mut shown = String::new();
    let mut show = |title: &str, found: Vec<String>| {
        writeln!(shown, "{}", title.escape_debug()).unwrap();
        assert!(!found.is_empty(), "{title} was accepted");
        for line in found {
            writeln!(shown, "    {line}").unwrap();
        }
    };
    for text in [
        "",
        "# only a comment\n",
        "---\n",
        "null\n",
        "text\n",
        "[]\n",
        "1\n",
        "{}\n",
        "a: [1\n",
        "kind: Profile\n---\nkind: Profile\n",
        "{\"kind\": \"Profile\"\n",
    ] {
        show(text, mistakes(text));
    }
    show("wrong head", mistakes("apiVersion: v1\nkind: profile\nmetadata: null\nspec: null\nmeta: 1\n"));
    for metadata in [
        "[]",
        "{}",
        "{name: null, version: ~}",
        "{name: Vmo, version: 1.0}",
        "{name: 1.5, version: v1.0.0}",
        "{name: a.b, version: 1.0.0+k3s1}",
        &format!("{{name: {}, version: 1.0.0}}", "a".repeat(31)),
        "{name: t, version: 1.0.0, nmae: x, description: [a]}",
    ] {
        show(metadata, with(metadata, &format!("{TARGET}\nlayers: [{{pack: a}}]\n")));
    }
    for target in [
        "text",
        "{}",
        "{kubernetes: 1.35}",
        "{kubernetes: \"1.35.2\"}",
        "{kubernetes: \"1.35\", distribution: rke, management: self, backups: yes, clouds: [], airgap: maybe, with: infra.json}",
        "{kubernetes: \"1.35\", clouds: [aws, amazon, 1], kubernets: x}",
    ] {
        show(target, with(META, &format!("target: {target}\nlayers: [{{pack: a}}]\n")));
    }
    for layers in [
        "{}",
        "[]",
        "null",
        "[text]",
        "[{}]",
        "[{pack: a, ref: {name: b}}]",
        "[{pack: A}]",
        "[{pack: 1}]",
        "[{pack: a, version: 1.8}]",
        "[{pack: a, presets: p, values: [1], expose: [1]}]",
        "[{pack: a, verison: 1.0.0}]",
        "[{ref: {name: a}}]",
        "[{ref: text}]",
        "[{ref: {name: a, version: 1.0.0, kind: hlem}, presets: [a], expose: [b]}]",
        "[{manifests: {name: A, files: a}}]",
        "[{manifests: {name: a, files: [1], installPriority: high}, values: {}, version: 1.0.0}]",
        "[{pack: a}, {pack: a, pack: b}]",
    ] {
        show(layers, with(META, &format!("{TARGET}\nlayers: {layers}\n")));
    }
    for rest in [
        "images: {mirror: \"https://r.io\", map: []}",
        "images: {mirror: \"r.io/\"}",
        "images: {map: [\"a\", \"::b\", \"a::b\", \"a.io::https://b\"]}",
        "images: {mirorr: a}",
        "registries: [{}, {name: a, kind: docker, default: 1}]",
        "registries: [{name: a, uid: <uid>}, {name: a, default: true}, {name: b, kind: helm, default: true}]",
        "registries: [{name: a, kind: helm, default: true}]",
        "variables: [{name: A}, {name: a, format: text, default: 1, hidden: maybe}]",
        "variables: [{name: a}, {name: a-b}, {name: a}, {name: b, hidden: true, required: true}]",
        "variables: [{name: a, regex: '(?=a)'}, {name: b, regex: '(a)\\1'}, {name: c, regex: '^[a-z]+$', default: A}]",
        "rules: []",
        "rules: {a/b: of, c/d: on, e: [1]}",
        "rules: {a/b: off, a/b: note}",
        "layer: []",
    ] {
        show(rest, with(META, &format!("{TARGET}\nlayers: [{{pack: a}}]\n{rest}\n")));
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn registries_of_layers_are_known_and_of_the_kind_that_is_said() {
    let layers = |reference: &str| {
        let registries = "registries: [{name: ours}, {name: charts, kind: helm}]";
        with(META, &format!("{TARGET}\n{registries}\nlayers: [{{ref: {{name: a, version: 1.0.0, {reference}}}}}]\n"))
    };
    for fine in ["registry: ours", "registry: charts, kind: helm", "registry: Public Repo, kind: pack", "kind: oci"] {
        assert_eq!(layers(fine), [""; 0], "{fine}");
    }
    assert_eq!(
        [layers("registry: our"), layers("registry: elsewhere"), layers("registry: ours, kind: helm")].concat(),
        [
            "profile/invalid-value 7:54 nothing is known of registry `our` / did you mean `ours`?",
            "profile/invalid-value 7:54 nothing is known of registry `elsewhere` / list it under `registries`, with its kind",
            "profile/invalid-value 7:66 registry `ours` is of kind oci / write `kind: oci`, or leave it out",
        ]
    );
}

#[test]
fn defaults_of_variables_have_their_format() {
    let found = |format: &str, default: &str| {
        let variable = format!("{{name: a, format: {format}, default: {default:?}}}");
        with(META, &format!("{TARGET}\nlayers: [{{pack: a}}]\nvariables: [{variable}]\n"))
    };
    for (format, fine, wrong) in [
        ("number", &["5", "-1.5", "1e3", ""][..], &["five", "1,5", "NaN", "inf", "5 "][..]),
        ("boolean", &["true", "false"], &["yes", "True", "1"]),
        ("ipv4", &["10.0.0.1"], &["10.0.0.256", "10.0.0", "::1"]),
        ("ipv4cidr", &["10.0.0.0/8", "0.0.0.0/0"], &["10.0.0.0", "10.0.0.0/33", "::/0"]),
        ("ipv6", &["::1", "2001:db8::"], &["10.0.0.1", "2001:db8"]),
        ("version", &["1.35.0", "1.0.0-rc.1"], &["1.35", "v1.0.0"]),
        ("string", &["anything"], &[]),
        ("number", &["{{ .spectro.system.cluster.name }}"], &[]),
    ] {
        for default in fine {
            assert_eq!(found(format, default), [""; 0], "{format} {default}");
        }
        for default in wrong {
            assert_eq!(
                found(format, default)
                    .first()
                    .map(|text| text.ends_with(&format!("`{default}` is not of the format {format}"))),
                Some(true),
                "{format} {default}"
            );
        }
    }
}

#[test]
fn absent_and_null_are_the_same() {
    let spec = format!(
        "{TARGET}\nregistries: null\nvariables: ~\nimages:\nrules:\nlayers:\n  - pack: a\n    version: null\n    presets:\n    values: ~\n    expose:\n"
    );
    assert_eq!(with("{name: t, version: 1.0.0, description: null}", &spec), [""; 0]);
}

#[test]
fn mistakes_without_end_are_cut_and_quick() {
    let layers: String = (0..1_000).map(|index| format!("  - {{pack: p{index}, nope: 1}}\n")).collect();
    let found = mistakes(&format!("{HEAD}metadata: {META}\nspec:\n  {TARGET}\n  layers:\n{layers}"));
    assert_eq!(found.len(), 101);
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("profile.yaml");
    let load = || match profile::load(&path, &mut Sources::new()) {
        Err(LoadError::Read(error)) => {
            let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
            format!("{error}{cause}").replace(&path.display().to_string(), "PATH")
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(load(), "cannot read PATH: No such file or directory (os error 2)");
    std::fs::write(&path, b"a: \xff\n").unwrap();
    assert_eq!(load(), "PATH is not UTF-8 text: byte 3 starts no character");
    std::fs::File::create(&path).unwrap().set_len(100 << 20).unwrap();
    assert_eq!(load(), "PATH is larger than 16 MiB");
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    assert_eq!(load(), "cannot read PATH: Is a directory (os error 21)");
}
