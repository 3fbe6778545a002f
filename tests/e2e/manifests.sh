#!/usr/bin/env bash
# Usage: manifests.sh [VMOPACK [PROFILE]]    (with $PYTHON, $HELM, $CRDS and $PODS of tools.sh)
# Renders and builds a profile for each Kubernetes version and distribution, and exposed/profile.yaml with values of every
# kind, and hands the results to pack_schema.py, profile_schema.py, kubernetes_schemas.py, crds, podsecurity and
# helm_equivalence.py. Then exposed_values.py leaves random values of every example to Palette.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
: "${PYTHON:?run this first: eval \"\$(tests/e2e/tools.sh)\"}" "${HELM:?}" "${CRDS:?}" "${PODS:?}"

# render WHAT PROFILE [FLAG...]: what is rendered for WHAT, with all values in place, lies in $SCRATCH/WHAT.
render() { "$VMOPACK" render "$2" --as manifests --out "$SCRATCH/$1" "${@:3}"; }

# told WHAT COMMAND...: like expect, and prints what the checker says.
told() {
  expect "$@"
  sed 's/^/     | /' "$SCRATCH/expect.out"
}

profile_for() { # KUBERNETES DISTRIBUTION FOLDER
  cp -R "$(dirname "$EXAMPLE")" "$3"
  sed -i "s/^\( *kubernetes:\).*/\1 \"$1\"/; s/^\( *distribution:\).*/\1 $2/" "$3/$(basename "$EXAMPLE")"
}

echo "== the profile as it stands"
expect "build" "$VMOPACK" build "$EXAMPLE" --out "$SCRATCH/build"
expect "render" render manifests "$EXAMPLE"
told "each pack is what Palette reads" "$PYTHON" "$HERE/pack_schema.py" "$SCRATCH/build"
told "profile.json has Palette's shape" "$PYTHON" "$HERE/profile_schema.py" "$SCRATCH/build/profile.json"
told "Helm turns the packs into the manifests" "$PYTHON" "$HERE/helm_equivalence.py" "$SCRATCH/build" "$SCRATCH/manifests"

for target in "1.34 kubeadm" "1.35 kubeadm" "1.36 kubeadm" "1.35 rke2" "1.35 gke" "1.35 openshift"; do
  read -r kubernetes distribution <<<"$target"
  echo "== for Kubernetes $kubernetes, $distribution"
  folder=for-$kubernetes-$distribution
  profile_for "$kubernetes" "$distribution" "$SCRATCH/$folder.profile"
  expect "render" render "$folder" "$SCRATCH/$folder.profile/$(basename "$EXAMPLE")"
  told "every object fits the schemas of Kubernetes" "$PYTHON" "$HERE/kubernetes_schemas.py" "$SCRATCH/$folder"
  told "the API server takes every CRD and custom resource" "$CRDS" "$SCRATCH/$folder"
  told "every namespace takes its pods, and no more" "$PODS" "$SCRATCH/$folder"
done

echo "== networks and the VLAN filter"
expect "render" render vlans "$HERE/vlan/profile.yaml"
told "every object fits the schemas of Kubernetes" "$PYTHON" "$HERE/kubernetes_schemas.py" "$SCRATCH/vlans"
told "the API server takes every CRD and custom resource" "$CRDS" "$SCRATCH/vlans"
told "every namespace takes its pods, and no more" "$PODS" "$SCRATCH/vlans"

echo "== values that are left to Palette"
exposed=$HERE/exposed/profile.yaml
expect "build" "$VMOPACK" build "$exposed" --out "$SCRATCH/exposed"
expect "render" render exposed-defaults "$exposed"
told "each pack is what Palette reads" "$PYTHON" "$HERE/pack_schema.py" "$SCRATCH/exposed"
told "Helm fills in the defaults" "$PYTHON" "$HERE/helm_equivalence.py" "$SCRATCH/exposed" "$SCRATCH/exposed-defaults"

told "random values, changed in Palette and in the profile" "$PYTHON" "$HERE/exposed_values.py" \
  "$VMOPACK" "$exposed" "$ROOT"/examples/*/profile.yaml
summary
