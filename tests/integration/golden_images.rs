//! The pack golden-images: what its values become, and what it refuses.

use crate::packs::Workspace;
use vmopack::render::RenderedLayer;

/// Renders the pack alone: its files by their stems, or the messages of its findings.
fn rendered(values: &str) -> Result<Vec<(String, String)>, Vec<String>> {
    let mut workspace = Workspace::new("x: 1\n", &[("10-a.yaml", "a: 1\n")]);
    workspace.spec =
        format!("target: {{kubernetes: \"1.35\"}}\nlayers:\n  - pack: golden-images\n    values: {{{values}}}\n");
    match workspace.render() {
        Ok(rendered) => {
            let packs = rendered.layers.iter();
            let packs = packs.filter_map(|layer| if let RenderedLayer::Pack(pack) = layer { Some(pack) } else { None });
            Ok(packs.flat_map(|pack| &pack.files).map(|file| (file.stem.clone(), file.published.clone())).collect())
        }
        Err(problems) => Err(problems.into_iter().map(|problem| problem.message).collect()),
    }
}

fn file(values: &str, stem: &str) -> String {
    let files = rendered(values).unwrap_or_else(|messages| panic!("{values}: {messages:?}"));
    files.into_iter().find(|(name, _)| name == stem).map_or_else(String::new, |(_, text)| text)
}

/// Returns the part of a file that is not labels.
fn image(values: &str) -> String {
    let text = file(&format!("images: {{ubuntu-24-04: null, one: {{{values}}}}}"), "30-images");
    let is_label = |line: &&str| line.trim().starts_with("app.kubernetes.io/");
    text.lines().filter(|line| !is_label(line)).map(|line| format!("{line}\n")).collect()
}

const REGISTRY: &str = "source: {registry: {url: 'docker://quay.io/a/b:1'}}, size: 10Gi";

#[test]
fn the_default_is_one_image_with_an_instance_type() {
    let files = rendered("").unwrap();
    let stems: Vec<&str> = files.iter().map(|(stem, _)| stem.as_str()).collect();
    assert_eq!(stems, ["20-clone-rights", "30-images", "40-instance-types"]);
    let types = &files[2].1;
    for name in ["vmo-small", "vmo-linux"] {
        assert!(files[1].1.contains(&format!(": {name}\n")) && types.contains(&format!("name: {name}\n")), "{name}");
    }
}

#[test]
fn an_import_without_a_schedule_is_a_data_volume() {
    insta::assert_snapshot!(image(&format!("{REGISTRY}, instancetype: big")), @r#"
    ---
    apiVersion: cdi.kubevirt.io/v1beta1
    kind: DataVolume
    metadata:
      name: one-8690f36c
      namespace: vmo-golden-images
      labels:
        instancetype.kubevirt.io/default-instancetype: big
      annotations:
        cdi.kubevirt.io/storage.bind.immediate.requested: "true"
    spec:
      source:
        registry:
          url: docker://quay.io/a/b:1
      storage:
        resources:
          requests:
            storage: 10Gi
    ---
    apiVersion: cdi.kubevirt.io/v1beta1
    kind: DataSource
    metadata:
      name: one
      namespace: vmo-golden-images
      labels:
        instancetype.kubevirt.io/default-instancetype: big
    spec:
      source:
        pvc:
          name: one-8690f36c
          namespace: vmo-golden-images
    "#);
}

#[test]
fn a_schedule_makes_a_cron_behind_a_name_that_stays() {
    let storage = "storageClass: fast, accessModes: [ReadWriteMany], volumeMode: Block";
    insta::assert_snapshot!(image(&format!("{REGISTRY}, {storage}, schedule: '0 3 * * 1', importsToKeep: 1")), @r#"
    ---
    apiVersion: cdi.kubevirt.io/v1beta1
    kind: DataImportCron
    metadata:
      name: one-f29815c3
      namespace: vmo-golden-images
      labels:
    spec:
      schedule: 0 3 * * 1
      managedDataSource: one-f29815c3
      garbageCollect: Outdated
      importsToKeep: 1
      retentionPolicy: None
      template:
        spec:
          source:
            registry:
              url: docker://quay.io/a/b:1
          storage:
            accessModes:
              - ReadWriteMany
            resources:
              requests:
                storage: 10Gi
            storageClassName: fast
            volumeMode: Block
    ---
    apiVersion: cdi.kubevirt.io/v1beta1
    kind: DataSource
    metadata:
      name: one
      namespace: vmo-golden-images
      labels:
    spec:
      source:
        dataSource:
          name: one-f29815c3
          namespace: vmo-golden-images
    "#);
}

#[test]
fn disks_that_are_here_are_used_and_others_are_cloned() {
    let here = image("source: {snapshot: {name: old}}");
    assert!(here.contains("    snapshot:\n      name: old\n") && !here.contains("DataVolume"), "{here}");
    let there = image("source: {pvc: {name: old, namespace: other}}");
    assert!(there.contains("    pvc:\n      name: old\n      namespace: other\n"), "{there}");
    assert!(there.contains("    pvc:\n      name: one-"), "{there}");
}

/// CDI lets nobody change an import, so another import has another name; a change of what machines get has not.
#[test]
fn a_changed_import_gets_a_new_name() {
    let name = |values: &str| {
        let text = image(values);
        text.lines().find(|line| line.starts_with("  name: one-")).unwrap().to_owned()
    };
    let first = name(REGISTRY);
    assert_eq!(first, name(&format!("{REGISTRY}, preference: other")));
    for changed in [
        REGISTRY.replace("b:1", "b:2"),
        REGISTRY.replace("10Gi", "11Gi"),
        format!("{REGISTRY}, storageClass: fast"),
        format!("{REGISTRY}, schedule: '0 3 * * 1'"),
    ] {
        assert_ne!(first, name(&changed), "{changed}");
    }
    let schedule = format!("{REGISTRY}, schedule: '0 3 * * 1'");
    assert_ne!(name(&schedule), name(&schedule.replace("0 3", "0 4")));
    assert_ne!(name(&schedule), name(&format!("{schedule}, importsToKeep: 5")));
}

#[test]
fn certificates_go_where_they_are_read() {
    let pem = "certificates: {corp: \"-----BEGIN CERTIFICATE-----\\nabc\\n\"}";
    let source = "source: {registry: {url: 'docker://quay.io/a/b:1', certConfigMap: corp}}, size: 1Gi";
    let namespaces = |image: &str| {
        let text = file(&format!("{pem}, cdiNamespace: importer, images: {{one: {{{image}}}}}"), "10-certificates");
        text.lines().filter_map(|line| Some(line.strip_prefix("  namespace: ")?.to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(namespaces(source), ["vmo-golden-images"]);
    // The pods that look for new images run beside CDI.
    assert_eq!(namespaces(&format!("{source}, schedule: '0 3 * * 1'")), ["vmo-golden-images", "importer"]);
}

#[test]
fn clone_rights_are_given_to_whom_the_values_name() {
    let rights = |values: &str| file(&format!("cloneFrom: {{{values}}}"), "20-clone-rights");
    assert!(rights("").contains("name: system:serviceaccounts\n"));
    let some = rights("groups: [], namespaces: [team-a], users: ['yes']");
    assert!(some.contains("name: system:serviceaccounts:team-a\n") && some.contains("name: \"yes\"\n"), "{some}");
    assert!(!rights("groups: []").contains("RoleBinding"));
}

#[test]
fn what_would_have_no_effect_is_refused() {
    let one = |values: &str| rendered(&format!("images: {{one: {{{values}}}}}")).unwrap_err();
    let weekly = "schedule: '0 3 * * 1'";
    for (values, message) in [
        ("source: {http: {url: 'https://a.io/b'}}", "value `images.one` needs a size"),
        (
            &format!("source: {{http: {{url: 'https://a.io/b'}}}}, size: 1Gi, {weekly}"),
            "value `images.one.schedule` needs a registry as the source",
        ),
        (
            &format!("{}, {weekly}", REGISTRY.replace(":1", &format!("@sha256:{}", "0".repeat(64)))),
            "value `images.one.schedule` has nothing to look for: the source names a digest",
        ),
        (&format!("{REGISTRY}, importsToKeep: 3"), "value `images.one.importsToKeep` needs a schedule"),
        (
            "source: {pvc: {name: old}}, size: 1Gi",
            "value `images.one.size` has no effect on a disk that is used as it is: name its namespace to clone it",
        ),
    ] {
        assert_eq!(one(values), [message], "{values}");
    }
}

#[test]
fn what_the_apis_would_refuse_is_refused() {
    for values in [
        "images: {one: {size: 1Gi}}",
        "images: {one: {source: {}, size: 1Gi}}",
        "images: {one: {source: {registry: {url: 'quay.io/a/b:1'}}, size: 1Gi}}",
        "images: {one: {source: {registry: {url: 'docker://a/b:1'}, pvc: {name: a}}, size: 1Gi}}",
        "images: {one: {source: {http: {url: 'ftp://a/b'}}, size: 1Gi}}",
        "images: {one: {source: {registry: {url: 'docker://a/b:1'}}, size: 1Gi, schedule: daily}}",
        "images: {one: {source: {registry: {url: 'docker://a/b:1'}}, size: 1Gi, accessModes: [RWX]}}",
        "images: {one: {source: {registry: {url: 'docker://quay.io/A/b:1'}}, size: 1Gi}}",
        "images: {one: {source: {registry: {url: 'docker://a.io:x/b'}}, size: 1Gi}}",
        "images: {one: {source: {pvc: {name: a..b}}}}",
        "images: {one: {source: {pvc: {name: a, namespace: a.b}}}}",
        "images: {one: {source: {snapshot: {name: a, namespace: a.b}}}}",
        "cloneFrom: {serviceAccounts: [{name: a, namespace: a.b}]}",
        "cloneFrom: {serviceAccounts: [{name: a..b, namespace: b}]}",
        "images: {Big: {source: {pvc: {name: a}}}}",
        "certificates: {corp: not-pem}",
        "certificates: {corp: \"-----BEGIN CERTIFICATE-----\\n-----BEGIN PRIVATE KEY-----\"}",
        "storageProfiles: {fast: {claimPropertySets: [{accessModes: [ReadWriteMany]}]}}",
        "storageProfiles: {fast: {cloneStrategy: magic}}",
        "instancetypes: {big: {cpu: {guest: 0}, memory: {guest: 1Gi}}}",
        "instancetypes: {big: {cpu: {guest: 1}}}",
        "preferences: {odd: {devices: {preferredDiskBuss: virtio}}}",
    ] {
        assert_eq!(rendered(values).unwrap_err().len(), 1, "{values}");
    }
}

/// What both Kubernetes and CDI read: the poller is a `CronJob`, and CDI works out the next time by itself.
#[test]
fn schedules_are_crontabs() {
    let schedule = |schedule: &str| rendered(&format!("images: {{one: {{{REGISTRY}, schedule: '{schedule}'}}}}"));
    for good in ["0 3 * * 1", "*/15 0-6,22 1,15 JAN-mar Mon-Fri", "59 23 31 12 6", "00 03 * * *", "5/10 */2 * * sun,6"]
    {
        schedule(good).unwrap_or_else(|messages| panic!("{good}: {messages:?}"));
    }
    for bad in [
        "99 99 99 99 99",
        "60 0 * * *",
        "0 24 * * *",
        "0 0 0 * *",
        "0 0 32 * *",
        "0 0 * 13 *",
        "0 0 * * 7",
        "0 0 * FOO *",
        "*/0 * * * *",
        "0 0 * *",
        "0 0 * * * *",
        "@daily",
        "1, 0 * * *",
        "1-2-3 0 * * *",
        "JAN 0 * * *",
        " 0 0 * * *",
    ] {
        assert_eq!(schedule(bad).unwrap_err().len(), 1, "{bad}");
    }
    for (bad, range) in [("30-10 0 * * *", "30-10"), ("0 0 * Dec-FEB *", "Dec-FEB"), ("0 0 * * 5-mon/2", "5-mon")] {
        let message = format!("value `images.one.schedule` has a range that ends before it starts: {range}");
        assert_eq!(schedule(bad).unwrap_err(), [message]);
    }
}

/// KubeVirt's operator puts its own objects back as they were, so a name of theirs has two owners.
#[test]
fn names_that_kubevirt_deploys_are_refused() {
    let sizes = "{cpu: {guest: 1}, memory: {guest: 1Gi}}";
    for (values, path) in [
        (format!("instancetypes: {{u1.small: {sizes}}}"), "instancetypes.u1.small"),
        (format!("instancetypes: {{rt1.huge: {sizes}}}"), "instancetypes.rt1.huge"),
        ("preferences: {ubuntu: {}}".to_owned(), "preferences.ubuntu"),
        ("preferences: {windows.11: {}}".to_owned(), "preferences.windows.11"),
    ] {
        let message = format!("value `{path}` has a name of KubeVirt's own: both would change it");
        assert_eq!(rendered(&values).unwrap_err(), [message]);
    }
    rendered(&format!("instancetypes: {{u1-small: {sizes}, ours.u1: {sizes}}}, preferences: {{ubuntu-ours: {{}}}}"))
        .unwrap();
}
