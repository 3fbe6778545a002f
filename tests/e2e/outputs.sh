#!/usr/bin/env bash
# Usage: outputs.sh [VMOPACK [PROFILE]]    (with $PYTHON, $KUSTOMIZE, $TERRAFORM, $HELM, $CRDS and $PODS of tools.sh)
# Renders PROFILE, every example, a user's own pack, and outputs/profile.yaml, in which all is hard to write down, in every form,
# and hands the results to plain_output.py and terraform/. A pack that `init --pack` writes and the user's own pack go through
# the checkers of manifests.sh. The list of `images` is that of `build`.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
: "${PYTHON:?run this first: eval \"\$(tests/e2e/tools.sh)\"}" "${KUSTOMIZE:?}" "${TERRAFORM:?}" "${HELM:?}" "${CRDS:?}" "${PODS:?}"

# told WHAT COMMAND...: like expect, and prints what the checker says.
told() {
  expect "$@"
  sed 's/^/     | /' "$SCRATCH/expect.out"
}

to_file() { "${@:2}" >"$1"; }

# forms PROFILE: every form of it, compared with each other.
forms() {
  local out
  out=$(mktemp -d "$SCRATCH/forms.XXXXXX")
  expect "render as one text" to_file "$out/stream.yaml" "$VMOPACK" render "$1"
  for form in manifests kustomize profile terraform; do
    expect "render as $form" "$VMOPACK" render "$1" --as "$form" --out "$out/$form"
  done
  told "kustomize gives the manifests" "$PYTHON" "$HERE/plain_output.py" "$out/stream.yaml" "$out/manifests" "$out/kustomize"
  told "the Terraform module says what profile.json says" "$TERRAFORM" "$out/terraform" "$out/profile/profile.json"
}

# own PROFILE FLAG...: packs of the user's own are as good as ours; the flags are for crds.
own() {
  local out
  out=$(mktemp -d "$SCRATCH/own.XXXXXX")
  expect "build" "$VMOPACK" build "$1" --out "$out/build"
  expect "render" "$VMOPACK" render "$1" --as manifests --out "$out/manifests"
  told "each pack is what Palette reads" "$PYTHON" "$HERE/pack_schema.py" "$out/build"
  told "Helm turns the packs into the manifests" "$PYTHON" "$HERE/helm_equivalence.py" "$out/build" "$out/manifests"
  told "every object fits the schemas of Kubernetes" "$PYTHON" "$HERE/kubernetes_schemas.py" "$out/manifests"
  told "the API server takes every CRD and custom resource" "$CRDS" "$out/manifests"
  told "the pods fit the levels of their namespaces" "$PODS" "$out/manifests"
  expect "list the images" to_file "$out/images.txt" "$VMOPACK" images "$1"
  expect "the list is that of the build" cmp "$out/images.txt" "$out/build/images.txt"
}

profiles=("$EXAMPLE")
for profile in "$ROOT"/examples/*/profile.yaml "$HERE/outputs/profile.yaml" "$ROOT/tests/own-pack/profile.yaml"; do
  [ "$profile" = "$EXAMPLE" ] || profiles+=("$profile")
done
for profile in "${profiles[@]}"; do
  echo "== ${profile#"$ROOT"/}"
  forms "$profile"
done

echo "== a pack of the user's own that uses everything"
own "$ROOT/tests/own-pack/profile.yaml"

echo "== a pack that was started with init"
expect "init" "$VMOPACK" init --pack "$SCRATCH/status-page"
refuse "init does not overwrite it" 4 "never overwritten" "$VMOPACK" init --pack "$SCRATCH/status-page"
cat >"$SCRATCH/profile.yaml" <<'PROFILE'
apiVersion: vmopack/v1alpha1
kind: Profile
metadata: {name: own, version: 1.0.0}
spec:
  target: {kubernetes: "1.35"}
  layers:
    - pack: ./status-page
      presets: [single, metrics]
      expose: [replicas, page]
PROFILE
own "$SCRATCH/profile.yaml"
forms "$SCRATCH/profile.yaml"
summary
