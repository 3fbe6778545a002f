"""$PYTHON upstream_roles.py [--check] UPSTREAM

Writes down what upstream's operators may do: a table in tests/roles/ for each version of the packs below, from the release
manifest in the folder UPSTREAM. `cargo test` compares the rendered roles with these tables, so that it needs no manifest.
With --check nothing is written, and tables that differ are named.

A line is `SCOPE GROUP/RESOURCE[(NAME)]: VERBS` or `cluster URL PATH: get`. The scope is `cluster` or `own` (namespace).
"""

import argparse
import collections
import pathlib
import sys

import go_yaml
import upstream_facts
from upstream import pack_versions, ROOT

TABLES = ROOT / "tests" / "roles"
# The pack, its manifest in UPSTREAM, and the service account of the operator.
OPERATORS = [("kubevirt", "kubevirt-operator-v{}.yaml", "kubevirt-operator"), ("cdi", "cdi-operator-v{}.yaml", "cdi-operator")]


def table(pack: str, version: str, objects: list[dict], account: str) -> str:
    namespace = next(item["metadata"]["namespace"] for item in objects if item["kind"] == "ServiceAccount")
    verbs = collections.defaultdict(set)
    for fact in upstream_facts.permissions(objects, namespace):
        subject, _, grant = fact.partition(" may: ")
        if subject == f"ServiceAccount/{account}":
            target, _, verb = grant.replace("own namespace ", "own ").rpartition(" ")
            verbs[target].add(verb)
    lines = [f"{target}: {' '.join(sorted(granted))}" for target, granted in sorted(verbs.items())]
    return "\n".join([f"# What {account} of {pack} {version} may do. Written by tests/e2e/upstream_roles.py.", *lines]) + "\n"


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("upstream", type=pathlib.Path)
    options = parser.parse_args()
    TABLES.mkdir(exist_ok=True)
    failures = []
    for pack, manifest, account in OPERATORS:
        for version in pack_versions(pack):
            place, file = TABLES / f"{pack}-{version}.txt", options.upstream / manifest.format(version)
            if not file.is_file():
                failures.append(f"{file} is not there")
                continue
            text = table(pack, version, go_yaml.documents(file.read_text(encoding="utf-8"), file.name), account)
            if not options.check:
                place.write_text(text, encoding="utf-8")
            elif not place.is_file() or place.read_text(encoding="utf-8") != text:
                failures.append(f"{place.relative_to(ROOT)} differs")
            print(f"{place.relative_to(ROOT)}: {len(text.splitlines()) - 1} lines")
    print(*(f"FAIL {failure}" for failure in failures), sep="\n", end="\n" if failures else "")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
