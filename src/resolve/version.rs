//! Chooses versions in the order of their dependencies.

use crate::decode::Spanned;
use crate::diagnostic::{Diagnostic, Id};
use crate::lock::Lock;
use crate::pack::{Pack, PackVersion};
use crate::profile::{Minor, Name};
use crate::source::Span;
use std::collections::BTreeMap;

const NO_VERSION_FITS: Id = Id::new("profile/no-version-fits");

/// What the versions of a pack are chosen by.
pub(super) struct Question<'a> {
    pub(super) pack: &'a Pack,
    /// The published name.
    pub(super) name: &'a str,
    pub(super) layer: Span,
    pub(super) pinned: Option<&'a Spanned<semver::Version>>,
    pub(super) kubernetes: &'a Spanned<Minor>,
    pub(super) chosen: &'a BTreeMap<Name, semver::Version>,
    pub(super) lock: &'a Lock,
}

impl Question<'_> {
    /// Answers with the pinned version, else the locked one, else the newest; all but the pinned one must fit.
    pub(super) fn answer(&self) -> Result<PackVersion, Box<Diagnostic>> {
        if let Some(pinned) = self.pinned {
            let found = self.pack.versions.iter().find(|version| version.version.value == pinned.value);
            return found.cloned().ok_or_else(|| Box::new(self.unknown(pinned)));
        }
        let fitting: Vec<&PackVersion> = self.pack.versions.iter().filter(|version| self.fits(version)).collect();
        let locked = self.lock.packs.get(self.name).map(|locked| locked.version.as_str());
        let locked = fitting.iter().find(|version| Some(version.version.value.to_string().as_str()) == locked);
        let nearest = || fitting.iter().min_by_key(|version| self.distance(version));
        locked.or_else(nearest).map(|version| (*version).clone()).ok_or_else(|| Box::new(self.nothing_fits()))
    }

    fn fits(&self, version: &PackVersion) -> bool {
        version.kubernetes.contains(self.kubernetes.value) && self.pairs_fit(version)
    }

    fn pairs_fit(&self, version: &PackVersion) -> bool {
        version.pairs.iter().all(|(pack, minor)| self.chosen.get(pack).is_none_or(|chosen| is_of(chosen, *minor)))
    }

    /// How many Kubernetes minors away a version was made for; 0 for all that are not made for a single one.
    fn distance(&self, version: &PackVersion) -> u32 {
        version.kubernetes.best.map_or(0, |best| best.minor.abs_diff(self.kubernetes.value.minor))
    }

    fn unknown(&self, pinned: &Spanned<semver::Version>) -> Diagnostic {
        let known: Vec<String> = self.pack.versions.iter().map(|version| version.version.value.to_string()).collect();
        let message = format!("pack `{}` has no version {}", self.pack.name, pinned.value);
        Diagnostic::error(NO_VERSION_FITS, pinned.span, message).help(format!("versions: {}", known.join(", ")))
    }

    fn nothing_fits(&self) -> Diagnostic {
        let message = format!("no version of `{}` fits Kubernetes {}", self.pack.name, self.kubernetes.value);
        let mut diagnostic = Diagnostic::error(NO_VERSION_FITS, self.layer, message)
            .label(self.kubernetes.span, "the target")
            .help("change the target, pin a version of the packs that it goes with, or leave the layer out");
        for version in &self.pack.versions {
            let pairs: String = version.pairs.iter().map(|(pack, minor)| format!(", {pack} {minor}")).collect();
            diagnostic =
                diagnostic.note(format!("{}: Kubernetes {}{pairs}", version.version.value, version.kubernetes));
        }
        for (pack, version) in self.chosen.iter().filter(|(pack, _)| self.pack.after.contains(pack)) {
            diagnostic = diagnostic.note(format!("chosen before: {pack} {version}"));
        }
        diagnostic
    }
}

fn is_of(version: &semver::Version, minor: Minor) -> bool {
    version.major == u64::from(minor.major) && version.minor == u64::from(minor.minor)
}
