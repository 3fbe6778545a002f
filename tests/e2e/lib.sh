# Shared by the shell scripts here: source it first. Sets VMOPACK, EXAMPLE, SCRATCH; counts what was proved.
# shellcheck shell=bash
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(cd "$HERE/../.." && pwd)
VMOPACK=${1:-${VMOPACK:-$ROOT/target/release/vmopack}}
EXAMPLE=${2:-${EXAMPLE:-$ROOT/examples/vmo/profile.yaml}}
VMOPACK=$(cd "$(dirname "$VMOPACK")" && pwd)/$(basename "$VMOPACK")
EXAMPLE=$(cd "$(dirname "$EXAMPLE")" && pwd)/$(basename "$EXAMPLE")
[ -x "$VMOPACK" ] || { echo "no such binary: $VMOPACK" >&2; exit 2; }
[ -r "$EXAMPLE" ] || { echo "no such profile: $EXAMPLE" >&2; exit 2; }

SCRATCH=$(mktemp -d)
PROVED=0
FAILED=0
children=()

finish() {
  local child
  for child in "${children[@]+"${children[@]}"}"; do kill "$child" 2>/dev/null || true; done
  rm -rf "$SCRATCH"
}
trap finish EXIT

ok() { PROVED=$((PROVED + 1)); echo "ok   $*"; }
fail() { FAILED=$((FAILED + 1)); echo "FAIL $*"; }

# expect WHAT COMMAND...: the command must succeed; it runs in a shell of its own.
expect() {
  local what=$1
  shift
  if ("$@") >"$SCRATCH/expect.out" 2>&1; then ok "$what"; else fail "$what"; head -n 20 "$SCRATCH/expect.out" | cut -c1-200 | sed 's/^/     | /'; fi
}

# refuse WHAT CODES TEXT COMMAND...: the command must end with one of the exit codes (a list in one word) and say TEXT (an
# extended pattern) on stderr, without a panic. Its stderr stays in $SCRATCH/refuse.err.
refuse() {
  local what=$1 codes=$2 text=$3 code=0
  shift 3
  ("$@") >"$SCRATCH/refuse.out" 2>"$SCRATCH/refuse.err" || code=$?
  if [[ " $codes " != *" $code "* ]]; then
    fail "$what: exit code $code, not $codes"
  elif ! grep -Eqi -- "$text" "$SCRATCH/refuse.err"; then
    fail "$what: the message lacks /$text/"
  elif grep -Eq 'panicked at|RUST_BACKTRACE|stack overflow' "$SCRATCH/refuse.err"; then
    fail "$what: a panic"
  else
    ok "$what (exit code $code)"
    return
  fi
  head -n 12 "$SCRATCH/refuse.err" | cut -c1-200 | sed 's/^/     | /'
}

# same_tree WHAT LEFT RIGHT: two folders hold the same names and bytes.
same_tree() { expect "$1" diff -r "$2" "$3"; }

summary() {
  echo "$PROVED proved, $FAILED failed"
  [ "$FAILED" -eq 0 ]
}
