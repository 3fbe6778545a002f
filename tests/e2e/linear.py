#!/usr/bin/env python3
"""Proves that the cost of checking grows with the input: CPU seconds of `check`, as ratios.

    VMOPACK=target/release/vmopack tests/e2e/linear.py

Profiles of 250, 500 and 1,000 layers with 20 VirtualMachines, or 20 Deployments, each are checked with all rules, and with all
families of rules switched off, which is what loading them takes. Ratios of CPU time in one run hold on a busy machine, too.
"""

import os
import pathlib
import resource
import subprocess
import sys
import tempfile

VMOPACK = os.environ["VMOPACK"]
SIZES = (250, 500, 1000)
OBJECTS = 20
RUNS = 5
# All rules together may take as long as loading, and twice the layers twice as long, with room for noise.
MOST_TIMES_LOADING = 2.0
MOST_TIMES_HALF = 2.6

VIRTUAL_MACHINE = """\
apiVersion: kubevirt.io/v1
kind: VirtualMachine
metadata: {{name: {name}, namespace: machines}}
spec:
  runStrategy: Always
  template:
    spec:
      domain:
        resources: {{requests: {{memory: 2Gi}}}}
        devices:
          disks: [{{name: root, disk: {{bus: virtio}}}}]
          interfaces: [{{name: default, masquerade: {{}}}}]
      networks: [{{name: default, pod: {{}}}}]
      volumes: [{{name: root, containerDisk: {{image: "quay.io/containerdisks/ubuntu:24.04"}}}}]
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}, namespace: apps}}
spec:
  replicas: 1
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
      containers:
        - name: main
          image: "registry.example.com/apps/{name}:1.0"
          env: [{{name: A, value: b}}]
          ports: [{{containerPort: 8080}}]
          resources: {{requests: {{cpu: 100m, memory: 64Mi}}, limits: {{memory: 128Mi}}}}
"""
PROFILE = """\
apiVersion: vmopack/v1alpha1
kind: Profile
metadata: {name: big, version: 1.0.0}
spec:
  target: {kubernetes: "1.35"}
  layers:
"""


def families():
    listed = subprocess.run([VMOPACK, "rules"], check=True, capture_output=True, text=True).stdout
    return sorted({line.split("/")[0] for line in listed.splitlines()})


def write(folder, template, layers):
    """Writes a profile with all rules, and one without any; returns both."""
    lines = []
    for layer in range(layers):
        objects = [template.format(name=f"a-{layer}-{number}") for number in range(OBJECTS)]
        (folder / f"layer-{layer}.yaml").write_text("---\n".join(objects))
        lines.append(f"    - manifests: {{name: layer-{layer}, files: [layer-{layer}.yaml]}}\n")
    text = PROFILE + "".join(lines)
    (folder / "profile.yaml").write_text(text)
    (folder / "off.yaml").write_text(text + "  rules:\n" + "".join(f"    {name}: off\n" for name in families()))
    return folder / "profile.yaml", folder / "off.yaml"


def cpu_seconds(profile):
    """The least CPU time of some runs: what else the machine does can only add to it."""
    times = []
    for _ in range(RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        run = subprocess.run([VMOPACK, "check", "--quiet", str(profile)], capture_output=True, text=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if run.returncode != 0:
            sys.exit(f"{profile} does not check clean:\n{run.stderr[:2000]}")
        times.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    return min(times)


def main():
    problems = []
    print(f"{'objects':<16} {'layers':>6}  all rules    loading    times loading  times half the layers")
    for kind, template in (("VirtualMachines", VIRTUAL_MACHINE), ("Deployments", DEPLOYMENT)):
        before = None
        for layers in SIZES:
            with tempfile.TemporaryDirectory() as folder:
                checked, loaded = (cpu_seconds(profile) for profile in write(pathlib.Path(folder), template, layers))
            ratio, growth = checked / loaded, checked / before if before else None
            shown = f"{growth:.2f}" if growth else "-"
            print(f"{kind:<16} {layers:>6}  {checked:>7.2f} s  {loaded:>7.2f} s  {ratio:>13.2f}  {shown:>21}")
            if ratio > MOST_TIMES_LOADING:
                problems.append(f"{layers} layers of {kind}: {ratio:.2f} times the cost of loading them")
            if growth and growth > MOST_TIMES_HALF:
                problems.append(f"{layers} layers of {kind}: {growth:.2f} times the cost of half of them")
            before = checked
    if problems:
        sys.exit("the cost of checking is too high:\n  " + "\n  ".join(problems))


if __name__ == "__main__":
    main()
