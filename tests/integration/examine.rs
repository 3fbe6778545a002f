//! A profile through the library, from the file to the report, as the command line does it.

use std::path::Path;

use vmopack::check::{Policy, RULES, check};
use vmopack::cluster::{Cluster, ForeignError, locked_layers, read_foreign};
use vmopack::decode::Spanned;
use vmopack::diagnostic::{Diagnostic, Report, render_human};
use vmopack::lock::{self, Lock};
use vmopack::pack::Catalog;
use vmopack::profile::{self, LoadError, RuleLevel};
use vmopack::render::render;
use vmopack::resolve::resolve;
use vmopack::source::{Sources, Span};

/// What the rules say of a profile.
pub(crate) struct Examined {
    pub(crate) report: Report,
    pub(crate) text: String,
}

impl Examined {
    /// Returns severity and id of each finding.
    pub(crate) fn found(&self) -> Vec<String> {
        let found = self.report.diagnostics().iter();
        found.map(|finding| format!("{} {}", finding.severity, finding.id)).collect()
    }
}

/// Checks a profile with the severities that it gives itself.
pub(crate) fn examine(profile: &Path) -> Examined {
    run(profile, None)
}

/// Checks a profile with one rule.
pub(crate) fn examine_with(profile: &Path, rule: &str) -> Examined {
    run(profile, Some(rule))
}

fn run(path: &Path, only: Option<&str>) -> Examined {
    let mut sources = Sources::new();
    let profile = match profile::load(path, &mut sources) {
        Ok(profile) => profile,
        Err(LoadError::Invalid(problems)) => stop(path, problems, &sources),
        Err(error) => panic!("{}: {error}", path.display()),
    };
    let policy = match only {
        Some(rule) => Policy::new(&all_off_but(rule, Span::start_of(profile.source))),
        None => Policy::new(&profile.rules),
    };
    let (directory, with) = (profile.directory.clone(), profile.target.with.clone());
    let lock = read_lock(path, &mut sources);
    let resolution = resolve(profile, &Catalog::embedded(), &lock, &[], &mut sources);
    let resolution = resolution.unwrap_or_else(|problems| stop(path, problems, &sources));
    let rendered = render(resolution, &mut sources).unwrap_or_else(|problems| stop(path, problems, &sources));
    let mut foreign = Vec::new();
    for file in with {
        foreign.extend(match read_foreign(&directory.join(&file.value), &mut sources) {
            Ok(layers) => layers,
            Err(ForeignError::Invalid(problems)) => stop(path, problems, &sources),
            Err(error) => panic!("{}: {error}", path.display()),
        });
    }
    let cluster = Cluster::new(&rendered, foreign, &sources).unwrap_or_else(|problems| stop(path, problems, &sources));
    let report = check(&cluster.after(locked_layers(&lock)), &policy, &sources);
    let text = shown(&report, &sources, path);
    Examined { report, text }
}

/// Reads the lock beside a profile, which says what the layers take the place of.
fn read_lock(profile: &Path, sources: &mut Sources) -> Lock {
    let Ok(source) = sources.read(&profile.with_file_name(lock::FILE_NAME)) else { return Lock::default() };
    lock::read(source, sources).unwrap_or_else(|problems| stop(profile, problems, sources))
}

fn all_off_but(rule: &str, span: Span) -> Vec<RuleLevel> {
    let others = RULES.iter().map(|other| other.id.as_str()).filter(|other| *other != rule);
    others.map(|other| RuleLevel { rule: Spanned { value: other.to_owned(), span }, level: None }).collect()
}

/// Renders a report with paths as they are seen from the folder of the profile.
fn shown(report: &Report, sources: &Sources, profile: &Path) -> String {
    let folder = format!("{}/", profile.parent().unwrap().display());
    render_human(report, sources, false).replace(&folder, "")
}

fn stop(profile: &Path, problems: Vec<Diagnostic>, sources: &Sources) -> ! {
    panic!("{} does not load:\n{}", profile.display(), shown(&Report::new(problems, sources), sources, profile))
}
