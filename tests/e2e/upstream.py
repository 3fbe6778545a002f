#!/usr/bin/env python3
"""Usage: upstream.py [--skip-missing] UPSTREAM [VMOPACK]    (UPSTREAM: a folder of upstream's own install manifests)

Renders the pack versions of the plan below, and compares permissions, CRD schemas, pod templates and all other fields with
upstream's, as sets of facts (upstream_facts.py). What differs must be in upstream_differences.yaml, with a reason; what that
file names must differ. First proves that planted defects are seen (upstream_planted.py).
With --skip-missing an absent UPSTREAM proves nothing and passes; a file that UPSTREAM lacks always fails.
"""

import argparse
import collections
import functools
import os
import pathlib
import subprocess
import sys
import tempfile

import go_yaml
import upstream_compare
import upstream_facts
import upstream_planted
from upstream_compare import Comparison

ROOT = pathlib.Path(__file__).resolve().parents[2]
DIFFERENCES = pathlib.Path(__file__).parent / "upstream_differences.yaml"

POLICIES = {"networkPolicies": {"enabled": True}}
OPERATOR = {"rbac": {"roles": "never"}}         # roles for people are our own; tests/integration/vm_roles.rs pins them
GROUPS = {"volumeGroupSnapshots": {"enabled": True}}
METRICS = {"replicas": 2, "utilization": {"source": "metrics-server"}}
EDIT = {"permissions": {"edit": "cluster"}}     # the most that the page may do; by default it only looks
SNAPSHOT = ["snapshot-controller-rbac.yaml", "snapshot-controller-deployment.yaml", "snapshot-crds-v{}.yaml"]
DESCHEDULER = ["descheduler-base-rbac.yaml", "descheduler-base-configmap.yaml", "descheduler-deployment.yaml"]
# Without a version: every version of the pack. The case goes behind the version in the table; without kinds, all are compared.
Row = collections.namedtuple("Row", "pack version case values files kinds", defaults=[None])
PLAN = [
    Row("snapshot-controller", "8.6.0", "", {}, SNAPSHOT),
    Row("snapshot-controller", "8.6.0", "+groups", GROUPS, SNAPSHOT),
    Row("snapshot-controller", "8.5.0", "+crds", GROUPS, SNAPSHOT[2:], {"CustomResourceDefinition"}),
    Row("multus", "4.3.0", "", {}, ["multus-thick.yaml"]),
    Row("kubevirt", None, "", OPERATOR, ["kubevirt-operator-v{}.yaml"]),
    Row("kubevirt", "1.9.0", "+policies", POLICIES, ["kubevirt-network-policies-v{}.yaml"], {"NetworkPolicy"}),
    Row("cdi", None, "", {}, ["cdi-operator-v{}.yaml"]),
    Row("cdi", "1.66.0", "+policies", POLICIES, ["cdi-network-policies-v{}.yaml"], {"NetworkPolicy"}),
    Row("descheduler", "0.36.0", "", {}, DESCHEDULER),
    Row("descheduler", "0.36.0", "+metrics", METRICS, DESCHEDULER),
    Row("dashboard", "1.5.2", "+edit", EDIT, ["kubevirt-manager-bundled.yaml"]),
]


@functools.lru_cache
def pack_versions(pack: str) -> dict[str, dict]:
    metadata = go_yaml.documents((ROOT / "packs" / pack / "pack.yaml").read_text(), pack)[0]
    return {version["version"]: version for version in metadata["spec"]["versions"]}


def rows(upstream: pathlib.Path) -> list[Row]:
    """The plan with every version spelled out."""
    found = []
    for row in PLAN:
        versions = [row.version] if row.version else pack_versions(row.pack)
        found += [row._replace(version=version, files=[file.format(version) for file in row.files]) for version in versions]
    missing = {file for row in found for file in row.files if not (upstream / file).is_file()}
    if missing:
        raise SystemExit(f"FAIL {upstream} lacks {', '.join(sorted(missing))}")
    return found


def render(vmopack: str, row: Row) -> list[dict]:
    version = pack_versions(row.pack).get(row.version)
    if version is None:
        raise SystemExit(f"FAIL {row.pack} {row.version}: there is a manifest, but no such version of the pack")
    kubernetes = version["kubernetes"].get("max", "1.35")
    layer = {"pack": row.pack, "version": row.version, "values": row.values}
    profile = {"apiVersion": "vmopack/v1alpha1", "kind": "Profile", "metadata": {"name": "proof", "version": "1.0.0"},
               "spec": {"target": {"kubernetes": kubernetes, "distribution": "kubeadm"}, "layers": [layer]}}
    with tempfile.TemporaryDirectory() as scratch:
        path, out = pathlib.Path(scratch) / "profile.yaml", pathlib.Path(scratch) / "out"
        path.write_text(upstream_facts.canonical(profile), encoding="utf-8")
        answer = subprocess.run([vmopack, "render", path, "--as", "manifests", "--out", out],
                                capture_output=True, text=True, check=False)
        if answer.returncode:
            raise SystemExit(f"FAIL {row.pack} {row.version}: {answer.stderr.strip()}")
        return wanted((document for _, document in go_yaml.folder_documents(out)), row)


def read(upstream: pathlib.Path, row: Row) -> list[dict]:
    return wanted((document for file in row.files for document in go_yaml.documents((upstream / file).read_text(), file)), row)


def wanted(objects, row: Row) -> list[dict]:
    return [item for item in objects if row.kinds is None or item["kind"] in row.kinds]


def table(comparisons: list[Comparison], outcomes: list[upstream_compare.Outcome]):
    """How many facts of both sides were compared, and how many of them differ as intended."""
    form = "{:<20} {:<15} {:>11} {:>7} {:>7} {:>9}".format
    print(form("pack", "version", "permissions", "schema", "fields", "intended"))
    total = collections.Counter()
    for one, outcome in zip(comparisons, outcomes):
        counts = one.counts() + collections.Counter(intended=outcome.intended)
        total += counts
        print(form(*one.label.split(" "), *(counts[kind] for kind in ("permission", "schema", "field", "intended"))))
    print(form("all", "", *(total[kind] for kind in ("permission", "schema", "field", "intended"))))


def not_compared(found: list[Row]) -> list[str]:
    """Versions of packs that are in no row."""
    seen = {(row.pack, row.version) for row in found}
    return [f"{folder.name} {version}" for folder in sorted((ROOT / "packs").iterdir()) if folder.is_dir()
            for version in pack_versions(folder.name) if (folder.name, version) not in seen]


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--skip-missing", action="store_true")
    parser.add_argument("upstream", type=pathlib.Path)
    parser.add_argument("vmopack", nargs="?", default=os.environ.get("VMOPACK", ROOT / "target" / "release" / "vmopack"))
    options = parser.parse_args()
    if not options.upstream.is_dir():
        print(f"{'SKIPPED' if options.skip_missing else 'FAIL'}: {options.upstream} is not there; nothing was compared")
        return 0 if options.skip_missing else 1
    if not os.access(options.vmopack, os.X_OK):
        parser.error(f"no such binary: {options.vmopack}")
    entries = upstream_compare.load(DIFFERENCES)
    found = rows(options.upstream)
    comparisons = [Comparison(f"{row.pack} {row.version}{row.case}", read(options.upstream, row),
                              render(options.vmopack, row), entries) for row in found]
    refused, failures = upstream_planted.prove(comparisons)
    print("planted and refused:", ", ".join(f"{count} {what}" for what, count in refused.items()))
    outcomes = [one.compare(one.our_objects) for one in comparisons]
    failures += [problem for outcome in outcomes for problem in outcome.problems]
    failures += upstream_compare.unused(entries, comparisons, set().union(*(outcome.used for outcome in outcomes)))
    table(comparisons, outcomes)
    print(f"{len(entries)} reasons for intended differences; not compared: "
          f"{', '.join(not_compared(found)) or 'nothing'}")
    print(*(f"FAIL {failure}" for failure in failures), sep="\n", end="\n" if failures else "")
    print(f"{len(failures)} problems")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
