//! What the capabilities of the `kubevirt` pack take in each of its versions.

mod read;

use super::{Pack, PackVersion, Window};
use crate::profile::Minor;
use serde_json::Value;

/// What can be chosen in one version of the pack, on one Kubernetes minor.
#[derive(Clone, Debug)]
pub struct CapabilityTable {
    /// KubeVirt's version.
    pub version: semver::Version,
    /// The Kubernetes minors that it runs on.
    pub window: Window,
    /// The Kubernetes minor of the cluster.
    pub kubernetes: Minor,
    /// Whether a Beta gate is on unless it is disabled.
    pub beta_default: bool,
    /// The names of the list `capabilities`, and those that a value of their own switches on.
    pub capabilities: Vec<Choice>,
    /// Boolean values with a feature gate, by their path.
    pub switches: Vec<Choice>,
}

/// Something that can be chosen.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Name of the capability, or path of the value.
    pub name: String,
    /// Whether it is chosen when a profile says nothing.
    pub default: bool,
    /// The feature gate behind it.
    pub gate: Option<String>,
    /// Stage of the gate in this version; none where the version does not have it.
    pub stage: Option<String>,
    /// A gate that switches it off when it is listed.
    pub against: Option<String>,
    /// What choosing it does.
    pub chosen: Effect,
    /// The gate that is disabled where it is not chosen.
    pub otherwise_disabled: Option<String>,
}

/// What choosing something does.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// It changes the `KubeVirt` resource; without a gate and fields, it is there anyway.
    Sets {
        /// The gate to list.
        gate: Option<String>,
        /// Fields of `spec.configuration`.
        fields: Vec<(String, Value)>,
        /// Fields of `spec.configuration` that take a value of the pack, with its path.
        from: Vec<(String, String)>,
    },
    /// It is no name of the list: a value switches it on.
    Value {
        /// Path of the value.
        path: String,
        /// The field of `spec.configuration` that it fills.
        field: String,
    },
    /// It cannot be had.
    Needs {
        /// The first KubeVirt minor that can do it, if this one cannot.
        kubevirt: Option<Minor>,
        /// The first Kubernetes minor that can do it, if this one cannot.
        kubernetes: Option<Minor>,
    },
}

/// Why there is no table.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoTable {
    /// The pack has no such version.
    #[error("there is no KubeVirt {wanted}; the pack has {known}")]
    Unknown {
        /// What was asked for.
        wanted: String,
        /// The versions of the pack.
        known: String,
    },
    /// No version runs on this Kubernetes.
    #[error("Kubernetes {kubernetes} is outside of {windows}")]
    Outside {
        /// What was asked for.
        kubernetes: Minor,
        /// What the versions run on.
        windows: String,
    },
    /// The facts of a version have another form than the `kubevirt` pack gives them.
    #[error("the facts of the pack cannot be read")]
    Facts(#[from] serde_json::Error),
}

impl CapabilityTable {
    /// Reads what the versions of the pack can do, newest first: those of one minor such as `1.8` or one version such as
    /// `1.8.4`, on the Kubernetes minor, or on the newest that a version runs on.
    ///
    /// # Errors
    /// Fails when no version is left, or its facts cannot be read.
    pub fn find(pack: &Pack, kubevirt: Option<&str>, kubernetes: Option<Minor>) -> Result<Vec<Self>, NoTable> {
        let wanted = |version: &&PackVersion| {
            let (full, minor) = (version.version.value.to_string(), version.version.value.minor);
            let text = kubevirt.map(|text| text.trim_start_matches('v'));
            text.is_none_or(|text| text == full || text == format!("{}.{minor}", version.version.value.major))
        };
        let named: Vec<&PackVersion> = pack.versions.iter().filter(wanted).collect();
        if named.is_empty() {
            let known = list(pack.versions.iter().map(|version| version.version.value.to_string()));
            return Err(NoTable::Unknown { wanted: kubevirt.unwrap_or_default().to_owned(), known });
        }
        let runs = |version: &&PackVersion| kubernetes.is_none_or(|minor| version.kubernetes.contains(minor));
        let tables: Result<Vec<_>, _> = named
            .iter()
            .copied()
            .filter(runs)
            .map(|version| {
                let newest = version.kubernetes.max.unwrap_or(version.kubernetes.min);
                read::table(pack, version, kubernetes.unwrap_or(newest))
            })
            .collect();
        match (tables?, kubernetes) {
            (tables, Some(kubernetes)) if tables.is_empty() => {
                let window =
                    |version: &&PackVersion| format!("{} (KubeVirt {})", version.kubernetes, version.version.value);
                Err(NoTable::Outside { kubernetes, windows: list(named.iter().map(window)) })
            }
            (tables, _) => Ok(tables),
        }
    }

    /// Returns KubeVirt's minor release.
    pub fn kubevirt(&self) -> Minor {
        let number = |part: u64| u32::try_from(part).unwrap_or(u32::MAX);
        Minor { major: number(self.version.major), minor: number(self.version.minor) }
    }
}

fn list(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(", ")
}
