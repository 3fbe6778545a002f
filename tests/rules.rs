//! Every rule against its fixtures in `tests/rules`, one test each. Nothing here knows any rule.
//!
//! `cargo test --test rules -- conflict/duplicate-layer` runs those of one rule.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "integration/examine.rs"]
mod examine;
#[path = "integration/files.rs"]
mod files;
#[path = "integration/fixture.rs"]
mod fixture;

use std::path::Path;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use vmopack::check::RULES;

use examine::{examine, examine_with};
use files::{examples, is_blessing};
use fixture::{Given, cases, folder};

fn main() -> ExitCode {
    let rules = RULES.iter().map(|rule| rule.id.as_str());
    let mut trials: Vec<Trial> = rules.flat_map(|rule| bad_cases(rule).chain(good_cases(rule))).collect();
    trials.extend(examples().into_iter().map(|folder| {
        let name = format!("examples/{} is clean", folder.file_name().unwrap().display());
        Trial::test(name, move || is_clean(folder.join("profile.yaml").as_path()))
    }));
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn bad_cases(rule: &'static str) -> impl Iterator<Item = Trial> {
    cases(rule, "bad").into_iter().map(move |case| {
        let folder = folder(rule, &case);
        Trial::test(format!("{rule}/{case}"), move || is_found_out(rule, &folder))
    })
}

fn good_cases(rule: &str) -> impl Iterator<Item = Trial> {
    cases(rule, "good").into_iter().map(move |case| {
        let folder = folder(rule, &case);
        Trial::test(format!("{rule}/{case}"), move || is_clean(fixture::read(&folder)?))
    })
}

/// Runs one rule over a bad fixture and compares what it says.
fn is_found_out(rule: &str, folder: &Path) -> Result<(), Failed> {
    let examined = examine_with(fixture::read(folder)?, rule);
    let (found, now) = (examined.found(), &examined.text);
    let is_of_rule = |finding: &String| finding.split(' ').next_back() == Some(rule);
    if found.is_empty() || !found.iter().all(is_of_rule) {
        return Err(format!("there must be findings of {rule} and no others, not:\n{now}").into());
    }
    let place = folder.join("expected.txt");
    if is_blessing() {
        fs_err::write(&place, now)?;
    }
    if *now == fs_err::read_to_string(&place).unwrap_or_default() {
        return Ok(());
    }
    let advice = "when this is right, run `VMOPACK_BLESS=1 cargo test --test rules` and look at the diff";
    Err(format!("{} differs from what {rule} says now:\n\n{now}{advice}", place.display()).into())
}

/// Runs all rules over inputs that are as they should be.
fn is_clean(given: impl Into<Given>) -> Result<(), Failed> {
    let text = examine(given).text;
    let advice = "fix the input, or the rule that sees something in it";
    if text.is_empty() { Ok(()) } else { Err(format!("{text}{advice}").into()) }
}
