#!/usr/bin/env bash
# Usage: bad_input.sh [VMOPACK [PROFILE]]
# Profiles, templates and output folders that no run survives: each ends within 5 s, below 256 MiB, with the right exit code, a
# message that names the file, and nothing written. The variables *_CODES are the exit codes.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
PROFILE_CODES=${PROFILE_CODES:-2}
TEMPLATE_CODES=${TEMPLATE_CODES:-1}
INPUT_CODES=${INPUT_CODES:-1}
WITH_CODES=${WITH_CODES:-1 4}
LOCK_CODES=${LOCK_CODES:-2 4}
OUT_CODES=${OUT_CODES:-4}

BAD=$SCRATCH/bad
OUT=$SCRATCH/outputs
mkdir -p "$BAD" "$OUT"
limited() { python3 "$HERE/limited.py" 5 256 "$@"; }

# Root reads and writes everything, so permissions are proved as nobody, with copies that nobody can reach.
nobody=()
if [ "$(id -u)" = 0 ]; then
  nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)
  chmod 711 "$SCRATCH"
fi
cp "$VMOPACK" "$SCRATCH/vmopack"
cp -R "$(dirname "$EXAMPLE")" "$SCRATCH/example"
chmod -R a+rX "$SCRATCH/vmopack" "$SCRATCH/example" "$BAD" "$OUT"

# bad WHAT CODES TEXT COMMAND...: refused within the limits, and nothing is left in the folder of outputs.
bad() {
  refuse "$1" "$2" "$3" limited "${@:4}"
  if [ -n "$(ls -A "$OUT")" ]; then
    fail "$1: left $(find "$OUT" -mindepth 1 | head -n 3 | tr '\n' ' ')"
    rm -rf "$OUT"
    mkdir "$OUT"
  fi
}

bad_profile() { bad "profile: $1" "$PROFILE_CODES" "$(basename "$2")" "$VMOPACK" build "$2" --out "$OUT/build"; }

good_head() { printf 'apiVersion: vmopack/v1alpha1\nkind: Profile\nmetadata: {name: proof, version: 1.0.0}\n'; }
target() { printf 'spec:\n  target: {kubernetes: "1.35", distribution: kubeadm}\n'; }
repeat() { head -c "$2" /dev/zero | tr '\0' "$1"; }

echo "== profiles"
bad_profile "that is not there" "$BAD/missing.yaml"
mkdir "$BAD/folder.yaml"
bad_profile "that is a folder" "$BAD/folder.yaml"
good_head >"$BAD/forbidden.yaml"
chmod 000 "$BAD/forbidden.yaml"
chmod a+rwx "$OUT"
bad "profile: that may not be read" "$PROFILE_CODES" "forbidden.yaml" \
  "${nobody[@]}" "$SCRATCH/vmopack" build "$BAD/forbidden.yaml" --out "$OUT/build"
: >"$BAD/empty.yaml"
bad_profile "that is empty" "$BAD/empty.yaml"
printf '\n# nothing\n---\n...\n' >"$BAD/blank.yaml"
bad_profile "that holds only comments" "$BAD/blank.yaml"
head -c 65536 "$VMOPACK" >"$BAD/binary.yaml"
bad_profile "that is a program" "$BAD/binary.yaml"
{ good_head; printf 'spec: \xff\xfe\xc3\x28\n'; } >"$BAD/latin.yaml"
bad_profile "that is no UTF-8" "$BAD/latin.yaml"
{ good_head; printf 'spec: "'; repeat a 100000000; printf '"\n'; } >"$BAD/long.yaml"
bad_profile "of 100 MB in one text" "$BAD/long.yaml"
{ good_head; printf 'spec:\n  layers:\n'; yes '    - pack: kubevirt' | head -c 100000000; } >"$BAD/large.yaml" || true
bad_profile "of 100 MB in short lines" "$BAD/large.yaml"
bad_profile "without an end" /dev/zero
{ good_head; printf 'spec: '; repeat '[' 200000; } >"$BAD/deep.yaml"
bad_profile "of 200,000 open brackets" "$BAD/deep.yaml"
{ good_head; printf 'spec:\n'; awk 'BEGIN { for (i = 1; i <= 4000; i++) { printf "%*sa:\n", i, "" } }'; } >"$BAD/stairs.yaml"
bad_profile "of 4,000 steps of indentation" "$BAD/stairs.yaml"
{ good_head; printf 'spec: '; for _ in $(seq 5000); do printf -- '- '; done; } >"$BAD/dashes.yaml"
bad_profile "of 5,000 lists in one line" "$BAD/dashes.yaml"
{
  good_head
  target
  printf '  layers:\n    - pack: kubevirt\n      values:\n        a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n'
  for i in $(seq 9); do printf '        a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n' "$i" "$i" $((i - 1)){,,,,,,,,}; done
} >"$BAD/laughs.yaml"
bad_profile "with an alias bomb" "$BAD/laughs.yaml"
{ good_head; printf 'spec: &spec {layers: *spec}\n'; } >"$BAD/cycle.yaml"
bad_profile "with an alias to itself" "$BAD/cycle.yaml"

echo "== files beside a profile"
head -c 300000 /dev/urandom >"$BAD/noise.tar.gz"
repeat '[' 200000 >"$BAD/deep.json"
{ good_head; target; printf '  layers:\n    - pack: multus\n'; } >"$BAD/good.yaml"
layer_of() { { good_head; target; printf '  layers:\n    - %s\n' "$2"; } >"$BAD/$1"; }
for name in missing.yaml folder.yaml binary.yaml latin.yaml long.yaml deep.yaml deep.json laughs.yaml cycle.yaml noise.tar.gz; do
  bad "another profile of the cluster: $name" "$WITH_CODES" "$name" "$VMOPACK" check "$BAD/good.yaml" --with "$BAD/$name"
  layer_of manifests-layer.yaml "manifests: {name: extra, files: [$name]}"
  bad "manifests: $name" "$INPUT_CODES" "$name" "$VMOPACK" build "$BAD/manifests-layer.yaml" --out "$OUT/build"
  layer_of reference-layer.yaml "{ref: {name: extra, version: 1.0.0, valuesFrom: $name}, values: {a: 1}}"
  bad "values: $name" "$INPUT_CODES" "$name" "$VMOPACK" build "$BAD/reference-layer.yaml" --out "$OUT/build"
  mkdir -p "$BAD/locked"
  cp "$BAD/good.yaml" "$BAD/locked/profile.yaml"
  rm -rf "$BAD/locked/vmopack.lock"
  [ ! -f "$BAD/$name" ] || cp "$BAD/$name" "$BAD/locked/vmopack.lock"
  [ ! -e "$BAD/locked/vmopack.lock" ] ||
    bad "lock: $name" "$LOCK_CODES" "vmopack.lock" "$VMOPACK" build "$BAD/locked/profile.yaml" --out "$OUT/build"
done

echo "== values"
layer_of unknown.yaml '{pack: multus, values: {nonsense: 1}}'
bad "values: an unknown key" "$INPUT_CODES" "unknown.yaml:8.*|nonsense" "$VMOPACK" build "$BAD/unknown.yaml" --out "$OUT/build"
bad "values: a wrong type" "$INPUT_CODES" "nodeSelector" "$VMOPACK" build "$BAD/good.yaml" --set 'multus.nodeSelector=[1]' --out "$OUT/build"
bad "values: --set without a value" "$PROFILE_CODES" "PACK.PATH=VALUE" "$VMOPACK" build "$BAD/good.yaml" --set multus --out "$OUT/build"
bad "values: --set that is no YAML" "$PROFILE_CODES" "set" "$VMOPACK" build "$BAD/good.yaml" --set 'multus.a=[' --out "$OUT/build"

echo "== templates of a user's own pack"
mkdir -p "$BAD/mine/templates"
{ good_head; target; printf '  layers:\n    - pack: ./mine\n'; } >"$BAD/profile.yaml"
cat >"$BAD/mine/pack.yaml" <<'YAML'
apiVersion: vmopack/v1alpha1
kind: Pack
metadata:
  name: mine
  displayName: Mine
  description: A pack whose template is replaced by bad ones.
  upstream: https://example.com/mine
  license: Apache-2.0
spec:
  addonType: system app
  installPriority: 40
  namespace: mine
  versions:
    - version: 1.0.0
      kubernetes: {min: "1.25"}
      images: {main: {image: "registry.example.com/mine:v1.0.0", reason: runs it}}
YAML
printf '# Text of the config map.\ntext: a\n' >"$BAD/mine/values.yaml"
printf '{"type": "object", "additionalProperties": false, "properties": {"text": {"type": "string", "description": "Text."}}}\n' >"$BAD/mine/schema.json"
printf '# Mine\n' >"$BAD/mine/README.md"
base64 -d >"$BAD/mine/logo.png" <<<iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC

template() { printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: mine, namespace: <[ pack.namespace ]>}\ndata:\n  text: %s\n' "$1" >"$BAD/mine/templates/10-proof.yaml"; }
bad_template() {
  template "$2"
  bad "template: $1" "$TEMPLATE_CODES" "10-proof.yaml" "$VMOPACK" build "$BAD/profile.yaml" --out "$OUT/build"
}

template '<[ values.text | toyaml ]>'
expect "a harmless template builds" "$VMOPACK" build "$BAD/profile.yaml" --out "$SCRATCH/harmless"
bad_template "that loops" 'x<% for a in range(90000) %><% for b in range(90000) %><% endfor %><% endfor %>'
bad_template "that prints without end" '<% for a in range(90000) %><% for b in range(90000) %>some more text<% endfor %><% endfor %>'
bad_template "whose macro calls itself" '<% macro f() %><[ f() ]><% endmacro %><[ f() ]>'
bad_template "that includes itself" 'x<% include "10-proof.yaml" %>'
bad_template "that doubles a text" '<% set n = namespace(t="xx") %><% for i in range(60) %><% set n.t = n.t ~ n.t %><% endfor %><[ n.t | length ]>'
bad_template "that puts a list into itself twice" '<% set n = namespace(t=[1]) %><% for i in range(60) %><% set n.t = [n.t, n.t] %><% endfor %><[ (n.t ~ "") | length ]>'
bad_template "whose macro hands itself a list twice" '<% macro f(v, i) %><% if i < 60 %><[ f([v, v], i + 1) ]><% else %><[ v | join ]><% endif %><% endmacro %><[ f([1], 0) ]>'
bad_template "that repeats a text" '<[ ("x" * 2000000000) | length ]>'
bad_template "that replaces by a long text" '<[ ("x" * 100000) | replace("x", "x" * 100000) | length ]>'
bad_template "that indents without end" '<[ "a\nb" | indent(2000000000) | length ]>'
bad_template "that makes a long list" '<[ (range(90000) | list * 90000) | length ]>'
bad_template "of unknown names" '<[ value.text ]>'
bad_template "that does not parse" '<% for a in %>'
repeat ' ' 100000000 >"$BAD/mine/templates/10-proof.yaml"
bad "template: of 100 MB" "$TEMPLATE_CODES" "10-proof.yaml" "$VMOPACK" build "$BAD/profile.yaml" --out "$OUT/build"

echo "== output folders"
echo kept >"$SCRATCH/file"
bad_out() { bad "output: $1" "$OUT_CODES" "$2" "$VMOPACK" build "$EXAMPLE" --out "$3"; }
bad_out "a file is in its place" "file" "$SCRATCH/file"
bad_out "below a file" "file" "$SCRATCH/file/build"
expect "the file is untouched" grep -qx kept "$SCRATCH/file"
bad_out "where no folder can be made" "/proc" /proc/vmopack/build
mkdir "$SCRATCH/locked"
chmod 500 "$SCRATCH/locked"
bad "output: a folder without permission" "$OUT_CODES" "locked" \
  "${nobody[@]}" "$SCRATCH/vmopack" build "$SCRATCH/example/$(basename "$EXAMPLE")" --out "$SCRATCH/locked/build"
expect "a good build" "$VMOPACK" build "$EXAMPLE" --out "$SCRATCH/good"
cp -R "$SCRATCH/good" "$SCRATCH/good-before"
bad "a bad profile over a good output" "$PROFILE_CODES" "empty.yaml" "$VMOPACK" build "$BAD/empty.yaml" --out "$SCRATCH/good"
template '<% for a in %>'
bad "a bad template over a good output" "$TEMPLATE_CODES" "10-proof.yaml" "$VMOPACK" build "$BAD/profile.yaml" --out "$SCRATCH/good"
same_tree "the good output is still there" "$SCRATCH/good-before" "$SCRATCH/good"
expect "nothing was left beside it" test -z "$(find "$SCRATCH" -maxdepth 1 -name '.*' -mindepth 1)"
summary
