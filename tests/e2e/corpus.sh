#!/usr/bin/env bash
# Usage: corpus.sh CORPUS [VMOPACK [PROFILE]]
# Runs `vmopack check` over real packs and a real cluster profile (data that is not part of this project).
set -euo pipefail
[ $# -ge 1 ] || { sed -n 2,3p "$0" >&2; exit 2; }
[ -d "$1" ] || { echo "SKIPPED: $1 is not there; nothing was proved about real packs" >&2; exit 0; }
corpus=$(cd "$1" && pwd)
shift
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# check_json REPORT INPUT...: `check` with a JSON report; any exit code but "clean" and "diagnostics" is a failure.
check_json() {
  local code=0
  python3 "$HERE/limited.py" 10 256 "$VMOPACK" check "${@:2}" --report "json=$1" || code=$?
  [ "$code" -le 1 ] && python3 -m json.tool "$1" >/dev/null
}

# rules REPORT: the ids in a report, one per line; rule_files REPORT RULE: the files that a rule points at.
rules() { python3 -c 'import json, sys; print(*(d["rule"] for d in json.load(open(sys.argv[1]))["diagnostics"]), sep="\n")' "$1"; }
rule_files() { python3 -c 'import json, sys
for d in json.load(open(sys.argv[1]))["diagnostics"]:
    if d["rule"] == sys.argv[2]:
        print(*(place["file"] for place in d["locations"]), sep="\n")' "$1" "$2"; }
has_rule() { rules "$1" | grep -Fx "$2"; }
points_at() { rule_files "$1" "$2" | grep -F "$3"; }

echo "== our snapshot controller beside the vendor's VMO"
cp "$corpus/profiles/maas-vmo-4.6.3.json" "$SCRATCH/"
cat >"$SCRATCH/profile.yaml" <<'YAML'
apiVersion: vmopack/v1alpha1
kind: Profile
metadata: {name: proof, version: 1.0.0}
spec:
  target:
    kubernetes: "1.32"
    distribution: pxk
    with: [maas-vmo-4.6.3.json]
  layers:
    - pack: snapshot-controller
YAML
report=$SCRATCH/report.json
rule=conflict/duplicate-snapshot-controller
expect "check ends with a report" check_json "$report" "$SCRATCH/profile.yaml"
expect "it holds $rule" has_rule "$report" "$rule"
expect "which points at our layer" points_at "$report" "$rule" profile.yaml
expect "and into the vendor's profile" points_at "$report" "$rule" maas-vmo-4.6.3.json

echo "== a real profile has the shape that ours is held against"
expect "every key and type" "${PYTHON:-python3}" "$HERE/profile_schema.py" "$corpus"/profiles/*.json

echo "== every values file of a real pack, as a layer of its own"
mkdir "$SCRATCH/values"
for file in "$corpus"/packs/*/values.yaml "$corpus"/values/*-values-*.yaml; do
  name=$(basename "$(dirname "$file")")-$(basename "$file")
  cp "$file" "$SCRATCH/values/$name"
  cat >"$SCRATCH/$name" <<YAML
apiVersion: vmopack/v1alpha1
kind: Profile
metadata: {name: proof, version: 1.0.0}
spec:
  target: {kubernetes: "1.35", distribution: kubeadm}
  layers:
    - ref: {name: real, version: 1.0.0, valuesFrom: values/$name}
YAML
  expect "check beside $name ends with a report" check_json "$SCRATCH/$name.report" "$SCRATCH/$name"
done
# `check` reads profiles so far: packs and archives as inputs of their own come with the rules for them.
summary
