#!/usr/bin/env bash
# Usage: vlan_filter.sh [VMOPACK]         (as root, with $PYTHON and $CNI of tools.sh, iproute2 and busybox)
#        vlan_filter.sh --can             says by its exit code whether there is a kernel for it
# Runs the program of the VLAN filter, as it is rendered, against bridges in a network namespace, and attaches networks as they are
# rendered with the real bridge plugin. Where the kernel has no VLAN filtering, Debian's user-mode-linux is booted for it.
set -euo pipefail
uml=/usr/lib/uml/modules

kernel_can() {
  unshare --net sh -c 'ip link add t0 type bridge vlan_filtering 1 && ip link add link t0 name t1 type vlan id 2 &&
    ip link add t2 type bond && ip link add t3 type veth peer name t4' 2>/dev/null
}
if [ "${1:-}" = --can ]; then
  kernel_can || { command -v linux.uml >/dev/null && [ -d $uml ]; } || {
    echo "the kernel has no VLAN filtering, and there is no user-mode-linux" >&2
    exit 1
  }
  exit
fi

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
: "${PYTHON:?run this first: eval \"\$(tests/e2e/tools.sh)\"}" "${CNI:?}"

expect "render" "$VMOPACK" render "$HERE/vlan/profile.yaml" --as manifests --out "$SCRATCH/manifests"
mkdir "$SCRATCH/guest" "$SCRATCH/guest/bin"
expect "extract" "$PYTHON" "$HERE/vlan/extract.py" "$SCRATCH/manifests" "$SCRATCH/guest"
if command -v shellcheck >/dev/null; then expect "the program is clean shell" shellcheck "$SCRATCH/guest/vlan-filter.sh"; fi
# The shell of the image is busybox, and its only other programs are those of iproute2.
for program in sh awk tr sleep ping; do ln -s "$(command -v busybox)" "$SCRATCH/guest/bin/$program"; done
for program in ip bridge; do ln -s "$(command -v $program)" "$SCRATCH/guest/bin/$program"; done

run=("$HERE/vlan/node.sh" "$SCRATCH/guest" "$CNI")
if kernel_can; then
  echo "== on this machine's kernel"
  unshare --net --mount -- "${run[@]}" >"$SCRATCH/log" 2>&1 </dev/null || true
else
  echo "== on user-mode-linux"
  mkdir -p "$SCRATCH/modules/lib"
  ln -s $uml "$SCRATCH/modules/lib/modules"
  cat >"$SCRATCH/init" <<END
#!/bin/sh
mount -t proc proc /proc
mount -t sysfs sys /sys
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
for module in bridge 8021q veth bonding dummy; do modprobe -d "$SCRATCH/modules" \$module; done
"${run[0]}" "${run[1]}" "${run[2]}"
echo o >/proc/sysrq-trigger
sleep 9
END
  chmod +x "$SCRATCH/init"
  TMPDIR=$SCRATCH timeout 300 linux.uml mem=192M root=/dev/root rootfstype=hostfs ro quiet loglevel=0 con=null con0=fd:0,fd:1 \
    init="$SCRATCH/init" </dev/null >"$SCRATCH/log" 2>&1 || true
fi
tr -d '\r' <"$SCRATCH/log" >"$SCRATCH/lines"
while read -r mark what; do
  case $mark in ok) ok "$what" ;; FAIL) fail "$what" ;; esac
done <"$SCRATCH/lines"
if ! grep -q '^all done$' "$SCRATCH/lines"; then fail "the node did not get to its end"; fi
[ "$FAILED" = 0 ] || sed 's/^/     | /' "$SCRATCH/lines"
summary
