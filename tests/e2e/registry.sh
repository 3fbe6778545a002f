#!/usr/bin/env bash
# Usage: registry.sh [VMOPACK [PROFILE]]
# Pushes a profile to Debian's docker-registry, with and without passwords, and to an OCI layout, and reads everything back
# with skopeo. CONFLICT_CODES and WORLD_CODES are the exit codes for a taken tag and for a failing world.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
CONFLICT_CODES=${CONFLICT_CODES:-1 4}
WORLD_CODES=${WORLD_CODES:-4}
BASE=proof
PATH=$PATH:/usr/sbin:/sbin

for tool in docker-registry skopeo htpasswd curl python3; do
  command -v "$tool" >/dev/null && continue
  echo "SKIPPED: $tool is missing; nothing was proved about registries" >&2
  [ "${VMOPACK_REQUIRE_SERVERS:-0}" = 0 ] || exit 1
  exit 0
done

# No credential of this machine may help.
docker=$SCRATCH/docker
mkdir -p "$SCRATCH/home" "$docker"
echo '{}' >"$docker/config.json"
clean() { env -u XDG_RUNTIME_DIR HOME="$SCRATCH/home" DOCKER_CONFIG="$docker" REGISTRY_AUTH_FILE="$docker/config.json" "$@"; }

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
push() { clean timeout 60 "$VMOPACK" push "$@"; }

# start_registry NAME [HTPASSWD]: sets HOST and LOG.
start_registry() {
  local port auth=
  port=$(free_port)
  HOST=127.0.0.1:$port
  LOG=$SCRATCH/$1.log
  [ $# -eq 1 ] || auth="auth: {htpasswd: {realm: proof, path: $2}}"
  cat >"$SCRATCH/$1.yml" <<YAML
version: "0.1"
log: {level: warn}
storage: {filesystem: {rootdirectory: $SCRATCH/$1}}
http: {addr: "$HOST"}
$auth
YAML
  docker-registry serve "$SCRATCH/$1.yml" >"$LOG" 2>&1 &
  children+=($!)
  wait_for "http://$HOST/v2/"
}

wait_for() {
  local try
  for try in $(seq 100); do
    curl -s -o /dev/null "$1" && return
    sleep 0.1
  done
  echo "nothing answers at $1 after $try attempts" >&2
  exit 1
}

hides_secret() { ! grep -E "wrong-horse|$(printf 'jane:wrong-horse' | base64 -w0)" "$SCRATCH/refuse.out" "$SCRATCH/refuse.err"; }

log_in() { # USER PASSWORD
  printf '{"auths":{"%s":{"auth":"%s"}}}' "$HOST" "$(printf '%s:%s' "$1" "$2" | base64 -w0)" >"$docker/config.json"
}

identity() { tar -xzOf "$1" "$(basename "$1" .tar.gz)/pack.json" | python3 -c 'import json, sys; p = json.load(sys.stdin); print(p["name"], p["version"])'; }
skopeo_tls_off() { local verb=$1; shift; clean skopeo "$verb" --tls-verify=false "$@"; }

fetch() { local path=$1; shift; curl -sf ${LOGIN:+-u "$LOGIN"} "$@" "http://$HOST/v2/$path"; }
served_digest() { # REPOSITORY TAG
  fetch "$1/manifests/$2" -I -H "Accept: application/vnd.oci.image.manifest.v1+json" |
    tr -d '\r' | sed -n 's/^docker-content-digest: //Ip'
}

# read_back ARCHIVE FOLDER: the registry lists the pack's tag, and its manifest and blob are the archive's.
read_back() {
  local name version repository
  read -r name version < <(identity "$1")
  repository=$HOST/$BASE/spectro-packs/archive/$name
  skopeo_tls_off list-tags "docker://$repository" | grep -Fq "\"$version\"" &&
    mkdir -p "$2" && skopeo_tls_off inspect --raw "docker://$repository:$version" >"$2/$name" &&
    [ "$(python3 "$HERE/oci_manifest.py" "$2/$name" "$1")" = "$(served_digest "${repository#*/}" "$version")" ] &&
    fetch "${repository#*/}/blobs/sha256:$(sha256sum <"$1" | cut -c1-64)" | cmp - "$1"
}

read_back_all() { # WHAT BUILD FOLDER
  local archive
  for archive in "$2"/packs/*.tar.gz; do expect "$1 $(basename "$archive")" read_back "$archive" "$3"; done
}

# uploads: how many requests that move or name content the registry has logged.
uploads() { grep -Ec '"(POST|PUT|PATCH) /v2/' "$LOG" || true; }

# other_content ARCHIVE FOLDER: the same pack with another README, under the same file name.
other_content() {
  mkdir -p "$2"
  python3 - "$1" "$2/$(basename "$1")" <<'PYTHON'
import gzip, io, sys, tarfile
out = io.BytesIO()
with tarfile.open(sys.argv[1]) as old, tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as new:
    for entry in old:
        body = old.extractfile(entry).read() if entry.isfile() else b""
        if entry.name.endswith("/README.md"):
            body += b"\nOne line more.\n"
            entry.size = len(body)
        new.addfile(entry, io.BytesIO(body))
open(sys.argv[2], "wb").write(gzip.compress(out.getvalue(), mtime=0))
PYTHON
}

# renamed_profile FOLDER: the profile's folder again, under another profile name and without its lock.
renamed_profile() {
  cp -R "$(dirname "$EXAMPLE")" "$1"
  rm -f "$1/vmopack.lock"
  python3 -c 'import re, sys
path = sys.argv[1]
text = open(path).read()
open(path, "w").write(re.sub(r"(?m)^(metadata:\n(?:\s.*\n)*?\s+name: *)\S+", r"\1another", text, count=1))' "$1/$(basename "$EXAMPLE")"
}

expect "build" "$VMOPACK" build "$EXAMPLE" --out "$SCRATCH/build"

echo "== a registry without passwords"
start_registry open
to=(--to "$HOST/$BASE" --plain-http)
expect "push of a profile" push "$EXAMPLE" "${to[@]}"
read_back_all "skopeo reads back" "$SCRATCH/build" "$SCRATCH/manifests"
[ "$(uploads)" -gt 0 ] || fail "the registry's log shows no upload, so the next check proves nothing"
before=$(uploads)
refuse "the same push again says that all is there" 0 "already there" push "$EXAMPLE" "${to[@]}"
expect "and moves nothing: $before uploads before and after" test "$(uploads)" -eq "$before"
expect "push of a build directory" push "$SCRATCH/build" "${to[@]}"
archives=("$SCRATCH"/build/packs/*.tar.gz)
expect "push of an archive" push "${archives[0]}" "${to[@]}"
expect "neither moved anything" test "$(uploads)" -eq "$before"

echo "== other content under a taken tag"
other_content "${archives[0]}" "$SCRATCH/changed"
changed=$SCRATCH/changed/$(basename "${archives[0]}")
refuse "is refused" "$CONFLICT_CODES" "exist|taken|differ|other content|force" push "$changed" "${to[@]}"
expect "the tag still holds the first" read_back "${archives[0]}" "$SCRATCH/manifests"
expect "--force replaces it" push "$changed" "${to[@]}" --force
expect "the tag holds the second" read_back "$changed" "$SCRATCH/manifests"
expect "--force puts the first back" push "${archives[0]}" "${to[@]}" --force

echo "== two profiles in one registry"
renamed_profile "$SCRATCH/another"
other=$SCRATCH/another/$(basename "$EXAMPLE")
expect "build of the other profile" "$VMOPACK" build "$other" --out "$SCRATCH/build-another"
expect "push of the other profile" push "$other" "${to[@]}"
read_back_all "both are there:" "$SCRATCH/build" "$SCRATCH/manifests"
read_back_all "both are there:" "$SCRATCH/build-another" "$SCRATCH/manifests-another"
collisions=$(comm -12 <(ls "$SCRATCH/manifests") <(ls "$SCRATCH/manifests-another") | wc -l)
expect "no repository of one is one of the other" test "$collisions" -eq 0

echo "== a registry with passwords"
htpasswd -Bbn jane "right-horse" >"$SCRATCH/htpasswd"
start_registry locked "$SCRATCH/htpasswd"
to=(--to "$HOST/$BASE" --plain-http)
refuse "no password" "$WORLD_CODES" "401|unauthori[sz]ed|credential|log ?in|password" push "$EXAMPLE" "${to[@]}"
log_in jane "wrong-horse"
refuse "wrong password" "$WORLD_CODES" "401|unauthori[sz]ed|credential|log ?in|password" push "$EXAMPLE" "${to[@]}"
expect "the password is not printed" hides_secret
expect "nothing was written" test ! -e "$SCRATCH/locked/docker/registry/v2/repositories"
log_in jane "right-horse"
expect "right password" push "$EXAMPLE" "${to[@]}"
LOGIN=jane:right-horse read_back_all "skopeo reads back" "$SCRATCH/build" "$SCRATCH/manifests-locked"
same_tree "both registries hold the same manifests" "$SCRATCH/manifests" "$SCRATCH/manifests-locked"

echo "== no registry"
closed=127.0.0.1:$(free_port)
refuse "nothing listens" "$WORLD_CODES" "$closed" push "$EXAMPLE" --to "$closed/$BASE" --plain-http
port=$(free_port)
mkdir "$SCRATCH/site"
python3 -m http.server "$port" --bind 127.0.0.1 --directory "$SCRATCH/site" >/dev/null 2>&1 &
children+=($!)
wait_for "http://127.0.0.1:$port/"
refuse "a web server that is no registry" "$WORLD_CODES" "127.0.0.1:$port" push "$EXAMPLE" --to "127.0.0.1:$port/$BASE" --plain-http
for mode in close noise failure circle headers body; do
  port=$(free_port)
  python3 "$HERE/odd_server.py" "$port" "$mode" >/dev/null 2>&1 &
  children+=($!)
  python3 -c 'import socket, sys, time
for _ in range(100):
    try:
        socket.create_connection(("127.0.0.1", int(sys.argv[1]))).close()
        break
    except OSError:
        time.sleep(0.1)' "$port"
  refuse "a server that answers oddly: $mode" "$WORLD_CODES" "127.0.0.1:$port" \
    clean python3 "$HERE/limited.py" 20 256 "$VMOPACK" push "${archives[0]}" --to "127.0.0.1:$port/$BASE" --plain-http
done

echo "== an OCI layout"
read_layout() { clean skopeo inspect --raw "oci:$1" >"$2"; }
layout=$SCRATCH/layout
expect "push to a folder" push "$EXAMPLE" --to "oci:$layout"
python3 -c 'import json, sys
for entry in json.load(open(sys.argv[1]))["manifests"]:
    print(entry["digest"], entry["annotations"]["org.opencontainers.image.ref.name"])' "$layout/index.json" >"$SCRATCH/entries"
expect "one entry for each archive" test "$(wc -l <"$SCRATCH/entries")" -eq "${#archives[@]}"
mkdir "$SCRATCH/manifests-layout"
while read -r digest reference; do
  raw=$SCRATCH/raw
  expect "skopeo reads $reference" read_layout "$layout:$reference" "$raw"
  expect "its digest is the index's" test "sha256:$(sha256sum <"$raw" | cut -c1-64)" = "$digest"
  title=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["layers"][0]["annotations"]["org.opencontainers.image.title"])' "$raw")
  read -r name _ < <(identity "$SCRATCH/build/packs/$title")
  cp "$raw" "$SCRATCH/manifests-layout/$name"
done <"$SCRATCH/entries"
same_tree "folder and registry hold the same manifests" "$SCRATCH/manifests" "$SCRATCH/manifests-layout"
blobs() { cd "$layout/blobs/sha256" && for blob in *; do echo "$blob  $blob"; done | sha256sum --strict --quiet -c -; }
expect "every blob is what its name says" blobs
cp -R "$layout" "$SCRATCH/layout-before"
refuse "the same push again says that all is there" 0 "already there" push "$EXAMPLE" --to "oci:$layout"
same_tree "and changes nothing" "$SCRATCH/layout-before" "$layout"
refuse "other content under a taken tag is refused" "$CONFLICT_CODES" "exist|taken|differ|other content|force" push "$changed" --to "oci:$layout"
same_tree "and changes nothing" "$SCRATCH/layout-before" "$layout"
summary
