//! From what the user names to a verdict: the one chain that every command goes through.
//!
//! Only [`assess`] makes an [`Assessment`], and only an assessment of a profile without errors gives [`Checked`], which is
//! what can be archived. The lock beside the profile is a part of it, so changed content never passes under an old version.

mod context;
mod error;
mod prepared;
mod state;

pub use error::AssessError;
pub use prepared::{Options, Prepared, prepare, prove};
pub use state::{State, judge_upgrade, read_state};

use crate::check::{Policy, Selection, check};
use crate::cluster::{Cluster, Role};
use crate::diagnostic::{Diagnostic, Report};
use crate::input::{self, Input};
use crate::palette::ComposedPack;
use crate::render::Rendered;
use crate::source::Sources;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What is known and thought of the inputs.
#[derive(Debug)]
pub struct Assessment {
    prepared: Option<Prepared>,
    cluster: Cluster,
    report: Report,
}

/// A profile that passed its checks: the only thing that can be archived.
#[derive(Debug)]
pub struct Checked {
    prepared: Prepared,
}

/// Reads inputs, joins their layers into one cluster, and judges it by all rules and by the lock of the profile.
///
/// # Errors
/// Fails when an input cannot be read, or has mistakes that leave nothing to judge.
pub fn assess(inputs: &[PathBuf], options: &Options, sources: &mut Sources) -> Result<Assessment, AssessError> {
    let (mut prepared, mut layers, mut seen) = (None, Vec::new(), Seen::default());
    for path in inputs {
        if !seen.is_new(path) {
            continue;
        }
        match input::read(path, sources).map_err(|error| AssessError::of_input(error, sources))? {
            Input::Layers { layers: found, .. } => layers.extend(found),
            Input::Profile(_) if prepared.is_some() => return Err(AssessError::SecondProfile { path: path.clone() }),
            Input::Profile(source) => prepared = Some(prepared::load(source, path, options, sources)?),
        }
    }
    let mut cluster = match &prepared {
        Some(prepared) => prepared.cluster(sources)?,
        None => Cluster::default(),
    };
    cluster.add(Role::Judged, layers);
    let shared = context::read(prepared.as_ref(), &options.with, &mut seen, sources)?;
    cluster.add(Role::Context, shared);
    let report = match &prepared {
        Some(prepared) => {
            let found = check(&cluster, Selection::All, &prepared.policy(), sources);
            let changed: Vec<Diagnostic> = prepared.changed().collect();
            Report::new([found.diagnostics(), &changed].concat(), sources)
        }
        None => check(&cluster, Selection::All, &Policy::default(), sources),
    };
    Ok(Assessment { prepared, cluster, report })
}

/// The paths that were read, so that each is read once.
#[derive(Debug, Default)]
struct Seen(BTreeSet<PathBuf>);

impl Seen {
    /// Says whether a path was not read yet, under any of its names.
    fn is_new(&mut self, path: &Path) -> bool {
        self.0.insert(path.canonicalize().unwrap_or_else(|_| path.to_owned()))
    }
}

impl Assessment {
    /// Returns what was found.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Returns what was judged.
    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// Returns the profile with all that was made of it, when one was among the inputs.
    pub fn prepared(&self) -> Option<&Prepared> {
        self.prepared.as_ref()
    }

    /// Lets the profile pass, when nothing that was found is an error.
    ///
    /// # Errors
    /// Returns the assessment when it has errors, or is not about a profile.
    pub fn accept(self) -> Result<Checked, Box<Self>> {
        match self {
            Self { prepared: Some(prepared), report, .. } if !report.has_errors() => Ok(Checked { prepared }),
            refused => Err(Box::new(refused)),
        }
    }
}

impl Checked {
    /// Returns the rendered profile.
    pub fn rendered(&self) -> &Rendered {
        self.prepared.rendered()
    }

    /// Returns its packs as they are published, in its order.
    pub(crate) fn packs(&self) -> &[ComposedPack] {
        self.prepared.packs()
    }
}
