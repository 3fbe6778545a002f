//! `vmopack explain gates`.

use crate::support::Vmopack;
use serde_json::{Value, json};

#[test]
fn versions_stand_side_by_side() {
    insta::assert_snapshot!(Vmopack::new().run(["explain", "gates"]), @r#"
    --- stdout
    capabilities                         1.9.0 (Kubernetes 1.36)             1.8.4 (Kubernetes 1.35)            1.7.4 (Kubernetes 1.34)
    * live-migration                     evictionStrategy                    evictionStrategy                   evictionStrategy
    * snapshot                           on                                  gate Snapshot                      gate Snapshot
    * hotplug-volumes                    on                                  gate HotplugVolumes                gate HotplugVolumes
    * export                             on                                  gate VMExport                      gate VMExport
    * expand-disks                       on                                  gate ExpandDisks                   gate ExpandDisks
    * hotplug-nics                       on                                  on                                 on
    * live-update                        vmRolloutStrategy                   vmRolloutStrategy                  vmRolloutStrategy
    * cpu-hotplug                        vmRolloutStrategy                   vmRolloutStrategy                  vmRolloutStrategy
      memory-hotplug                     vmRolloutStrategy                   vmRolloutStrategy                  vmRolloutStrategy
      volume-migration                   vmRolloutStrategy                   vmRolloutStrategy                  vmRolloutStrategy
      declarative-hotplug                on                                  gate DeclarativeHotplugVolumes     gate DeclarativeHotplugVolumes
      image-volumes                      on                                  gate ImageVolume                   needs KubeVirt 1.8 on Kubernetes 1.35
      vm-persistent-state                on                                  on                                 on
      cpu-pinning                        gate CPUManager                     gate CPUManager                    gate CPUManager
      host-devices                       gate HostDevices                    gate HostDevices                   gate HostDevices
      vgpu-migration                     gate VGPULiveMigration              needs KubeVirt 1.9                 needs KubeVirt 1.9
      downward-metrics                   gate DownwardMetrics                gate DownwardMetrics               gate DownwardMetrics
      vsock                              gate VSOCK                          gate VSOCK                         gate VSOCK
      incremental-backup                 gate IncrementalBackup              gate IncrementalBackup             gate IncrementalBackup
      sev                                on                                  gate WorkloadEncryptionSEV         gate WorkloadEncryptionSEV
      tdx                                gate WorkloadEncryptionTDX          gate WorkloadEncryptionTDX         gate WorkloadEncryptionTDX
      ksm                                ksmConfiguration                    ksmConfiguration                   ksmConfiguration
      memory-overcommit                  value memoryOvercommit              value memoryOvercommit             value memoryOvercommit
    * components.templates               on                                  gate Template                      needs KubeVirt 1.8
      components.decentralizedMigration  gate DecentralizedLiveMigration     gate DecentralizedLiveMigration    gate DecentralizedLiveMigration
      components.sidecarHooks            gate Sidecar                        gate Sidecar                       gate Sidecar
      components.persistentReservation   persistentReservationConfiguration  gate PersistentReservation         gate PersistentReservation
      network.resourcesInjector          on                                  gate ExternalNetResourceInjection  needs KubeVirt 1.8

    * chosen by default. `vmopack explain gates --kubevirt 1.9` says more.
    --- exit 0
    "#);
}

#[test]
fn one_version_is_shown_in_full() {
    insta::assert_snapshot!(Vmopack::new().run(["explain", "gates", "--kubevirt", "1.8"]), @r#"
    --- stdout
    KubeVirt 1.8.4 on Kubernetes 1.35 (it runs on 1.33 to 1.35). A Beta gate is off unless it is listed.

    capabilities           gate                       stage  in the KubeVirt resource
    * live-migration       LiveMigration              GA     evictionStrategy: LiveMigrate
    * snapshot             Snapshot                   Beta   featureGates: Snapshot
    * hotplug-volumes      HotplugVolumes             Alpha  featureGates: HotplugVolumes
    * export               VMExport                   Beta   featureGates: VMExport
    * expand-disks         ExpandDisks                Alpha  featureGates: ExpandDisks
    * hotplug-nics         HotplugNICs                GA     nothing, it is on
    * live-update          VMLiveUpdateFeatures       GA     vmRolloutStrategy: LiveUpdate
    * cpu-hotplug          -                          -      vmRolloutStrategy: LiveUpdate
      memory-hotplug       -                          -      vmRolloutStrategy: LiveUpdate
      volume-migration     VolumeMigration            GA     vmRolloutStrategy: LiveUpdate
      declarative-hotplug  DeclarativeHotplugVolumes  Alpha  featureGates: DeclarativeHotplugVolumes, not beside the gate HotplugVolumes
      image-volumes        ImageVolume                Beta   featureGates: ImageVolume
      vm-persistent-state  VMPersistentState          GA     nothing, it is on
      cpu-pinning          CPUManager                 Alpha  featureGates: CPUManager
      host-devices         HostDevices                Alpha  featureGates: HostDevices
      vgpu-migration       VGPULiveMigration          -      needs KubeVirt 1.9
      downward-metrics     DownwardMetrics            Alpha  featureGates: DownwardMetrics
      vsock                VSOCK                      Alpha  featureGates: VSOCK
      incremental-backup   IncrementalBackup          Alpha  featureGates: IncrementalBackup
      sev                  WorkloadEncryptionSEV      Alpha  featureGates: WorkloadEncryptionSEV
      tdx                  WorkloadEncryptionTDX      Alpha  featureGates: WorkloadEncryptionTDX
      ksm                  -                          -      ksmConfiguration: value ksm
      memory-overcommit    -                          -      developerConfiguration.memoryOvercommit: value memoryOvercommit

    values                               gate                          stage  in the KubeVirt resource when true, when false
      components.templates               Template                      Alpha  featureGates: Template; -
      components.decentralizedMigration  DecentralizedLiveMigration    Alpha  featureGates: DecentralizedLiveMigration; -
      components.sidecarHooks            Sidecar                       Alpha  featureGates: Sidecar; -
      components.persistentReservation   PersistentReservation         Alpha  featureGates: PersistentReservation; -
      network.resourcesInjector          ExternalNetResourceInjection  Beta   featureGates: ExternalNetResourceInjection; -

    * chosen by default

    All feature gates of KubeVirt 1.8

    GA (always on)
        AutoResourceLimitsGate BochsDisplayForEFIGuests CPUNodeDiscovery ClusterProfiler
        CommonInstancetypesDeploymentGate DisableCustomSELinuxPolicy DynamicPodInterfaceNaming
        EnableVirtioFsConfigVolumes GPU HotplugNICs InstancetypeReferencePolicy LiveMigration NUMA
        NetworkBindingPlugins NonRoot PSA SRIOVLiveMigration VMLiveUpdateFeatures VMPersistentState
        VolumeMigration VolumesUpdateStrategy

    Beta (off unless listed)
        ExternalNetResourceInjection ImageVolume KubevirtSeccompProfile LiveUpdateNADRef
        MigrationPriorityQueue NodeRestriction PanicDevices PasstBinding PodSecondaryInterfaceNamingUpgrade
        SecureExecution Snapshot VMExport VideoConfig

    Alpha (off unless listed)
        AlignCPUs CPUManager ConfigurableHypervisor ContainerPathVolumes DecentralizedLiveMigration
        DeclarativeHotplugVolumes DownwardMetrics EnableVirtioFsStorageVolumes ExpandDisks
        ExperimentalIgnitionSupport GPUsWithDRA HostDevices HostDevicesWithDRA HostDisk HotplugVolumes
        HypervStrictCheck IncrementalBackup LibvirtHooksServerAndClient ObjectGraph OptOutRoleAggregation
        PCINUMAAwareTopology PersistentReservation RebootPolicy ReservedOverheadMemlock Root Sidecar
        Template UtilityVolumes VSOCK VmiMemoryOverheadReport WorkloadEncryptionSEV WorkloadEncryptionTDX

    Deprecated (off unless listed, and about to go)
        DisableMDEVConfiguration DockerSELinuxMCSWorkaround MultiArchitecture

    Discontinued (cannot be switched on)
        ExperimentalVirtiofsSupport Macvtap Passt PasstIPStackMigration
    --- exit 0
    "#);
}

#[test]
fn what_an_older_kubernetes_cannot_do_is_told() {
    let run = Vmopack::new().run(["explain", "gates", "--kubevirt", "v1.9.0", "--kubernetes", "1.34"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    let shown: Vec<&str> =
        run.stdout.lines().filter(|line| line.contains("1.34") || line.contains("disabledFeatureGates")).collect();
    insta::assert_snapshot!(shown.join("\n"), @r"
    KubeVirt 1.9.0 on Kubernetes 1.34 (it runs on 1.34 to 1.36). A Beta gate is on unless it is disabled.
      image-volumes        ImageVolume                Beta   needs Kubernetes 1.35; until then disabledFeatureGates: ImageVolume
    * components.templates               Template                      Beta   nothing, it is on; disabledFeatureGates: Template
      network.resourcesInjector          ExternalNetResourceInjection  Beta   nothing, it is on; disabledFeatureGates: ExternalNetResourceInjection
    ");
}

#[test]
fn a_kubernetes_release_leaves_the_versions_that_run_on_it() {
    let versions = |kubernetes: &str| {
        let run = Vmopack::new().run(["explain", "gates", "--kubernetes", kubernetes, "--format", "json"]);
        let tables: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
        assert!(tables.iter().all(|table| table["kubernetes"] == kubernetes));
        tables.iter().map(|table| table["kubevirt"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(versions("1.36"), ["1.9.0"]);
    assert_eq!(versions("1.34"), ["1.9.0", "1.8.4", "1.7.4"]);
}

#[test]
fn programs_get_the_same_table() {
    let run = Vmopack::new().run(["explain", "gates", "--kubevirt", "1.8.4", "--format", "json"]);
    let tables: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
    let named = |name: &str| {
        let found = tables[0]["capabilities"].as_array().unwrap().iter().find(|choice| choice["name"] == name);
        found.unwrap().clone()
    };
    assert_eq!(tables.len(), 1);
    assert_eq!((&tables[0]["kubevirt"], &tables[0]["betaDefault"]), (&json!("1.8.4"), &json!(false)));
    assert_eq!(
        named("snapshot"),
        json!({
            "name": "snapshot", "default": true, "gate": "Snapshot", "stage": "Beta", "against": null,
            "chosen": {"featureGate": "Snapshot", "fields": {}, "fieldsFromValues": {}}, "otherwiseDisabled": null,
        })
    );
    assert_eq!(named("vgpu-migration")["chosen"], json!({"needs": {"kubevirt": "1.9", "kubernetes": null}}));
    assert_eq!(tables[0]["gates"]["Discontinued"].as_array().unwrap().len(), 4);
    assert_eq!(tables[0]["switches"][0]["name"], "components.templates");
}

#[test]
fn versions_that_nobody_knows_are_refused() {
    insta::assert_snapshot!(Vmopack::new().run(["explain", "gates", "--kubevirt", "1.6"]), @r#"
    --- stderr
    error: there is no KubeVirt 1.6; the pack has 1.9.0, 1.8.4, 1.7.4
    --- exit 2
    "#);
    insta::assert_snapshot!(Vmopack::new().run(["explain", "gates", "--kubevirt", "1.9", "--kubernetes", "1.31"]), @r#"
    --- stderr
    error: Kubernetes 1.31 is outside of 1.34 to 1.36 (KubeVirt 1.9.0)
    --- exit 2
    "#);
    insta::assert_snapshot!(Vmopack::new().run(["explain", "gates", "--kubernetes", "latest"]), @r#"
    --- stderr
    error: invalid value 'latest' for '--kubernetes <MINOR>': `latest` is no minor version: write it as "1.35"

    For more information, try '--help'.
    --- exit 2
    "#);
}
