//! KubeVirt's feature gates by release.

use crate::profile::Minor;

/// What a gate is in one release of KubeVirt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Off unless listed.
    Alpha,
    /// On by default from 1.9; off unless listed before.
    Beta,
    /// Always on; listing it changes nothing.
    Ga,
    /// Off unless listed, and going away.
    Deprecated,
    /// Cannot be switched on any more.
    Discontinued,
}

impl Stage {
    /// Every stage, the most lasting first.
    const ALL: [Self; 5] = [Self::Ga, Self::Beta, Self::Alpha, Self::Deprecated, Self::Discontinued];

    /// Returns KubeVirt's name of the stage.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Alpha => "Alpha",
            Self::Beta => "Beta",
            Self::Ga => "GA",
            Self::Deprecated => "Deprecated",
            Self::Discontinued => "Discontinued",
        }
    }
}

/// The releases in the table.
pub(crate) const RELEASES: std::ops::RangeInclusive<Minor> =
    Minor { major: 1, minor: FIRST }..=Minor { major: 1, minor: FIRST + 4 };

/// The first release in the table.
const FIRST: u32 = 5;

/// Stages in KubeVirt 1.5 to 1.9, a letter each: alpha, beta, ga, deprecated, discontinued (X), unknown (-).
/// From `pkg/virt-config/featuregate` at the tags v1.5.0 to v1.9.0: <https://github.com/kubevirt/kubevirt>.
const GATES: &[(&str, &str)] = &[
    ("AlignCPUs", "AAAAA"),
    ("AutoResourceLimitsGate", "GGGGG"),
    ("BochsDisplayForEFIGuests", "GGGGG"),
    ("CPUManager", "AAAAA"),
    ("CPUNodeDiscovery", "GGGGG"),
    ("ClusterProfiler", "AGGGG"),
    ("CommonInstancetypesDeploymentGate", "GGGGG"),
    ("ConfigurableHypervisor", "---AA"),
    ("ContainerPathVolumes", "---AA"),
    ("CrossArchitectureVirtualization", "----A"),
    ("DecentralizedLiveMigration", "-AAAA"),
    ("DeclarativeHotplugVolumes", "-AAAB"),
    ("DisableCustomSELinuxPolicy", "GGGGG"),
    ("DisableMDEVConfiguration", "AAADD"),
    ("DockerSELinuxMCSWorkaround", "DDDDD"),
    ("DownwardMetrics", "AAAAA"),
    ("DynamicPodInterfaceNaming", "GGGGG"),
    ("EnableVirtioFsConfigVolumes", "AAAGG"),
    ("EnableVirtioFsStorageVolumes", "AAAAA"),
    ("ExpandDisks", "AAAAG"),
    ("ExperimentalIgnitionSupport", "AAAAA"),
    ("ExperimentalVirtiofsSupport", "DDDXX"),
    ("ExternalNetResourceInjection", "---BB"),
    ("FirmwareAutoSelection", "----A"),
    ("GPU", "GGGGG"),
    ("GPUsWithDRA", "-AAAB"),
    ("GraceIOVirtualization", "----A"),
    ("HostDevices", "AAAAA"),
    ("HostDevicesWithDRA", "-AAAB"),
    ("HostDisk", "AAAAA"),
    ("HotplugNICs", "GGGGG"),
    ("HotplugVolumes", "AAAAD"),
    ("HypervStrictCheck", "AAAAA"),
    ("IOMMUFD", "----A"),
    ("ImageVolume", "-ABBB"),
    ("IncrementalBackup", "--AAA"),
    ("InstancetypeReferencePolicy", "BGGGG"),
    ("KubevirtSeccompProfile", "AABBB"),
    ("LibvirtHooksServerAndClient", "---AB"),
    ("LiveMigration", "GGGGG"),
    ("LiveUpdateNADRef", "---BG"),
    ("Macvtap", "XXXXX"),
    ("MigrationPriorityQueue", "--ABG"),
    ("MigrationStallDetection", "----A"),
    ("MultiArchitecture", "AAADD"),
    ("NUMA", "GGGGG"),
    ("NetworkBindingPlugins", "GGGGG"),
    ("NetworkDevicesWithDRA", "----A"),
    ("NodeRestriction", "ABBBB"),
    ("NonRoot", "GGGGG"),
    ("OCIExport", "----A"),
    // Not registered before 1.9, but read by its name from 1.6: off unless listed all the same.
    ("ObjectGraph", "-AAAA"),
    ("OptOutRoleAggregation", "---AB"),
    ("PCINUMAAwareTopology", "---AA"),
    ("PSA", "GGGGG"),
    ("PanicDevices", "-ABBG"),
    ("Passt", "XXXXX"),
    ("PasstBinding", "---BB"),
    ("PasstIPStackMigration", "-AAXX"),
    ("PersistentReservation", "AAAAG"),
    ("Plugins", "----A"),
    ("PodSecondaryInterfaceNamingUpgrade", "---BB"),
    ("PortRangesSpec", "----A"),
    ("RebootPolicy", "---AB"),
    ("ReservedOverheadMemlock", "---AA"),
    ("Root", "AAAAA"),
    ("SRIOVLiveMigration", "GGGGG"),
    ("SecureExecution", "--BBG"),
    ("Sidecar", "AAAAA"),
    ("Snapshot", "ABBBB"),
    ("Template", "---AB"),
    ("UtilityVolumes", "---AA"),
    ("VGPULiveMigration", "----A"),
    ("VMExport", "ABBBG"),
    ("VMLiveUpdateFeatures", "GGGGG"),
    ("VMPersistentState", "AGGGG"),
    ("VMStatsCollector", "----A"),
    ("VSOCK", "AAAAA"),
    ("VideoConfig", "-ABBG"),
    ("VmiMemoryOverheadReport", "---AB"),
    ("VolumeMigration", "GGGGG"),
    ("VolumesUpdateStrategy", "GGGGG"),
    ("WorkloadEncryptionSEV", "AAAAB"),
    ("WorkloadEncryptionTDX", "--AAA"),
];

/// Returns the stage of a gate in a release of KubeVirt; releases outside of the table count as its nearest one.
pub fn stage(gate: &str, kubevirt: Minor) -> Option<Stage> {
    let (_, stages) = GATES.iter().find(|(name, _)| *name == gate)?;
    let last = stages.len().saturating_sub(1);
    let column = usize::try_from(kubevirt.minor.saturating_sub(FIRST)).unwrap_or(last).min(last);
    match stages.as_bytes()[column] {
        b'A' => Some(Stage::Alpha),
        b'B' => Some(Stage::Beta),
        b'G' => Some(Stage::Ga),
        b'D' => Some(Stage::Deprecated),
        b'X' => Some(Stage::Discontinued),
        _ => None,
    }
}

/// Returns the gates of a release by their stages, the most lasting first; stages without gates are left out.
pub fn by_stage(kubevirt: Minor) -> Vec<(Stage, Vec<&'static str>)> {
    let of = |wanted| names().filter(|name| stage(name, kubevirt) == Some(wanted)).collect();
    let stages = Stage::ALL.into_iter().map(|stage| (stage, of(stage)));
    stages.filter(|(_, names): &(_, Vec<_>)| !names.is_empty()).collect()
}

/// Returns the names of all gates that any release knows.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    GATES.iter().map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_whole() {
        assert!(GATES.is_sorted_by(|a, b| a.0 < b.0));
        assert!(
            GATES.iter().all(|(_, stages)| stages.len() == 5 && stages.bytes().all(|stage| b"ABGDX-".contains(&stage)))
        );
    }

    #[test]
    fn stages_differ_by_release() {
        let at = |gate, minor| stage(gate, Minor { major: 1, minor });
        assert_eq!(at("HotplugVolumes", 8), Some(Stage::Alpha));
        assert_eq!(at("HotplugVolumes", 9), Some(Stage::Deprecated));
        assert_eq!(at("LiveMigration", 7), Some(Stage::Ga));
        assert_eq!(at("Template", 7), None);
        assert_eq!(at("Template", 12), Some(Stage::Beta));
        assert_eq!((at("ObjectGraph", 5), at("ObjectGraph", 6)), (None, Some(Stage::Alpha)), "it works when listed");
    }
}
