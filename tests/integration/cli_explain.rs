//! `vmopack explain` and `vmopack rules`.

use vmopack::check::RULES;

use crate::support::{Vmopack, repository};

#[test]
fn a_rule_is_explained_with_its_fixtures() {
    insta::assert_snapshot!(Vmopack::new().run(["explain", "conflict/duplicate-snapshot-controller"]), @r#"
    --- stdout
    conflict/duplicate-snapshot-controller: more than one snapshot controller in a cluster
    (error)

    Finds every party that brings a CSI snapshot controller: a layer of this profile or of a profile
    that shares the cluster, a controller inside a CSI chart, the vendor's VMO pack, the Kubernetes
    distribution (RKE2, OpenShift, AKS and GKE ship one), and Palette itself, which installs one in
    every cluster that has or had backups.

    Why is this bad?

    A cluster has exactly one. Two of them work on the same objects with leases of their own, so they
    overwrite each other's changes; and the layer that is removed first takes the snapshot CRDs, and
    with them every snapshot, along.

    Example

        apiVersion: vmopack/v1alpha1
        kind: Profile
        metadata: {name: vmo, version: 1.0.0}
        spec:
          target: {kubernetes: "1.35", distribution: rke2}
          layers:
            - pack: snapshot-controller
            - pack: multus

    Use instead

        apiVersion: vmopack/v1alpha1
        kind: Profile
        metadata: {name: vmo, version: 1.0.0}
        spec:
          target: {kubernetes: "1.35", distribution: rke2}   # RKE2 has one, so the profile brings none
          layers:
            - pack: multus

    Reference: https://docs.spectrocloud.com/vm-management/create-vmo-profile/
    --- exit 0
    "#);
}

/// That they are the fixtures, rules.rs says.
#[test]
fn every_rule_shows_its_fixtures() {
    let indented = |text: &str| text.lines().map(|line| format!("    {line}\n")).collect::<String>();
    for rule in RULES {
        let explained = Vmopack::new().run(["explain", rule.id.as_str()]).stdout;
        for text in [rule.example, rule.instead] {
            assert!(explained.contains(&indented(text)), "{} lacks an input:\n{explained}", rule.id);
        }
    }
}

#[test]
fn a_mistake_of_a_profile_is_explained() {
    insta::assert_snapshot!(Vmopack::new().run(["explain", "profile/lock-mismatch"]), @r#"
    --- stdout
    profile/lock-mismatch: content that differs from vmopack.lock

    The lock says which content was given a version. A pack whose content changes must get a new
    revision, so that a changed pack never hides under an old tag. `vmopack lock` assigns it; commit the
    lock with the profile.
    --- exit 0
    "#);
}

#[test]
fn an_unknown_id_gets_a_suggestion() {
    insta::assert_snapshot!(Vmopack::new().run(["explain", "conflict/duplicate-crds"]), @r#"
    --- stderr
    error: there is no finding `conflict/duplicate-crds`; did you mean `conflict/duplicate-crd`?
    --- exit 2
    "#);
    insta::assert_snapshot!(Vmopack::new().run(["explain", "nonsense"]), @r#"
    --- stderr
    error: there is no finding `nonsense`; `vmopack rules` lists the rules
    --- exit 2
    "#);
    insta::assert_snapshot!(Vmopack::new().run(["explain"]), @r#"
    --- stderr
    error: the following required arguments were not provided:
      <ID>

    Usage: vmopack explain <ID>

    For more information, try '--help'.
    --- exit 2
    "#);
}

/// The list is a file of its own, so that a renamed rule is seen and a new one costs a blessing.
#[test]
fn rules_are_listed() {
    let run = Vmopack::new().run(["rules"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    let place = repository("tests/golden/rules.txt");
    if std::env::var_os("VMOPACK_BLESS").is_some() {
        fs_err::write(&place, &run.stdout).unwrap();
    }
    let expected = fs_err::read_to_string(&place).unwrap_or_default();
    let advice = "when that is wanted: VMOPACK_BLESS=1 cargo test";
    assert_eq!(run.stdout, expected, "`vmopack rules` (left) differs from {}; {advice}", place.display());
}

#[test]
fn rules_are_listed_for_programs() {
    let run = Vmopack::new().run(["rules", "--format", "json"]);
    let rules: Vec<serde_json::Value> = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(rules.len(), RULES.len());
    for (listed, rule) in rules.iter().zip(RULES) {
        let (id, severity) = (rule.id.as_str(), rule.severity.as_str());
        let (since, status) = (rule.since, rule.status.as_str());
        let expected = serde_json::json!({
            "id": id, "severity": severity, "summary": rule.summary, "since": since, "status": status
        });
        assert_eq!(*listed, expected);
    }
    insta::assert_snapshot!(Vmopack::new().run(["rules", "--format", "yaml"]), @r#"
    --- stderr
    error: invalid value 'yaml' for '--format <FORMAT>'
      [possible values: text, json]

    For more information, try '--help'.
    --- exit 2
    "#);
}
