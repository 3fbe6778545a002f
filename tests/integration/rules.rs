//! Every rule against its fixtures in `tests/rules`. Nothing here knows any rule.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use vmopack::check::RULES;

use crate::examine::{examine, examine_with};
use crate::support::{files_below, repository};

/// With this variable set, `expected.txt` is written instead of compared.
const BLESS: &str = "VMOPACK_BLESS";

fn fixture(id: &str, kind: &str) -> PathBuf {
    repository("tests/rules").join(id).join(kind).join("profile.yaml")
}

#[test]
fn bad_fixtures_are_found_out() {
    let failures: Vec<String> = RULES.iter().filter_map(|rule| bad(rule.id.as_str()).err()).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// Runs one rule over its bad fixture and compares what it says.
fn bad(id: &str) -> Result<(), String> {
    let profile = fixture(id, "bad");
    let examined = examine_with(&profile, id);
    let ids: BTreeSet<_> = examined.report.diagnostics().iter().map(|finding| finding.id.as_str()).collect();
    if !ids.iter().eq([&id]) {
        return Err(format!(
            "{} must lead to findings of {id} and to no others:\n{}",
            profile.display(),
            examined.text
        ));
    }
    let place = profile.with_file_name("expected.txt");
    if std::env::var_os(BLESS).is_some() {
        fs_err::write(&place, &examined.text).map_err(|error| error.to_string())?;
    }
    let expected = fs_err::read_to_string(&place).unwrap_or_default();
    if examined.text == expected {
        return Ok(());
    }
    let (place, now) = (place.display(), &examined.text);
    Err(format!(
        "{place} differs from what {id} says now:\n\n{now}\
         when this is right, run `{BLESS}=1 cargo test` and look at the diff"
    ))
}

#[test]
fn good_fixtures_are_clean_under_every_rule() {
    assert_clean(RULES.iter().map(|rule| fixture(rule.id.as_str(), "good")));
}

#[test]
fn examples_are_clean() {
    let examples = files_below(&repository("examples"));
    let profiles: Vec<_> = examples.into_iter().filter(|file| file.ends_with("profile.yaml")).collect();
    assert!(!profiles.is_empty(), "there are no examples/*/profile.yaml");
    assert_clean(profiles);
}

fn assert_clean(profiles: impl IntoIterator<Item = PathBuf>) {
    let findings = profiles.into_iter().filter_map(|profile| {
        let text = examine(&profile).text;
        (!text.is_empty()).then(|| format!("{}:\n{text}", profile.display()))
    });
    let findings: Vec<String> = findings.collect();
    let advice = "mend the profile, or the rule that sees something in it";
    assert!(findings.is_empty(), "{}{advice}", findings.concat());
}

#[test]
fn rules_and_fixtures_belong_together() {
    let rules: BTreeSet<String> = RULES.iter().map(|rule| rule.id.as_str().to_owned()).collect();
    let fixtures = folders_at_depth(&repository("tests/rules"), 2);
    for id in &rules {
        let [bad, good] = ["bad", "good"].map(|kind| fixture(id, kind));
        assert!(bad.is_file() && good.is_file(), "{id} needs {} and {}", bad.display(), good.display());
    }
    let orphans: Vec<&String> = fixtures.difference(&rules).collect();
    let advice = "remove the folder, or add the rule to RULES in src/check/rules/mod.rs";
    assert!(orphans.is_empty(), "tests/rules has fixtures of no rule: {orphans:?}; {advice}");
}

#[test]
fn rules_stand_where_their_id_says() {
    for rule in RULES {
        let place = format!("src/check/rules/{}.rs", rule.id.as_str().replace('-', "_"));
        assert!(repository(&place).is_file(), "{} belongs into {place}", rule.id);
    }
}

/// Returns the paths of the folders that lie `depth` levels below a folder.
fn folders_at_depth(root: &Path, depth: usize) -> BTreeSet<String> {
    let files = files_below(root).into_iter();
    let folders = files.map(|file| {
        let parts: Vec<String> =
            file.strip_prefix(root).unwrap().iter().map(|part| part.to_string_lossy().into_owned()).collect();
        parts[..depth.min(parts.len() - 1)].join("/")
    });
    folders.collect()
}
