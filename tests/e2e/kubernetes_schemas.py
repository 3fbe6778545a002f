#!/usr/bin/env python3
"""Usage: kubernetes_schemas.py [--custom KIND.GROUP]... FOLDER...    (plain manifests, as `render --as manifests` writes)

Validates every manifest with kubernetes-validate, strictly, for each Kubernetes version below. A kind without a schema fails,
unless a CRD of the same folder defines it or --custom names it: those are printed, and are crds/'s to check.
First refuses planted bad objects.
"""

import argparse
import functools
import pathlib
import sys

import kubernetes_validate
import kubernetes_validate.utils

import go_yaml

VERSIONS = ("1.34", "1.35", "1.36")
PLANTED = pathlib.Path(__file__).parent / "planted" / "kubernetes.yaml"

# The package reads its definitions from disk for every object; once is enough.
kubernetes_validate.utils.schema_contents = functools.lru_cache(kubernetes_validate.utils.schema_contents)


def kind_of(document):
    return f"{document.get('kind')}.{document.get('apiVersion', '').rpartition('/')[0]}"


def problem(document, version):
    """What the schemas of one version say: nothing, or one line."""
    try:
        kubernetes_validate.validate(document, version, strict=True)
    except kubernetes_validate.ValidationError as error:
        return f"{'.'.join(map(str, error.path))}: {error.message}"
    except kubernetes_validate.SchemaNotFoundError as error:
        return f"warning: {error.message}"
    return None


def check_folder(folder, custom):
    """(number of objects, failures, custom kinds seen)."""
    found = list(go_yaml.folder_documents(folder))
    known = custom | {f"{crd['spec']['names']['kind']}.{crd['spec']['group']}" for _, crd in found
                      if isinstance(crd, dict) and crd.get("kind") == "CustomResourceDefinition"}
    failures, seen = [], set()
    for path, document in found:
        if not isinstance(document, dict) or not document.get("kind") or not document.get("apiVersion"):
            failures.append(f"{path}: holds a document that is no object")
        elif kind_of(document) in known:
            seen.add(kind_of(document))
        else:
            answers = {version: problem(document, version) for version in VERSIONS}
            failures += [f"{path}: {go_yaml.describe(document)}: Kubernetes {version}: {answer}"
                         for version, answer in answers.items() if answer]
    return len(found), failures, seen


def prove_refusals():
    """Each planted object is refused in each version, for the reason in its annotation; those without one pass."""
    documents = go_yaml.documents(PLANTED.read_text(), PLANTED)
    failures, refused = [], 0
    for document in documents:
        wanted = document.get("metadata", {}).get("annotations", {}).pop("refused", None)
        refused += wanted is not None
        for version in VERSIONS:
            answer = problem(document, version)
            if (answer is not None) != (wanted is not None) or (wanted or "") not in (answer or ""):
                failures.append(f"planted {go_yaml.describe(document)}: {version}: wanted {wanted!r}, got {answer!r}")
    print(f"refused {refused} planted objects and accepted {len(documents) - refused}, in {', '.join(VERSIONS)}")
    return failures


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--custom", action="append", default=[])
    parser.add_argument("folders", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    failures = prove_refusals()
    for folder in options.folders:
        count, bad, custom = check_folder(folder, set(options.custom))
        failures += bad if count else [f"no manifest in {folder}"]
        print(f"{folder}: {count} objects, custom kinds: {', '.join(sorted(custom)) or 'none'}")
    print(*(f"FAIL {failure}" for failure in failures), sep="\n", end="\n" if failures else "")
    print(f"{len(failures)} problems")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
