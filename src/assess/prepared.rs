//! A profile, rendered and composed, with the lock beside it.

use super::AssessError;
use crate::check::{Policy, Selection, check};
use crate::cluster::{Cluster, Role};
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::input::{self, Input, locked_layers};
use crate::lock::{self, Lock};
use crate::pack::Catalog;
use crate::palette::{self, ComposedPack};
use crate::profile::{self, Profile};
use crate::render::{Rendered, render};
use crate::resolve::{Override, parse_override, resolve, unknown_packs};
use crate::source::{SourceId, Sources};
use std::path::{Path, PathBuf};

/// What a profile with this conflict renders to could not be told apart in files, in the lock and in Palette.
const CONFLICTS: &[&str] = &["conflict/duplicate-layer"];

/// What goes into a run beside its inputs.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Folders with more packs, one folder each.
    pub packs: Vec<PathBuf>,
    /// Values over those of the profile, as `PACK.PATH=VALUE`.
    pub set: Vec<String>,
    /// Cluster profiles exported from Palette that share the cluster, beside those that the profile names.
    pub with: Vec<PathBuf>,
}

/// A profile, rendered and composed, with the lock beside it.
#[derive(Debug)]
pub struct Prepared {
    rendered: Rendered,
    packs: Vec<ComposedPack>,
    lock: Lock,
    lock_path: PathBuf,
    is_locked: bool,
}

/// Renders a profile and composes its packs, without a verdict on them.
///
/// # Errors
/// Fails when the path does not stand for a profile, or when that has mistakes or layers that could not be told apart.
pub fn prepare(path: &Path, options: &Options, sources: &mut Sources) -> Result<Prepared, AssessError> {
    match input::read(path, sources).map_err(|error| AssessError::of_input(error, sources))? {
        Input::Profile(source) => load(source, path, options, sources)?.without_conflicts(sources),
        Input::Layers { .. } => Err(AssessError::NotAProfile { path: path.to_owned() }),
    }
}

/// Proves that a profile which nobody has written yet loads, and that its packs have versions.
///
/// # Errors
/// Fails when it does not.
pub fn prove(text: &str, sources: &mut Sources) -> Result<(), AssessError> {
    let source = sources.add("the profile that was not written", text);
    let resolved = profile::read(source, PathBuf::new(), sources)
        .and_then(|profile| resolve(profile, &Catalog::embedded(), &Lock::default(), &[], sources));
    resolved.map(drop).map_err(|problems| AssessError::unloadable(problems, sources))
}

pub(super) fn load(
    source: SourceId,
    path: &Path,
    options: &Options,
    sources: &mut Sources,
) -> Result<Prepared, AssessError> {
    let mut catalog = Catalog::embedded();
    for folder in &options.packs {
        catalog.add_folder(folder)?;
    }
    let profile = read_profile(source, path, &catalog, sources)?;
    let lock_path = profile.directory.join(lock::FILE_NAME);
    let (lock, is_locked) = read_lock(&lock_path, sources)?;
    let overrides = overrides(&options.set, sources)?;
    let resolution = resolve(profile, &catalog, &lock, &overrides, sources)
        .map_err(|problems| AssessError::findings(problems, sources))?;
    let rendered = render(resolution, sources).map_err(|problems| AssessError::findings(problems, sources))?;
    let packs = palette::compose(&rendered)?;
    Ok(Prepared { rendered, packs, lock, lock_path, is_locked })
}

fn read_profile(source: SourceId, path: &Path, catalog: &Catalog, sources: &Sources) -> Result<Profile, AssessError> {
    let directory = path.parent().map(Path::to_path_buf).unwrap_or_default();
    profile::read(source, directory, sources).map_err(|mut problems| {
        problems.extend(unknown_packs(source, catalog, sources));
        AssessError::unloadable(problems, sources)
    })
}

fn read_lock(path: &Path, sources: &mut Sources) -> Result<(Lock, bool), AssessError> {
    match sources.read(path) {
        Ok(source) => match lock::read(source, sources) {
            Ok(lock) => Ok((lock, true)),
            Err(problems) => Err(AssessError::unloadable(problems, sources)),
        },
        Err(error) if error.is_not_found() => Ok((Lock::default(), false)),
        Err(error) => Err(AssessError::Lock(error)),
    }
}

fn overrides(arguments: &[String], sources: &mut Sources) -> Result<Vec<Override>, AssessError> {
    let mut overrides = Vec::new();
    for argument in arguments {
        let set = parse_override(argument, sources);
        overrides.push(set.map_err(|problems| AssessError::unloadable(problems, sources))?);
    }
    Ok(overrides)
}

impl Prepared {
    /// Returns the rendered profile.
    pub fn rendered(&self) -> &Rendered {
        &self.rendered
    }

    /// Returns its packs as they are published, in its order.
    pub fn packs(&self) -> &[ComposedPack] {
        &self.packs
    }

    /// Returns the lock; an empty one where there is none.
    pub fn lock(&self) -> &Lock {
        &self.lock
    }

    /// Returns where the lock is, or would be.
    pub fn lock_path(&self) -> &Path {
        &self.lock_path
    }

    /// Says whether there is a lock.
    pub fn is_locked(&self) -> bool {
        self.is_locked
    }

    /// Returns the severities that the profile gives to rules.
    pub(super) fn policy(&self) -> Policy {
        Policy::new(&self.rendered.profile.rules)
    }

    /// Returns the layers as rules see them, and what the lock says was there before.
    pub(super) fn cluster(&self, sources: &Sources) -> Result<Cluster, AssessError> {
        let cluster = Cluster::from_profile(&self.rendered, &self.packs, sources);
        let mut cluster = cluster.map_err(|problems| AssessError::findings(problems, sources))?;
        cluster.add(Role::Before, locked_layers(&self.lock));
        Ok(cluster)
    }

    /// Says which packs differ from what the lock holds of their versions.
    pub(super) fn changed(&self) -> impl Iterator<Item = Diagnostic> {
        let locked = self.packs.iter().zip(self.rendered.packs()).filter(|_| self.is_locked);
        locked.filter_map(|(pack, rendered)| {
            lock::compare(&self.lock, &pack.name, &pack.component, &pack.content, rendered.resolved.layer)
        })
    }

    /// Refuses packs that differ from what the lock holds of their versions.
    ///
    /// # Errors
    /// Fails with a finding for each of them.
    pub fn obey_lock(&self, sources: &Sources) -> Result<(), AssessError> {
        let changed: Vec<Diagnostic> = self.changed().collect();
        if changed.is_empty() { Ok(()) } else { Err(AssessError::findings(changed, sources)) }
    }

    /// Refuses layers that could not be told apart in what is written of them.
    pub(super) fn without_conflicts(self, sources: &Sources) -> Result<Self, AssessError> {
        let report = check(&self.cluster(sources)?, Selection::Only(CONFLICTS), &self.policy(), sources);
        if report.has_errors() { Err(AssessError::Findings(report)) } else { Ok(self) }
    }

    /// Returns the lock that pins the packs as they are now, and the updates in it that nobody has tested. Nothing is worse
    /// than a warning here: only the user knows whether what was locked before runs in any cluster.
    ///
    /// # Errors
    /// Fails when the layers hold something that is not a Kubernetes object.
    pub fn updated_lock(&self, sources: &Sources) -> Result<(Lock, Report), AssessError> {
        let report = check(&self.cluster(sources)?, Selection::Family("upgrade"), &self.policy(), sources);
        let mut found = report.diagnostics().to_vec();
        for diagnostic in found.iter_mut().filter(|diagnostic| diagnostic.severity == Severity::Error) {
            diagnostic.severity = Severity::Warning;
            diagnostic
                .notes
                .push("an error in `check` and `diff`, for a cluster in which the older one runs".to_owned());
        }
        let packs = self.packs.iter();
        let contents = packs.map(|pack| (pack.name.clone(), (pack.component.clone(), pack.content.clone())));
        Ok((self.lock.updated(contents.collect()), Report::new(found, sources)))
    }
}
