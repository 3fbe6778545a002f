//! `target.management`: who labels namespaces, and the commands for whom Palette leaves it to.

use vmopack::palette::namespace_commands;
use vmopack::profile::Management;

use crate::packs::Workspace;
use crate::support::Vmopack;

const LAYERS: &str = "  layers:\n    - pack: snapshot-controller\n    - pack: multus\n    - pack: kubevirt\n";

fn vmopack(management: &str) -> Vmopack {
    Vmopack::with_spec(&format!("  target: {{kubernetes: \"1.35\", management: {management}}}\n{LAYERS}"))
}

/// The talk about namespaces alone: sizes of archives change with every pack.
fn about_namespaces(stderr: &str) -> String {
    let lines = stderr.lines().filter(|line| line.contains("namespace"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn build_gives_the_commands_that_palette_does_not_run() {
    let run = vmopack("self-hosted").run(["build"]);
    insta::assert_snapshot!(about_namespaces(&run.stderr), @r#"
    self-hosted Palette does not label namespaces; run this before their layers are deployed:
      kubectl create namespace multus --dry-run=client -o yaml | kubectl apply -f -
      kubectl label namespace multus pod-security.kubernetes.io/enforce=privileged --overwrite
      kubectl create namespace kubevirt --dry-run=client -o yaml | kubectl apply -f -
      kubectl label namespace kubevirt pod-security.kubernetes.io/enforce=privileged --overwrite
    "#);
}

#[test]
fn push_gives_them_too() {
    let run = vmopack("vertex").run(["push", "--to", "oci:registry"]);
    insta::assert_snapshot!(about_namespaces(&run.stderr), @r#"
    Palette VerteX does not label namespaces; run this before their layers are deployed:
      kubectl create namespace multus --dry-run=client -o yaml | kubectl apply -f -
      kubectl label namespace multus pod-security.kubernetes.io/enforce=privileged --overwrite
      kubectl create namespace kubevirt --dry-run=client -o yaml | kubectl apply -f -
      kubectl label namespace kubevirt pod-security.kubernetes.io/enforce=privileged --overwrite
    "#);
    assert!(!run.stdout.contains("kubectl"), "{run}");
}

#[test]
fn render_gives_them_with_what_goes_to_palette() {
    let vmopack = vmopack("vertex");
    for (form, expected) in [("packs", true), ("profile", true), ("manifests", false)] {
        let run = vmopack.run(["render", "--as", form, "--out", form]);
        assert_eq!(run.stderr.contains("kubectl label namespace multus"), expected, "{form}: {run}");
    }
    let run = vmopack.run(["render", "--as", "profile", "--quiet"]);
    assert_eq!(run.stderr, "");
}

#[test]
fn palette_as_a_service_needs_no_commands() {
    let vmopack = vmopack("saas");
    for run in [vmopack.run(["build"]), vmopack.run(["push", "--to", "oci:registry"])] {
        assert_eq!(run.code, Some(0), "{run}");
        assert!(!run.stderr.contains("namespace"), "{run}");
    }
}

#[test]
fn only_labels_that_pods_would_miss_count() {
    for (name, management) in Management::NAMES {
        let mut workspace = Workspace::new("x: 1\n", &[("10-a.yaml", "a: 1\n")]);
        let pack = fs_err::read_to_string(workspace.path().join("tiny/pack.yaml")).unwrap();
        let label = |labels: &str| {
            pack.replace("  namespace: tiny\n", &format!("  namespace: tiny\n  namespaceLabels: {labels}\n"))
        };
        workspace.spec = format!("target: {{kubernetes: \"1.35\", management: {name}}}\nlayers: [{{pack: ./tiny}}]\n");
        let mut commands = |labels: &str| {
            workspace.write("tiny/pack.yaml", &label(labels));
            namespace_commands(&workspace.render().unwrap())
        };
        assert!(commands("{pod-security.kubernetes.io/enforce: restricted}").is_empty(), "{name}");
        assert!(commands("{}").is_empty(), "{name}");
        let both = commands("{pod-security.kubernetes.io/enforce: baseline, istio-injection: disabled}");
        if management.applies_namespace_labels() {
            assert!(both.is_empty(), "{name}");
        } else {
            let labels = "istio-injection=disabled pod-security.kubernetes.io/enforce=baseline";
            assert_eq!(both[1], format!("kubectl label namespace tiny {labels} --overwrite"), "{name}");
        }
    }
}
