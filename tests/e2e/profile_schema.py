#!/usr/bin/env python3
"""Usage: profile_schema.py PROFILE.json...

Checks cluster profiles against profile.schema.json: ours, and those that Palette exported. First refuses planted bad ones.
"""

import copy
import json
import pathlib
import sys

import jsonschema

SCHEMA = json.loads((pathlib.Path(__file__).parent / "profile.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
GOOD = {
    "metadata": {"name": "a", "description": "", "labels": {}},
    "spec": {"version": "1.0.0", "variables": [], "template": {"type": "add-on", "cloudType": "all", "packs": [
        {"name": "plain", "type": "manifest", "layer": "addon", "version": "1.0.0", "tag": "1.0.0", "values": "",
         "manifests": [{"name": "a", "content": "a: 1\n"}]},
        {"name": "pack", "type": "spectro", "layer": "addon", "version": "1.0.0", "tag": "1.0.0", "values": "", "manifests": [],
         "registry": {"metadata": {"uid": "", "name": "r", "kind": "pack", "isPrivate": False, "providerType": ""}}}]}},
}
PLANTED = [
    ("a key that Palette does not know", "kind", "Profile"),
    ("a layer without a version", "spec.template.packs.0.version", None),
    ("a version that is a number", "spec.template.packs.1.tag", 1.0),
    ("a type that its registry has not", "spec.template.packs.1.type", "oci"),
    ("a pack without a registry", "spec.template.packs.1.registry", None),
    ("values that are a map", "spec.template.packs.1.values", {}),
    ("an add-on profile with another layer", "spec.template.packs.1.layer", "csi"),
    ("a variable without a format", "spec.variables", [{"name": "a"}]),
]


def problems(profile):
    for error in sorted(VALIDATOR.iter_errors(profile), key=lambda error: list(map(str, error.absolute_path))):
        yield f"{'.'.join(map(str, error.absolute_path))}: {error.message[:200]}"


def planted(path, value):
    profile = copy.deepcopy(GOOD)
    *keys, last = (int(key) if key.isdigit() else key for key in path.split("."))
    node = profile
    for key in keys:
        node = node[key]
    if value is None:
        del node[last]
    else:
        node[last] = value
    return profile


def main():
    failures = [f"planted good profile: {problem}" for problem in problems(GOOD)]
    failures += [f"planted {what} was not seen" for what, *change in PLANTED if not list(problems(planted(*change)))]
    print(f"refused {len(PLANTED)} planted profiles")
    for name in sys.argv[1:]:
        profile = json.loads(pathlib.Path(name).read_text(encoding="utf-8"))
        failures += [f"{name}: {problem}" for problem in problems(profile)]
        print(f"     {name}: {len(profile['spec']['template']['packs'])} layers")
    print(*(f"FAIL {failure}" for failure in failures), sep="\n", end="\n" if failures else "")
    print(f"{len(sys.argv) - 1} profiles checked, {len(failures)} problems")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
