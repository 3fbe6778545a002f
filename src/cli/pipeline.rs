//! From a profile on disk to checked output.

use super::failure::Failure;
use super::options::PipelineOptions;
use super::session::Session;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use vmopack::check::{Checked, Policy, accept, check};
use vmopack::cluster::{Cluster, ForeignError, Layer, locked_layers, read_foreign};
use vmopack::diagnostic::{Diagnostic, Id, Report};
use vmopack::lock::{self, Lock};
use vmopack::pack::Catalog;
use vmopack::palette;
use vmopack::profile::{self, LoadError, Profile};
use vmopack::render::{Rendered, render};
use vmopack::resolve::{parse_override, resolve, unknown_packs};
use vmopack::source::Span;

const INVALID_VALUE: Id = Id::new("profile/invalid-value");

/// A rendered profile with the lock beside it.
pub(crate) struct Prepared {
    pub(crate) rendered: Rendered,
    pub(crate) lock: Lock,
    pub(crate) lock_path: PathBuf,
    /// Whether there is a lock at all.
    pub(crate) is_locked: bool,
}

/// Loads, resolves and renders a profile.
pub(crate) fn prepare(path: &Path, options: &PipelineOptions, session: &mut Session) -> Result<Prepared, Failure> {
    let mut catalog = Catalog::embedded();
    for folder in &options.packs {
        catalog.add_folder(folder).map_err(Failure::world)?;
    }
    let profile = load(path, &catalog, session)?;
    let lock_path = profile.directory.join(lock::FILE_NAME);
    let (lock, is_locked) = read_lock(&lock_path, session)?;
    let mut overrides = Vec::new();
    for argument in &options.set {
        match parse_override(argument, &mut session.sources) {
            Ok(set) => overrides.push(set),
            Err(problems) => return Err(session.stop_loading(problems)),
        }
    }
    let resolution = resolve(profile, &catalog, &lock, &overrides, &mut session.sources);
    let resolution = resolution.map_err(|problems| session.stop(problems))?;
    let rendered = render(resolution, &mut session.sources).map_err(|problems| session.stop(problems))?;
    Ok(Prepared { rendered, lock, lock_path, is_locked })
}

fn load(path: &Path, catalog: &Catalog, session: &mut Session) -> Result<Profile, Failure> {
    match profile::load(path, &mut session.sources) {
        Ok(profile) => Ok(profile),
        Err(LoadError::Invalid(mut problems)) => {
            if let Some(profile) = problems.first().map(|problem| problem.primary.span.source) {
                problems.extend(unknown_packs(profile, catalog, &session.sources));
            }
            Err(session.stop_loading(problems))
        }
        Err(error) => {
            let is_missing = matches!(&error, LoadError::Read(error) if error.is_not_found());
            let help = "name the profile, or let `vmopack init` write one to start from".to_owned();
            Err(Failure::Usage(error.into(), is_missing.then_some(help)))
        }
    }
}

fn read_lock(path: &Path, session: &mut Session) -> Result<(Lock, bool), Failure> {
    match session.sources.read(path) {
        Ok(source) => match lock::read(source, &session.sources) {
            Ok(lock) => Ok((lock, true)),
            Err(problems) => Err(session.stop_loading(problems)),
        },
        Err(error) if error.is_not_found() => Ok((Lock::default(), false)),
        Err(error) => Err(Failure::world(error)),
    }
}

/// Checks a rendered profile and reports what was found; errors end the command.
pub(crate) fn checked(prepared: Prepared, with: &[PathBuf], session: &mut Session) -> Result<Checked, Failure> {
    let changed = compare_with_lock(&prepared)?;
    let foreign = read_context(&prepared.rendered.profile, with, session)?;
    let cluster = cluster(&prepared, foreign, session)?;
    let rendered = prepared.rendered;
    let policy = Policy::new(&rendered.profile.rules);
    let found = check(&cluster, &policy, &session.sources);
    let report = Report::new([found.diagnostics(), &changed].concat(), &session.sources);
    session.report(&report)?;
    accept(rendered, &report).map_err(|_| Failure::Findings)
}

/// Joins everything that shares the cluster, and what the lock says was there before.
pub(crate) fn cluster(prepared: &Prepared, foreign: Vec<Layer>, session: &mut Session) -> Result<Cluster, Failure> {
    let cluster = Cluster::new(&prepared.rendered, foreign, &session.sources);
    let cluster = cluster.map_err(|problems| session.stop(problems))?;
    Ok(cluster.after(locked_layers(&prepared.lock)))
}

/// Ends the command when the packs differ from what the lock says of their versions.
pub(crate) fn obey_lock(prepared: &Prepared, session: &mut Session) -> Result<(), Failure> {
    let changed = compare_with_lock(prepared)?;
    if changed.is_empty() { Ok(()) } else { Err(session.stop(changed)) }
}

fn compare_with_lock(prepared: &Prepared) -> Result<Vec<Diagnostic>, Failure> {
    let mut changed = Vec::new();
    if !prepared.is_locked {
        return Ok(changed);
    }
    let rendered = &prepared.rendered;
    for pack in rendered.packs() {
        let resolved = &pack.resolved;
        let content = palette::content(pack, &rendered.profile.target.clouds).map_err(Failure::world)?;
        let version = resolved.version.version.value.to_string();
        changed.extend(lock::compare(&prepared.lock, &resolved.name, &version, &content, resolved.layer));
    }
    Ok(changed)
}

/// A file that the profile names is a mistake of the profile, as with files of manifests.
fn unreadable(error: &ForeignError, place: Span) -> Diagnostic {
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
    Diagnostic::error(INVALID_VALUE, place, format!("{error}{cause}"))
}

/// Reads the profiles that share the cluster, each once: those that the profile names, and those of the command line.
fn read_context(profile: &Profile, with: &[PathBuf], session: &mut Session) -> Result<Vec<Layer>, Failure> {
    let named = profile.target.with.iter().map(|file| (profile.directory.join(&file.value), Some(file.span)));
    let given = with.iter().map(|path| (path.clone(), None));
    let (mut layers, mut seen) = (Vec::new(), BTreeSet::new());
    for (path, place) in named.chain(given) {
        if !seen.insert(path.canonicalize().unwrap_or_else(|_| path.clone())) {
            continue;
        }
        match (read_foreign(&path, &mut session.sources), place) {
            (Ok(found), _) => layers.extend(found),
            (Err(ForeignError::Invalid(problems)), _) => return Err(session.stop(problems)),
            (Err(error), Some(place)) => return Err(session.stop(vec![unreadable(&error, place)])),
            (Err(error), None) => return Err(Failure::world(error)),
        }
    }
    Ok(layers)
}
