//! Severities that the profile gives, and findings that it allows.

use crate::examine::{Examined, examine};
use crate::support::{Vmopack, profile};

/// Two layers with one namespace (a warning), a gate that nobody knows (an error), and one that is always on (a warning).
const LAYERS: &str = "  target: {kubernetes: \"1.35\"}
  layers:
    - pack: kubevirt
      values: {featureGates: [HostDisks, LiveMigration]}
    - ref: {name: tools, version: 1.0.0}
      values: {pack: {namespace: kubevirt}}
";

fn examined(spec: &str) -> Examined {
    let folder = Vmopack::with_profile(&profile(spec));
    examine(&folder.path("profile.yaml"))
}

fn with_rules(rules: &str) -> Examined {
    examined(&format!("{LAYERS}  rules:\n{rules}"))
}

#[test]
fn without_a_policy_every_rule_has_its_own_severity() {
    assert_eq!(
        examined(LAYERS).found(),
        [
            "warning conflict/shared-namespace",
            "error kubevirt/unknown-feature-gate",
            "warning kubevirt/inactive-feature-gate",
        ]
    );
}

#[test]
fn a_rule_can_be_raised_lowered_and_switched_off() {
    let rules = "    conflict/shared-namespace: error\n    kubevirt/unknown-feature-gate: note\n    \
                 kubevirt/inactive-feature-gate: off\n";
    let examined = with_rules(rules);
    assert_eq!(examined.found(), ["error conflict/shared-namespace", "note kubevirt/unknown-feature-gate"]);
    insta::assert_snapshot!(examined.text, @r#"
    error[conflict/shared-namespace]: namespace `kubevirt` belongs to 2 layers
      --> profile.yaml:7:7
       |
     7 |     - pack: kubevirt
       |       ^^^^^^^^^^^^^^ layer `vmo-kubevirt`
    ...
    10 |       values: {pack: {namespace: kubevirt}}
       |                                  -------- layer `tools`
       |
       = note: `conflict/shared-namespace` is set to error at profile.yaml:12:5
       = help: give each layer a namespace of its own

    note[kubevirt/unknown-feature-gate]: KubeVirt 1.9 has no feature gate `HostDisks`
     --> profile.yaml:8:31
      |
    8 |       values: {featureGates: [HostDisks, LiveMigration]}
      |                               ^^^^^^^^^
      |
      = note: `kubevirt/unknown-feature-gate` is set to note at profile.yaml:13:5
      = help: did you mean `HostDisk`?
    "#);
}

#[test]
fn a_rule_goes_before_its_family() {
    let rules = "    kubevirt/inactive-feature-gate: error\n    kubevirt: off\n";
    assert_eq!(
        with_rules(rules).found(),
        ["warning conflict/shared-namespace", "error kubevirt/inactive-feature-gate"]
    );
    assert_eq!(
        with_rules("    kubevirt: note\n    conflict: \"off\"\n").found(),
        ["note kubevirt/unknown-feature-gate", "note kubevirt/inactive-feature-gate"]
    );
}

#[test]
fn a_name_that_is_no_rule_is_an_error() {
    let examined = with_rules("    kubevirt: off\n    conflict/shared-namespaces: off\n    nothing/at-all: note\n");
    insta::assert_snapshot!(examined.text, @r#"
    warning[conflict/shared-namespace]: namespace `kubevirt` belongs to 2 layers
      --> profile.yaml:7:7
       |
     7 |     - pack: kubevirt
       |       ^^^^^^^^^^^^^^ layer `vmo-kubevirt`
    ...
    10 |       values: {pack: {namespace: kubevirt}}
       |                                  -------- layer `tools`
       |
       = help: give each layer a namespace of its own

    error[profile/unknown-rule]: there is no rule or family `conflict/shared-namespaces`
      --> profile.yaml:13:5
       |
    13 |     conflict/shared-namespaces: off
       |     ^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: did you mean `conflict/shared-namespace`?

    error[profile/unknown-rule]: there is no rule or family `nothing/at-all`
      --> profile.yaml:14:5
       |
    14 |     nothing/at-all: note
       |     ^^^^^^^^^^^^^^
       |
       = help: `vmopack rules` lists them
    "#);
}

#[test]
fn an_allowance_covers_its_own_line_or_the_next() {
    let spec = LAYERS
        .replace(
            "      values: {featureGates",
            "      # vmopack: allow kubevirt/unknown-feature-gate -- comes with the vendor's build of KubeVirt\n      \
             values: {featureGates",
        )
        .replace(
            "namespace: kubevirt}}\n",
            "namespace: kubevirt}}   # vmopack: allow conflict/shared-namespace -- removed together\n",
        );
    assert_eq!(examined(&spec).found(), ["warning kubevirt/inactive-feature-gate"]);
}

#[test]
fn an_allowance_that_allows_nothing_is_a_warning() {
    let spec = LAYERS
        .replace(
            "    - pack: kubevirt\n",
            "    - pack: kubevirt   # vmopack: allow conflict/duplicate-crd -- long gone\n",
        )
        .replace(
            "      values: {featureGates",
            "      # vmopack: allow kubevirt/unknown-feature-gate\n      values: {featureGates",
        )
        .replace("    - ref:", "    # vmopack: allow conflict/shared-namespaces -- no such rule\n    - ref:");
    let examined = examined(&spec);
    insta::assert_snapshot!(examined.text, @r#"
    warning[conflict/shared-namespace]: namespace `kubevirt` belongs to 2 layers
      --> profile.yaml:7:7
       |
     7 |     - pack: kubevirt   # vmopack: allow conflict/duplicate-crd -- long gone
       |       ^^^^^^^^^^^^^^ layer `vmo-kubevirt`
    ...
    12 |       values: {pack: {namespace: kubevirt}}
       |                                  -------- layer `tools`
       |
       = help: give each layer a namespace of its own

    warning[profile/unused-allow]: nothing here is `conflict/duplicate-crd`
     --> profile.yaml:7:24
      |
    7 |     - pack: kubevirt   # vmopack: allow conflict/duplicate-crd -- long gone
      |                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: remove the comment

    warning[profile/unused-allow]: `kubevirt/unknown-feature-gate` is allowed without a reason
     --> profile.yaml:8:7
      |
    8 |       # vmopack: allow kubevirt/unknown-feature-gate
      |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: add ` -- ` and the reason after it

    error[kubevirt/unknown-feature-gate]: KubeVirt 1.9 has no feature gate `HostDisks`
     --> profile.yaml:9:31
      |
    9 |       values: {featureGates: [HostDisks, LiveMigration]}
      |                               ^^^^^^^^^
      |
      = help: did you mean `HostDisk`?

    warning[kubevirt/inactive-feature-gate]: feature gate `LiveMigration` is always on in KubeVirt 1.9
     --> profile.yaml:9:42
      |
    9 |       values: {featureGates: [HostDisks, LiveMigration]}
      |                                          ^^^^^^^^^^^^^
      |
      = help: remove it from the list

    warning[profile/unused-allow]: there is no rule `conflict/shared-namespaces`
      --> profile.yaml:10:5
       |
    10 |     # vmopack: allow conflict/shared-namespaces -- no such rule
       |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: did you mean `conflict/shared-namespace`?
    "#);
}

#[test]
fn an_allowance_in_a_plain_manifest_counts() {
    let object = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n";
    let folder = |second: &str| {
        Vmopack::with_spec(
            "  target: {kubernetes: \"1.35\"}\n  layers:\n    - manifests: {name: all, files: [a.yaml, b.yaml]}\n",
        )
        .file("a.yaml", object)
        .file("b.yaml", second)
    };
    let clash = folder(object);
    assert_eq!(examine(&clash.path("profile.yaml")).found(), ["error conflict/duplicate-object"]);
    let allowed = "  # vmopack: allow conflict/duplicate-object -- the second one wins, and shall\n  name: one";
    let meant = folder(&object.replace("  name: one", allowed));
    assert_eq!(examine(&meant.path("profile.yaml")).found(), [""; 0]);
}

#[test]
fn an_allowance_inside_a_string_or_for_another_rule_covers_nothing() {
    let spec = LAYERS
        .replace(
            "namespace: kubevirt}}",
            "namespace: kubevirt, note: \"# vmopack: allow conflict/shared-namespace -- no comment\"}}",
        )
        .replace(
            "      values: {featureGates",
            "      # vmopack: allow kubevirt/inactive-feature-gate -- of another rule than the error\n      values: {featureGates",
        );
    let found = examined(&spec).found();
    assert_eq!(found, ["warning conflict/shared-namespace", "error kubevirt/unknown-feature-gate"]);
}
