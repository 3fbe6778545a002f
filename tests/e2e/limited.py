#!/usr/bin/env python3
"""Usage: limited.py SECONDS MEBIBYTES COMMAND...

Runs a command and ends with its exit code, or with 99 and a line on stderr when it took longer or more memory.
"""

import os
import resource
import signal
import sys

ADDRESSES = 4 << 30  # keeps a runaway from taking the machine down


def run(command, seconds):
    """(exit code as a shell gives it, peak memory in bytes, whether time ran out)."""
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.execvp(command[0], command)
    late = False

    def end(*_):
        nonlocal late
        late = True
        os.kill(child, signal.SIGKILL)

    signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    _, status, usage = os.wait4(child, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code, usage.ru_maxrss * 1024, late


def main():
    if len(sys.argv) < 4:
        raise SystemExit(__doc__)
    seconds, mebibytes = float(sys.argv[1]), float(sys.argv[2])
    code, peak, late = run(sys.argv[3:], seconds)
    if late:
        print(f"limited: still running after {seconds:g} s", file=sys.stderr)
    if peak > mebibytes * 2**20:
        print(f"limited: {peak / 2**20:.0f} MiB, above {mebibytes:g}", file=sys.stderr)
    return 99 if late or peak > mebibytes * 2**20 else code


if __name__ == "__main__":
    sys.exit(main())
