#!/usr/bin/env bash
# Usage: reproducible.sh [VMOPACK [PROFILE]]
# Builds copies of a profile's folder in unlike surroundings: the outputs must be the same bytes, and readable by tar, gzip
# and sha256sum.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# copy_of FOLDER ORDER TIME: the profile's folder again, files created in that order, with that modification time.
copy_of() {
  local file
  (cd "$(dirname "$EXAMPLE")" && find . -type f -not -path './dist/*' | sort "$2") | while read -r file; do
    mkdir -p "$1/$(dirname "$file")"
    cat "$(dirname "$EXAMPLE")/$file" >"$1/$file"
    touch -d "$3" "$1/$file"
  done
}

first() {
  umask 022
  copy_of "$SCRATCH/one" -s "2001-02-03 04:05:06"
  cd "$SCRATCH/one"
  HOME=$SCRATCH TZ=UTC LC_ALL=C "$VMOPACK" build "$(basename "$EXAMPLE")" --out "$SCRATCH/out-one"
}

second() {
  umask 077
  local folder="$SCRATCH/another place/ümlaut" home="$SCRATCH/nobody's home"
  copy_of "$folder" -r "2030-12-31 23:59:58"
  mkdir -p "$home/tmp"
  cd /
  env -i PATH="$PATH" HOME="$home" TMPDIR="$home/tmp" TZ=Pacific/Kiritimati LC_ALL=tr_TR.UTF-8 LANG=de_DE.UTF-8 COLUMNS=40 \
    "$VMOPACK" build "$folder/$(basename "$EXAMPLE")" --out "$SCRATCH/second out/deeper"
}

third() { "$VMOPACK" build "$SCRATCH/one/$(basename "$EXAMPLE")" --out "$SCRATCH/out-one"; }

expect "build in a copy of the profile's folder" first
expect "build in another folder, umask, home, time zone, locale and file order" second
same_tree "both builds hold the same bytes" "$SCRATCH/out-one" "$SCRATCH/second out/deeper"
cp -R "$SCRATCH/out-one" "$SCRATCH/kept"
expect "build again over the first output" third
same_tree "the output did not change" "$SCRATCH/kept" "$SCRATCH/out-one"

archives=0
for archive in "$SCRATCH"/out-one/packs/*.tar.gz; do
  [ -e "$archive" ] || break
  archives=$((archives + 1))
  expect "gzip reads $(basename "$archive")" gzip -t "$archive"
  expect "tar reads $(basename "$archive")" tar -tvzf "$archive"
  mkdir -p "$SCRATCH/unpacked"
  expect "tar unpacks $(basename "$archive")" tar -xzf "$archive" -C "$SCRATCH/unpacked"
  expect "and finds $(basename "$archive" .tar.gz)/pack.json" test -f "$SCRATCH/unpacked/$(basename "$archive" .tar.gz)/pack.json"
done
[ "$archives" -gt 0 ] || fail "the build wrote no archive"

sums() { cd "$SCRATCH/out-one" && sha256sum --strict -c SHA256SUMS; }
listed() { cd "$SCRATCH/out-one" && diff <(find . -type f -not -name SHA256SUMS -not -path ./.vmopack | sed 's|^\./||' | sort) <(sed 's/^[0-9a-f]\{64\} [ *]//' SHA256SUMS | sort); }
expect "SHA256SUMS verifies" sums
# The mark .vmopack says whose folder it is; it is no part of what was built.
expect "SHA256SUMS lists every other file" listed
summary
