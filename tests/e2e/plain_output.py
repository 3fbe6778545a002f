#!/usr/bin/env python3
"""Usage: plain_output.py STREAM MANIFESTS KUSTOMIZATIONS

STREAM is what `vmopack render` printed, MANIFESTS and KUSTOMIZATIONS the folders of `--as manifests` and `--as kustomize`, all for
one profile. Real `kustomize build` ($KUSTOMIZE, or kustomize on the PATH) must give the objects of the stream, in its order; the
folder of manifests must hold the same ones; each layer's kustomization must give its part. Namespaces and definitions come
before what needs them, and every workload of a pack has the Namespace that it runs in. First refuses planted streams.
"""

import os
import pathlib
import subprocess
import sys

import go_yaml

KUSTOMIZE = os.environ.get("KUSTOMIZE", "kustomize")
WORKLOADS = {"Deployment", "DaemonSet", "StatefulSet", "Job", "CronJob"}


def objects(documents):
    """The objects of a stream of documents; a List is what it holds."""
    for document in documents:
        if document.get("kind") == "List":
            yield from document["items"]
        else:
            yield document


def build(folder):
    answer = subprocess.run([KUSTOMIZE, "build", folder], capture_output=True, text=True, check=False)
    if answer.returncode:
        raise SystemExit(f"FAIL {folder}: kustomize: {answer.stderr.strip()}")
    return list(objects(go_yaml.documents(answer.stdout, folder)))


def differences(what, found, expected):
    """What tells two lists of objects apart, in their order."""
    left, right = [go_yaml.describe(one) for one in found], [go_yaml.describe(one) for one in expected]
    if sorted(left) != sorted(right):
        return [f"{what}: lacks {sorted(set(right) - set(left))}, has {sorted(set(left) - set(right))} beyond"]
    if left != right:
        place = next(index for index, pair in enumerate(zip(left, right)) if pair[0] != pair[1])
        return [f"{what}: {left[place]} stands where {right[place]} should"]
    return [f"{what}: {name} differs" for name, one, other in zip(left, found, expected) if not go_yaml.same(one, other)]


def disorder(stream):
    """What stands before something that it needs, or twice, and workloads without a Namespace."""
    seen, failures = set(), []
    names = [go_yaml.describe(one) for one in stream]
    failures += [f"{name} appears twice" for name in sorted({name for name in names if names.count(name) > 1})]
    made = {one["metadata"]["name"] for one in stream if one["kind"] == "Namespace"}
    defined = {definition(one) for one in stream if one["kind"] == "CustomResourceDefinition"}
    for one in stream:
        namespace = one["metadata"].get("namespace")
        kind = (one["apiVersion"].rpartition("/")[0], one["kind"])
        if namespace in made and namespace not in seen:
            failures.append(f"{go_yaml.describe(one)} comes before its namespace")
        if kind in defined and kind not in seen:
            failures.append(f"{go_yaml.describe(one)} comes before its definition")
        if one["kind"] in WORKLOADS and namespace not in made:
            failures.append(f"{go_yaml.describe(one)} has no Namespace object")
        seen |= {one["metadata"]["name"]} if one["kind"] == "Namespace" else set()
        seen |= {definition(one)} if one["kind"] == "CustomResourceDefinition" else set()
    return failures


def definition(one):
    return (one["spec"]["group"], one["spec"]["names"]["kind"])


def prove_refusals():
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "a"}}
    crd = {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "xs.g"},
           "spec": {"group": "g", "names": {"kind": "X"}}}
    custom = {"apiVersion": "g/v1", "kind": "X", "metadata": {"name": "x", "namespace": "a"}, "spec": {"on": "yes"}}
    workload = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "d", "namespace": "a"}}
    good = [namespace, crd, custom, workload]
    changed = {**custom, "spec": {"on": True}}
    bad = [disorder([crd, custom, namespace]), disorder([namespace, custom, crd]), disorder([workload]),
           disorder([namespace, namespace]), differences("planted", good[:-1], good),
           differences("planted", [crd, namespace, custom, workload], good),
           differences("planted", [namespace, crd, changed, workload], good)]
    accepted = disorder(good) + differences("planted", good, good)
    missed = sum(not found for found in bad)
    print(f"1 planted stream accepted, {len(bad) - missed} of {len(bad)} bad ones refused")
    return accepted + [f"planted: {missed} bad streams accepted"] * bool(missed)


def compare(stream, manifests, kustomizations):
    expected = list(objects(go_yaml.documents(stream.read_text(encoding="utf-8"), stream)))
    failures = disorder(expected)
    found = sorted(objects(document for _, document in go_yaml.folder_documents(manifests)), key=go_yaml.describe)
    failures += differences("the folder of manifests", found, sorted(expected, key=go_yaml.describe))
    failures += differences("the kustomization of all layers", build(kustomizations), expected)
    text = (kustomizations / "kustomization.yaml").read_text(encoding="utf-8")
    layers = go_yaml.documents(text, kustomizations)[0]["resources"]
    parts = [one for layer in layers for one in build(kustomizations / layer)]
    failures += differences("the kustomizations of the layers", parts, expected)
    if not expected:
        failures.append(f"{stream} holds no object")
    print(f"{len(expected)} objects of {len(layers)} layers, the same in three forms and in one order")
    return failures


def main():
    failures = prove_refusals()
    if len(sys.argv) == 4:
        failures += compare(*map(pathlib.Path, sys.argv[1:]))
    print(*(f"FAIL {failure}" for failure in failures), sep="\n", end="\n" if failures else "")
    print(f"{len(failures)} problems")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
