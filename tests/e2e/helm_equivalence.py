#!/usr/bin/env python3
"""Usage: helm_equivalence.py [--ignore-layer NAME]... BUILD RESOLVED

BUILD holds packs (a build directory, or what `render --as packs` wrote), RESOLVED what `render --as manifests` wrote for the
same values. Real `helm template` ($HELM, or helm on the PATH) turns every published manifest back into objects, with
values.yaml as it stands in the pack; they must be the resolved ones, but for Namespace objects. First proves on planted packs
that a difference is seen.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import go_yaml
import packs

HELM = os.environ.get("HELM", "helm")


def write_chart(pack, folder):
    """One chart whose values are the pack's own text. A subchart gets the values below its name, so the manifest of stem x,
    as the only template of the chart manifests/x, reads exactly manifests.x."""
    write(folder / "Chart.yaml", chart(pack.metadata["name"]))
    write(folder / "values.yaml", pack.text("values.yaml"))
    between = folder / "charts" / "manifests"
    write(between / "Chart.yaml", chart("manifests"))
    for name in sorted(name for name in pack.files if name.startswith("manifests/")):
        own = between / "charts" / pathlib.PurePath(name).stem
        write(own / "Chart.yaml", chart(own.name))
        write(own / "templates" / f"{own.name}.yaml", pack.text(name))


def chart(name):
    return json.dumps({"apiVersion": "v2", "name": name, "version": "0.0.0"})


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def published_objects(pack, overrides):
    """What Helm makes of a pack, as (identity, object)."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch) / "chart"
        write_chart(pack, folder)
        write(folder / "changed.json", json.dumps({"manifests": overrides}))
        answer = subprocess.run([HELM, "template", "proof", folder, "--values", folder / "changed.json"],
                                capture_output=True, text=True, check=False)
    if answer.returncode:
        raise SystemExit(f"FAIL {pack.where}: helm: {answer.stderr.strip()}")
    return keyed(go_yaml.documents(answer.stdout, pack.where), pack.where)


def resolved_objects(folder, ignored):
    found = [document for path, document in go_yaml.folder_documents(folder)
             if path.parts[0] not in ignored and document.get("kind") != "Namespace"]
    return keyed(found, folder)


def keyed(documents, where):
    objects = {}
    for document in documents:
        identity = go_yaml.describe(document)
        if identity in objects:
            raise SystemExit(f"FAIL {where}: {identity} appears twice")
        objects[identity] = document
    return objects


def differences(published, resolved):
    for identity in sorted(published.keys() | resolved.keys()):
        if identity not in resolved:
            yield f"{identity}: published, not resolved"
        elif identity not in published:
            yield f"{identity}: resolved, not published"
        else:
            yield from (f"{identity}: {line}" for line in node_differences(published[identity], resolved[identity], ""))


def node_differences(left, right, path):
    if isinstance(left, dict) and isinstance(right, dict) and left.keys() == right.keys():
        for key in left:
            yield from node_differences(left[key], right[key], f"{path}.{key}")
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        for index, (one, other) in enumerate(zip(left, right)):
            yield from node_differences(one, other, f"{path}[{index}]")
    elif not go_yaml.same(left, right):
        yield f"{path}: published gives {str(left)[:80]!r} ({type(left).__name__}), " \
              f"resolved {str(right)[:80]!r} ({type(right).__name__})"


TRICKY = ["yes", "on", "1.10", "0x1F", "1_000", "2026-01-01", "~", "{{", "{{ .Values.a }}", "}}", "a: b", "# c", " x ", "",
          "one\ntwo\n", "tab\tquote\"back\\slash", "ümlaut ✓", "<<", 1000000, 12345678, 3, -1, True, False, 1.5]


def prove_differences():
    """Every tricky value survives toJson, as the pack's default and as a change; most do not survive a bare print."""
    resolved = {f"v{index}": value for index, value in enumerate(TRICKY)}
    changed = {key: resolved[f"v{(index + 1) % len(TRICKY)}"] for index, key in enumerate(resolved)}
    want = {name: {"v1 ConfigMap proof": config(values)} for name, values in (("default", resolved), ("changed", changed))}
    exact = planted(resolved, "{{ .Values.%s | toJson }}")
    failures = [*differences(published_objects(exact, {}), want["default"]),
                *differences(published_objects(exact, {"30-proof": changed}), want["changed"])]
    unseen = [value for value in TRICKY[:3] + [1000000] if not is_lost(value)]
    failures += [f"planted: a bare {value!r} was taken for equal" for value in unseen]
    print(f"{len(TRICKY)} tricky values survive toJson, {4 - len(unseen)} of 4 planted bare prints are seen as different")
    return failures


def planted(values, form):
    lines = "".join(f"  {key}: {form % key}\n" for key in values)
    return packs.Pack("planted", "planted-1.0.0-1", {
        "pack.json": b'{"name": "planted"}',
        "values.yaml": json.dumps({"pack": {}, "manifests": {"30-proof": values}}).encode(),
        "manifests/30-proof.yaml": f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: proof}}\ndata:\n{lines}".encode(),
    }, [])


def config(values):
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "proof"}, "data": values}


def is_lost(value):
    published = published_objects(planted({"v": value}, "{{ .Values.%s }}"), {})
    return any(differences(published, {"v1 ConfigMap proof": config({"v": value})}))


def compare(options):
    """(failures, summary line) of one build folder and one resolved folder."""
    found, published, failures = packs.find([options.build]), {}, []
    for pack in found:
        objects = published_objects(pack, {})
        failures += [f"{identity}: in two packs" for identity in objects.keys() & published.keys()]
        published |= objects
    failures += differences(published, resolved_objects(options.resolved, options.ignore_layer))
    if not published:
        failures.append(f"no published object in {options.build}")
    actions = sum(pack.text(name).count("{{") for pack in found for name in pack.files if name.startswith("manifests/"))
    return failures, f"{len(found)} packs, {len(published)} objects compared, {actions} template actions"


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--ignore-layer", action="append", default=[])
    parser.add_argument("build", nargs="?", type=pathlib.Path)
    parser.add_argument("resolved", nargs="?", type=pathlib.Path)
    options = parser.parse_args()
    failures = prove_differences()
    if options.build and options.resolved:
        more, summary = compare(options)
        failures += more
        print(summary)
    print(*(f"FAIL {failure}" for failure in failures), sep="\n", end="\n" if failures else "")
    print(f"{len(failures)} problems")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
