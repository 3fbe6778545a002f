#!/usr/bin/env bash
# Usage: manifests.sh [VMOPACK [PROFILE]]    (with $PYTHON, $HELM, $CRDS and $PODS of tools.sh)
# Renders and builds a profile for each Kubernetes version and distribution, and exposed/profile.yaml with values of every
# kind, and hands the results to pack_schema.py, kubernetes_schemas.py, crds, podsecurity and helm_equivalence.py.
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

# Texts that stay themselves between quotes and in a block of text, and texts that need a scalar of their own.
simple=(yes 1.10 1000000 0x1F '~' '{{')
wild=('{{ .Values.word }}' $'one\n two: }}\n' ' x ' '' 'a: b # c' $'tab\t"quote" back\\slash ümlaut')
class=(yes 1.10 1000000 "" 0x1f on)
amounts=(0 -1 12345678 1000000 9007199254740991 7)
json() { python3 -c 'import json, sys; print(json.dumps(sys.argv[1]))' "$1"; }
tool_sets=()
helm_sets=()
change() { # PACK STEM PATH JSON
  tool_sets+=(--set "$1.$3=$4")
  helm_sets+=(--set "exposed-$1/$2.$3=$4")
}
for round in 0 1 2 3 4 5; do
  tool_sets=()
  helm_sets=()
  change strings 10-config word "$(json "${simple[round]}")"
  change strings 10-config version "$(json "${simple[(round + 1) % 6]}")"
  change strings 10-config nested.odd-key "$(json "${simple[(round + 2) % 6]}")"
  change strings 10-config braces "$(json "${wild[round]}")"
  change strings 10-config lines "$(json "${wild[(round + 1) % 6]}")"
  change strings 10-config padded "$(json "${wild[(round + 2) % 6]}")"
  change strings 10-config amount "${amounts[round]}"
  change strings 10-config ratio "$round.25"
  change strings 10-config enabled "$([ $((round % 2)) = 0 ] && echo true || echo false)"
  change snapshot-controller 20-controller replicas $((round % 5 + 1))
  change snapshot-controller 20-controller logVerbosity "$round"
  change snapshot-controller 20-controller resyncPeriod "$(json "$((round + 1))h30m")"
  change snapshot-controller 20-controller priorityClassName "$(json "${class[round]}")"
  change snapshot-controller 20-controller resources.requests.memory "$(json "$((round + 1))000000")"
  expect "render with changed values, round $round" render "exposed-$round" "$exposed" "${tool_sets[@]}"
  told "Helm fills in the changed values" \
    "$PYTHON" "$HERE/helm_equivalence.py" "${helm_sets[@]}" "$SCRATCH/exposed" "$SCRATCH/exposed-$round"
done
summary
