//! `vmopack render --as kustomize`, `--as manifests` and `--as terraform`, for profiles with layers of every kind.

use crate::support::{Vmopack, copy, profile};

/// Two packs in one namespace, plain manifests that are installed between them, and an existing pack.
fn layers() -> Vmopack {
    let vmopack = Vmopack::with_extras();
    copy(&vmopack.path("extras"), &vmopack.path("late"));
    let pack = vmopack.read("extras/pack.yaml").replace("  namespace: extras\n", "  namespace: tools\n");
    let labels = |pack: &str, level: &str| {
        let labels = format!(
            "  namespace: tools\n  namespaceLabels: {{pod-security.kubernetes.io/enforce: {level}, a/{level}: \"1\"}}\n"
        );
        pack.replace("  namespace: tools\n", &labels)
    };
    let late = pack.replace("name: extras", "name: late").replace("installPriority: 40", "installPriority: 60");
    vmopack.write("extras/pack.yaml", labels(&pack, "baseline"));
    vmopack.write("late/pack.yaml", labels(&late, "restricted"));
    let other = vmopack.read("late/templates/10-console.yaml").replace("name: console", "name: other");
    vmopack.write("late/templates/10-console.yaml", other);
    let spec = "  target: {kubernetes: \"1.35\"}\n  layers:\n    - pack: ./late\n    - pack: ./extras\n    \
                - ref: {name: lb, version: 1.0.0, registry: Public Repo}\n    \
                - manifests: {name: plain, files: [a.yaml, empty.yaml], installPriority: 50}\n";
    vmopack.write("profile.yaml", profile(spec));
    vmopack.write("a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: tools}");
    vmopack.write("empty.yaml", "# later\n");
    vmopack
}

#[test]
fn layers_come_in_the_order_of_their_installation() {
    insta::assert_snapshot!(layers().run(["render"]), @r#"
    --- stdout
    # vmo-extras/0-namespace.yaml
    ---
    apiVersion: v1
    kind: Namespace
    metadata:
      name: tools
      labels:
        a/baseline: "1"
        a/restricted: "1"
        pod-security.kubernetes.io/enforce: baseline
    # vmo-extras/10-console.yaml
    ---
    apiVersion: v1
    kind: Pod
    metadata:
      name: console
      namespace: tools
    spec:
      containers:
        - name: console
          image: ghcr.io/example/console:1.0.0
    # plain/a.yaml
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: a, namespace: tools}
    # plain/empty.yaml
    ---
    # later
    # vmo-late/10-console.yaml
    ---
    apiVersion: v1
    kind: Pod
    metadata:
      name: other
      namespace: tools
    spec:
      containers:
        - name: other
          image: ghcr.io/example/console:1.0.0
    --- stderr
    Left out `lb` 1.0.0: Palette alone knows what that pack installs
    --- exit 0
    "#);
}

#[test]
fn kustomizations_keep_the_order_and_say_how_to_apply_it() {
    let vmopack = layers();
    insta::assert_snapshot!(vmopack.run(["render", "--as", "kustomize", "--out", "k"]), @r#"
    --- stderr
    Rendered 3 layers into k
    Left out `lb` 1.0.0: Palette alone knows what that pack installs
    --- exit 0
    "#);
    insta::assert_snapshot!(vmopack.files("k").join("\n"), @r#"
    .vmopack
    README.md
    kustomization.yaml
    plain/a.yaml
    plain/kustomization.yaml
    vmo-extras/0-namespace.yaml
    vmo-extras/10-console.yaml
    vmo-extras/kustomization.yaml
    vmo-late/10-console.yaml
    vmo-late/kustomization.yaml
    "#);
    insta::assert_snapshot!(vmopack.read("k/kustomization.yaml"), @r#"
    apiVersion: kustomize.config.k8s.io/v1beta1
    kind: Kustomization
    sortOptions:
      order: fifo
    resources:
    - vmo-extras
    - plain
    - vmo-late
    "#);
    insta::assert_snapshot!(vmopack.read("k/plain/kustomization.yaml"), @r#"
    apiVersion: kustomize.config.k8s.io/v1beta1
    kind: Kustomization
    sortOptions:
      order: fifo
    resources:
    - a.yaml
    "#);
    insta::assert_snapshot!(vmopack.read("k/README.md"), @r#"
    # vmo 1.0.0 as kustomizations

    One folder for each layer. Apply them one by one, in this order:

    ```sh
    kubectl apply --server-side -k vmo-extras
    kubectl apply --server-side -k plain
    kubectl apply --server-side -k vmo-late
    ```

    A command that ends with `no matches for kind` has made the kind known: run it again. `--server-side` is for the CRDs, whose
    text does not fit into the annotation that `kubectl apply` writes without it. `kubectl apply --server-side -k .` applies all
    layers at once and is repeated in the same way. The kustomizations need kubectl 1.27 or kustomize 5.0, or later ones.

    Not here: `lb` 1.0.0, a pack that Palette alone can install.
    "#);
    vmopack.write("profile.yaml", vmopack.read("profile.yaml").replace("a.yaml,", "kustomization.yaml,"));
    vmopack.write("kustomization.yaml", vmopack.read("a.yaml"));
    insta::assert_snapshot!(vmopack.run(["render", "--as", "kustomize", "--out", "k"]), @r#"
    --- stderr
    error: `kustomization.yaml` of layer `plain` has the name of kustomize's own file: rename it
    --- exit 2
    "#);
}

#[test]
fn kustomizations_wait_for_what_must_be_ready() {
    let spec = "  target: {kubernetes: \"1.35\"}\n  layers:\n    - pack: kubevirt\n    - pack: cdi\n";
    let vmopack = Vmopack::with_spec(spec);
    assert_eq!(vmopack.run(["render", "--as", "kustomize", "--out", "k"]).code, Some(0));
    let readme = vmopack.read("k/README.md");
    let commands: Vec<&str> = readme.lines().filter(|line| line.starts_with("kubectl")).collect();
    insta::assert_snapshot!(commands.join("\n"), @r#"
    kubectl apply --server-side -k vmo-kubevirt
    kubectl wait --for=jsonpath='{.status.phase}'=Deployed --timeout=15m -n kubevirt KubeVirt.v1.kubevirt.io/kubevirt
    kubectl apply --server-side -k vmo-cdi
    kubectl wait --for=jsonpath='{.status.phase}'=Deployed --timeout=15m CDI.v1beta1.cdi.kubevirt.io/cdi
    "#);
}

/// Texts that HCL could read as something else, in a profile with registries and variables. `tests/e2e/outputs.sh` has a parser
/// of others judge what comes of such.
fn published() -> Vmopack {
    let vmopack = layers();
    let hostile = "metadata: {name: vmo, version: 1.0.0, description: \"${x} %{ if } \\\"q\\\" \\\\ ü\\n\"}";
    let text = vmopack.read("profile.yaml").replace("metadata: {name: vmo, version: 1.0.0}", hostile);
    let publication = "  registries: [{name: 5 ours, default: true}, {name: Public Repo, kind: pack, uid: abc}]\n  \
                       variables: [{name: bridge, default: 'br0${y}', regex: '^[a-z0-9\"${}]+$', required: true, sensitive: true}]\n";
    vmopack.write("profile.yaml", text.replace("  layers:\n", &format!("{publication}  layers:\n")));
    vmopack
}

#[test]
fn a_terraform_module_reads_values_and_manifests_from_files() {
    let vmopack = published();
    insta::assert_snapshot!(vmopack.run(["render", "--as", "terraform", "--out", "t"]), @r#"
    --- stderr
    Rendered 4 layers into t
    --- exit 0
    "#);
    insta::assert_snapshot!(vmopack.files("t").join("\n"), @r#"
    .vmopack
    main.tf
    manifests/04-plain/a.yaml
    manifests/04-plain/empty.yaml
    values/01-vmo-late.yaml
    values/02-vmo-extras.yaml
    values/03-lb.yaml
    values/04-plain.yaml
    "#);
    assert_eq!(vmopack.read("t/manifests/04-plain/a.yaml"), vmopack.read("a.yaml"));
}

#[test]
fn a_terraform_module_holds_the_cluster_profile() {
    let vmopack = published();
    assert_eq!(vmopack.run(["render", "--as", "terraform", "--out", "t"]).code, Some(0));
    insta::assert_snapshot!(vmopack.read("t/main.tf"), @r#"
    # The cluster profile vmo 1.0.0 for Palette, written by vmopack. Push its packs, and let Palette sync their registry,
    # before `terraform apply`.

    terraform {
      required_providers {
        spectrocloud = {
          source  = "spectrocloud/spectrocloud"
          version = ">= 0.25.2"
        }
      }
    }

    variable "context" {
      description = "Where the cluster profile belongs: project or tenant"
      type        = string
      default     = "project"
    }

    data "spectrocloud_registry" "r_5_ours" {
      name = "5 ours"
    }

    resource "spectrocloud_cluster_profile" "profile" {
      name        = "vmo"
      version     = "1.0.0"
      description = "$${x} %%{ if } \"q\" \\ ü\n"
      context     = var.context
      cloud       = "all"
      type        = "add-on"

      pack {
        name         = "vmo-late"
        type         = "oci"
        tag          = "1.0.0-1"
        registry_uid = data.spectrocloud_registry.r_5_ours.id
        values       = file("${path.module}/values/01-vmo-late.yaml")
      }

      pack {
        name         = "vmo-extras"
        type         = "oci"
        tag          = "1.0.0-1"
        registry_uid = data.spectrocloud_registry.r_5_ours.id
        values       = file("${path.module}/values/02-vmo-extras.yaml")
      }

      pack {
        name         = "lb"
        type         = "spectro"
        tag          = "1.0.0"
        registry_uid = "abc"
        values       = file("${path.module}/values/03-lb.yaml")
      }

      pack {
        name   = "plain"
        type   = "manifest"
        tag    = "1.0.0"
        values = file("${path.module}/values/04-plain.yaml")

        manifest {
          name    = "a"
          content = file("${path.module}/manifests/04-plain/a.yaml")
        }

        manifest {
          name    = "empty"
          content = file("${path.module}/manifests/04-plain/empty.yaml")
        }
      }

      profile_variables {
        variable {
          name          = "bridge"
          display_name  = "bridge"
          format        = "string"
          default_value = "br0$${y}"
          regex         = "^[a-z0-9\"$${}]+$"
          required      = true
          immutable     = false
          hidden        = false
          is_sensitive  = true
        }
      }
    }

    output "id" {
      description = "Identifier of the cluster profile, for the clusters that use it"
      value       = spectrocloud_cluster_profile.profile.id
    }
    "#);
}

#[test]
fn whoever_runs_terraform_names_the_registry_that_the_profile_does_not() {
    let vmopack = Vmopack::with_extras();
    assert_eq!(vmopack.run(["render", "--as", "terraform", "--out", "t"]).code, Some(0));
    let main = vmopack.read("t/main.tf");
    for line in
        ["variable \"oci_registry\" {", "  name = var.oci_registry", "data.spectrocloud_registry.oci_registry.id"]
    {
        assert!(main.contains(line), "{main}");
    }
}
