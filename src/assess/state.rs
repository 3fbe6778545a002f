//! One state of the layers, to be compared with another one.

use super::AssessError;
use super::prepared::{self, Options};
use crate::check::{Policy, Selection, check};
use crate::cluster::{Cluster, Role};
use crate::diagnostic::Report;
use crate::input::{self, Extent, Input, InputError};
use crate::source::Sources;
use std::path::Path;

/// One state of the layers.
#[derive(Debug)]
pub struct State {
    /// Everything in it.
    pub cluster: Cluster,
    /// How much of a profile it is.
    pub extent: Extent,
    policy: Policy,
}

/// Reads what a path stands for, and renders it first when it is a profile.
///
/// # Errors
/// Fails when it cannot be read, or has mistakes.
pub fn read_state(path: &Path, options: &Options, sources: &mut Sources) -> Result<State, AssessError> {
    let input = input::read(path, sources).map_err(|error| match error {
        InputError::Invalid(problems) => AssessError::unloadable(problems, sources),
        error => AssessError::Input(error),
    });
    match input? {
        Input::Layers { layers, extent } => {
            let mut cluster = Cluster::default();
            cluster.add(Role::Judged, layers);
            Ok(State { cluster, extent, policy: Policy::default() })
        }
        Input::Profile(source) => {
            let prepared = prepared::load(source, path, options, sources)?.without_conflicts(sources)?;
            let mut cluster = prepared.cluster(sources)?;
            // The other state is what was there before, not the lock.
            cluster.before.clear();
            Ok(State { cluster, extent: Extent::Profile, policy: prepared.policy() })
        }
    }
}

/// Judges the way from one state to another by the rules on upgrades.
pub fn judge_upgrade(old: State, new: State, sources: &Sources) -> Report {
    let State { mut cluster, policy, .. } = new;
    cluster.add(Role::Before, old.cluster.layers);
    check(&cluster, Selection::Family("upgrade"), &policy, sources)
}
