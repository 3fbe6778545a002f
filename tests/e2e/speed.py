#!/usr/bin/env python3
"""Usage: speed.py [--runs N] [--enforce] [VMOPACK [PROFILE]]

Wall time and peak memory of whole processes: the median of alternating runs, after one run of each to warm up. The first row
is what starting any program costs here; a peak below its own cannot be told. `--enforce` holds the budgets below.
"""

import argparse
import os
import pathlib
import shutil
import statistics
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


def measure(command):
    """(milliseconds, MiB) of one run; a failing run ends everything."""
    quiet = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
    start = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=quiet)
    _, status, usage = os.wait4(child, 0)
    taken = time.perf_counter() - start
    if status:
        raise SystemExit(f"exit code {os.waitstatus_to_exitcode(status)}: {' '.join(map(str, command))}")
    return taken * 1000, usage.ru_maxrss / 1024


def rows(binary, profile, memory, disk):
    """(name, command, budget in ms, budget in MiB)."""
    yield "(start of a program)", ["true"], None, None
    yield "--version", [binary, "--version"], 5, None
    yield "--help", [binary, "--help"], 5, None
    if memory:
        yield "build on tmpfs", [binary, "build", profile, "--out", f"{memory}/out"], 60, 40
    yield "build on disk", [binary, "build", profile, "--out", f"{disk}/out"], None, 40


def verdict(value, budget):
    return "" if budget is None else f"{'met' if value <= budget else 'NOT MET'} (<= {budget})"


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--enforce", action="store_true")
    parser.add_argument("binary", nargs="?", default=os.environ.get("VMOPACK", ROOT / "target/release/vmopack"))
    parser.add_argument("profile", nargs="?", default=os.environ.get("EXAMPLE", ROOT / "examples/vmo/profile.yaml"))
    options = parser.parse_args()
    shared = pathlib.Path("/dev/shm")
    memory = tempfile.mkdtemp(dir=shared) if os.access(shared, os.W_OK) else None
    disk = tempfile.mkdtemp(dir=os.environ.get("DISK", "/var/tmp"))
    try:
        table = list(rows(str(options.binary), str(options.profile), memory, disk))
        runs = {name: [] for name, *_ in table}
        for _ in range(options.runs + 1):
            for name, command, *_ in table:
                runs[name].append(measure(command))
    finally:
        for folder in filter(None, (memory, disk)):
            shutil.rmtree(folder)
    missed = 0
    print(f"{'':22}{'ms':>8}{'lowest':>8}{'MiB':>8}   median of {options.runs} alternating runs")
    for name, _, time_budget, memory_budget in table:
        times, peaks = zip(*runs[name][1:])
        taken, peak = statistics.median(times), statistics.median(peaks)
        answers = [verdict(taken, time_budget), verdict(peak, memory_budget)]
        missed += sum("NOT" in answer for answer in answers)
        print(f"{name:22}{taken:8.1f}{min(times):8.1f}{peak:8.1f}   {'  '.join(filter(None, answers))}")
    print(f"{missed} budgets not met")
    return 1 if missed and options.enforce else 0


if __name__ == "__main__":
    sys.exit(main())
