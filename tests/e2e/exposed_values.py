#!/usr/bin/env python3
"""Usage: exposed_values.py [--rounds N] [--seed N] VMOPACK PROFILE...

Exposes random values of a profile's packs, and changes them to random contents in both places: in the values.yaml of the packs, as
an operator does in Palette, and in the profile. Real Helm must give the same objects for the changed packs, for packs that are built
with the contents as defaults, and without exposing anything. The same for every preset that is left to Palette, and for booleans and
numbers that a macro gives: there Palette puts text, and Helm must stop at text that is no such scalar.
"""

import argparse
import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

import go_yaml
import helm_equivalence
import packs
import random_values

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class Refused(Exception):
    """The tool refused a profile, because of some of its paths when it names them."""


class Workshop:
    """A copy of a profile's folder, in which variants of the profile are rendered."""

    def __init__(self, tool, profile, scratch):
        self.tool, self.name = tool, profile.parent.name
        self.folder = scratch / f"profile-{self.name}"
        shutil.copytree(profile.parent, self.folder, ignore=shutil.ignore_patterns("vmopack.lock"))
        self.profile = go_yaml.documents(profile.read_text(encoding="utf-8"), profile)[0]
        self.source = pathlib.Path(profile).parent
        self.prefix = self.profile["metadata"]["name"]

    def pack_layers(self):
        return [layer for layer in self.profile["spec"]["layers"] if "pack" in layer]

    def schema(self, layer):
        named = ROOT / "packs" / layer["pack"]
        folder = self.source / layer["pack"] if layer["pack"].startswith(".") else named
        return json.loads((folder / "schema.json").read_text(encoding="utf-8"))

    def render(self, what, changes):
        """Renders the profile with {pack: {key: ...}} laid over its layers."""
        profile = json.loads(json.dumps(self.profile))
        for layer in profile["spec"]["layers"]:
            for key, item in changes.get(layer.get("pack"), {}).items():
                layer[key] = merged(layer.get(key) or {}, item) if key == "values" else item
        (self.folder / "variant.yaml").write_text(yaml_text(profile), encoding="utf-8")
        out, report = self.folder / "out", self.folder / "report.json"
        command = [self.tool, "render", self.folder / "variant.yaml", "--as", what, "--out", out, "--quiet", "--report", f"json={report}"]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        if answer.returncode:
            found = json.loads(report.read_text())["diagnostics"] if report.is_file() else []
            raise Refused([finding["message"] for finding in found] or [answer.stderr])
        return out

    def packs(self, changes):
        return {pack.metadata["name"].removeprefix(f"{self.prefix}-"): pack for pack in packs.find([self.render("packs", changes)])}

    def objects(self, changes):
        plain = [layer["manifests"]["name"] for layer in self.profile["spec"]["layers"] if "manifests" in layer]
        return helm_equivalence.resolved_objects(self.render("manifests", changes), plain)


def yaml_text(document):
    """JSON that is YAML too: YAML knows no pairs of surrogates, and takes some characters for line breaks."""
    text = json.dumps(document, ensure_ascii=False)
    return re.sub("[\x7f-\xa0\u2028\u2029\ufeff]", lambda found: f"\\u{ord(found[0]):04x}", text)


def merged(base, over):
    if not isinstance(base, dict) or not isinstance(over, dict):
        return over
    return base | {key: merged(base.get(key), item) for key, item in over.items()}


def marked(schema, path=()):
    """(path, schema) of every value that can be exposed."""
    if schema.get("x-vmopack-exposable"):
        yield path, schema
    for key, below in schema.get("properties", {}).items():
        yield from marked(below, (*path, key))


def places(pack):
    """{path: (stem, value)} of the values that a pack leaves to Palette."""
    found = {}
    for stem, tree in go_yaml.documents(pack.text("values.yaml"), pack.where)[0]["manifests"].items():
        collect(tree, (), stem, set(exposed_paths(pack.text(f"manifests/{stem}.yaml"))), found)
    return found


def exposed_paths(text):
    for access in re.findall(r"\.Values((?:\.[A-Za-z_]\w*)+)", text):
        yield tuple(access[1:].split("."))
    for keys in re.findall(r'\(index \.Values((?: "[^"]*")+)\)', text):
        yield tuple(re.findall(r'"([^"]*)"', keys))


def collect(node, path, stem, wanted, found):
    if path in wanted:
        found[path] = (stem, node)
    elif isinstance(node, dict):
        for key, below in node.items():
            collect(below, (*path, key), stem, wanted, found)


def put(tree, path, item):
    for key in path[:-1]:
        tree = tree.setdefault(key, {})
    tree[path[-1]] = item


def replacing(before, after):
    """What a profile says to turn one value into another: keys that go are null."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return after
    if before and not after:
        return None
    gone = {key: None for key in before if key not in after}
    return gone | {key: replacing(before.get(key), item) for key, item in after.items()}


def changed(pack, contents):
    """A pack whose values.yaml an operator has changed."""
    values = go_yaml.documents(pack.text("values.yaml"), pack.where)[0]
    for path, (stem, item) in contents.items():
        put(values["manifests"][stem], path, item)
    return packs.Pack(pack.where, pack.folder, pack.files | {"values.yaml": yaml_text(values).encode()}, [])


def published(found):
    """The objects that Helm makes of several packs, in one run."""
    answer = helm(found)
    if answer.returncode:
        raise SystemExit(f"FAIL helm: {answer.stderr.strip()}")
    return helm_equivalence.keyed(go_yaml.documents(answer.stdout, "helm"), "helm")


def helm(found):
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch) / "chart"
        helm_equivalence.write(folder / "Chart.yaml", helm_equivalence.chart("proof"))
        for pack in found:
            helm_equivalence.write_chart(pack, folder / "charts" / pack.metadata["name"])
        return subprocess.run([helm_equivalence.HELM, "template", "proof", folder], capture_output=True, text=True, check=False)


def choose(workshop, rng):
    """{pack: {path: contents}} of some values that can be exposed."""
    chosen = {}
    for layer in workshop.pack_layers():
        root = workshop.schema(layer)
        for path, schema in marked(root):
            inside = any(path[:len(other)] == other for other in chosen.get(layer["pack"], {}))
            if not inside and rng.random() < 0.5:
                contents = random_values.value(rng, schema, root)
                if contents is not None:
                    chosen.setdefault(layer["pack"], {})[path] = contents
    return chosen


def expose(chosen):
    return {pack: {"expose": [".".join(path) for path in paths]} for pack, paths in chosen.items()}


def one_round(workshop, rng):
    """(failures, number of changed values) of one random choice; what the tool refuses is left out."""
    chosen = choose(workshop, rng)
    for _ in range(8):
        try:
            return compare(workshop, chosen)
        except Refused as refusal:
            named = set(re.findall(r"`([^`]+)` (?:cannot be exposed|is left to|needs)", " ".join(refusal.args[0])))
            fewer = {pack: {path: item for path, item in paths.items() if ".".join(path) not in named} for pack, paths in chosen.items()}
            if fewer == chosen:
                return [f"refused: {message}" for message in refusal.args[0]], 0
            chosen = fewer
    return ["refused again and again"], 0


def compare(workshop, chosen):
    by_default = workshop.packs(expose(chosen))
    names = {layer["pack"]: layer["pack"].rsplit("/", 1)[-1] for layer in workshop.pack_layers()}
    baked = {}
    for pack, paths in chosen.items():
        before = {path: item for path, (_, item) in places(by_default[names[pack]]).items()}
        values = baked.setdefault(pack, {"values": {}})["values"]
        for path, contents in paths.items():
            put(values, path, replacing(before.get(path), contents))
    with_defaults = workshop.packs({pack: item | baked.get(pack, {}) for pack, item in expose(chosen).items()})
    wanted = workshop.objects(baked)
    contents = {name: places(pack) for name, pack in with_defaults.items()}
    in_palette = [changed(pack, contents[name]) for name, pack in by_default.items()]
    failures = [f"changed in Palette: {line}" for line in helm_equivalence.differences(published(in_palette), wanted)]
    failures += [f"built with it: {line}" for line in helm_equivalence.differences(published(with_defaults.values()), wanted)]
    failures += [f"{pack}: {'.'.join(path)}: asked for {item!r}, got {contents[names[pack]][path][1]!r}"
                 for pack, paths in chosen.items() for path, item in paths.items()
                 if not isinstance(item, dict) and not go_yaml.same(contents[names[pack]][path][1], item)]
    return failures, sum(map(len, chosen.values()))


MACRO = "{{ .spectro.var.word }}"
HOSTILE = ["true\n      injected: {a: b}", "1\ninjected: 2", "yes please", "yes", "", "True", "true # c", "{a: b}", "null", "0x1F", "1_000", "01",
           "1.", "{{ 1 }}", "1 2", "\"true\"", "[1]", "-", "&x 1"]


def prove_macros(workshop, rng):
    """(failures, number of values) of booleans and numbers that a macro gives."""
    chosen = {}
    for layer in workshop.pack_layers():
        root = workshop.schema(layer)
        for path, schema in marked(root):
            if schema.get("type") in ("boolean", "integer", "number") and "enum" not in schema:
                chosen.setdefault(layer["pack"], {})[path] = random_values.value(rng, schema, root)
    values, count, failures = fitting(workshop, chosen), 0, []
    names = {pack: pack.rsplit("/", 1)[-1] for pack in values}
    built = workshop.packs({pack: {"values": tree_of(dict.fromkeys(paths, MACRO))} for pack, paths in values.items()})
    wanted = workshop.objects({pack: {"values": tree_of(paths)} for pack, paths in values.items()})
    stems = {pack: {path: stem for path, (stem, _) in places(built[names[pack]]).items()} for pack in values}
    for write in (json.dumps, lambda item: item):
        said = {names[pack]: {path: (stems[pack][path], write(item)) for path, item in paths.items()} for pack, paths in values.items()}
        found = [changed(pack, said.get(name, {})) for name, pack in built.items()]
        failures += [f"said by a macro: {line}" for line in helm_equivalence.differences(published(found), wanted)]
    for pack, paths in values.items():
        good = {path: (stems[pack][path], item) for path, item in paths.items()}
        for path in paths:
            text = rng.choice(HOSTILE)
            answer = helm([changed(built[names[pack]], good | {path: (stems[pack][path], text)})])
            if not answer.returncode or f"{'.'.join(path)} must be" not in answer.stderr:
                failures.append(f"{pack}: {'.'.join(path)}: Helm takes {text!r}: {answer.stderr.strip()}")
            count += 1
    return failures, count


def fitting(workshop, chosen):
    """The values of a choice that the tool takes as macros and as contents."""
    for _ in range(8):
        try:
            for contents in (lambda paths: dict.fromkeys(paths, MACRO), lambda paths: paths):
                workshop.packs({pack: {"values": tree_of(contents(paths))} for pack, paths in chosen.items()})
            return chosen
        except Refused as refusal:
            named = set(re.findall(r"`([^`]+)`", " ".join(refusal.args[0])))
            fewer = {pack: {path: item for path, item in paths.items() if ".".join(path) not in named} for pack, paths in chosen.items()}
            if fewer == chosen:
                raise SystemExit(f"FAIL {workshop.name}: refused: {refusal.args[0]}") from refusal
            chosen = fewer
    raise SystemExit(f"FAIL {workshop.name}: refused again and again")


def tree_of(paths):
    tree = {}
    for path, item in paths.items():
        put(tree, path, item)
    return tree


def prove_presets(tool, scratch):
    """Choosing a preset in Palette is building with it."""
    folder = scratch / "presets"
    folder.mkdir()
    layers = [{"pack": path.parent.name} for path in sorted((ROOT / "packs").glob("*/presets.yaml"))]
    profile = {"apiVersion": "vmopack/v1alpha1", "kind": "Profile", "metadata": {"name": "presets", "version": "1.0.0"},
               "spec": {"target": {"kubernetes": "1.35"}, "layers": layers}}
    (folder / "profile.yaml").write_text(yaml_text(profile), encoding="utf-8")
    workshop = Workshop(tool, folder / "profile.yaml", scratch)
    everything = {layer["pack"]: {path: None for path, _ in marked(workshop.schema(layer))} for layer in layers}
    everything = {pack: [".".join(path) for path in paths] for pack, paths in everything.items()}
    offered, failures, count = workshop.packs({pack: {"expose": paths} for pack, paths in everything.items()}), [], 0
    for name, pack in offered.items():
        presets = go_yaml.documents(pack.text("presets.yaml"), pack.where)[0]["presets"] if "presets.yaml" in pack.files else []
        for preset in presets:
            values = go_yaml.documents(pack.text("values.yaml"), pack.where)[0]
            for path in preset["remove"]:
                remove(values, path.split("."))
            values = merged(values, go_yaml.documents(preset["add"], preset["name"])[0])
            files = pack.files | {"values.yaml": yaml_text(values).encode()}
            others = [other for other in offered.values() if other is not pack]
            found = published([packs.Pack(pack.where, pack.folder, files, []), *others])
            wanted = workshop.objects({name: {"presets": [preset["name"]]}})
            failures += [f"preset {preset['name']}: {line}" for line in helm_equivalence.differences(found, wanted)]
            count += 1
    print(f"{count} presets chosen in Palette give what a build with them gives")
    return failures if count else ["no preset is left to Palette"]


def remove(tree, keys):
    for key in keys[:-1]:
        tree = tree.get(key, {})
    tree.pop(keys[-1], None)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("tool", type=pathlib.Path)
    parser.add_argument("profiles", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    print(f"seed {options.seed}: repeat this run with --seed {options.seed}")
    failures, values, macros = helm_equivalence.prove_differences(), 0, 0
    with tempfile.TemporaryDirectory() as scratch:
        failures += prove_presets(options.tool.resolve(), pathlib.Path(scratch))
        for profile in options.profiles:
            workshop = Workshop(options.tool.resolve(), profile, pathlib.Path(scratch))
            for turn in range(options.rounds):
                rng = random.Random(f"{options.seed} {workshop.name} {turn}")
                found, count = one_round(workshop, rng)
                failures += [f"{profile}, round {turn}: {failure}" for failure in found]
                values += count
            found, count = prove_macros(workshop, random.Random(f"{options.seed} {workshop.name} macros"))
            failures += [f"{profile}, macros: {failure}" for failure in found]
            macros += count
    if not values or not macros:
        failures.append("no value was changed, or none was a macro")
    print(f"{macros} booleans and numbers that a macro gives stop Helm when they are none")
    print(f"{len(options.profiles)} profiles, {options.rounds} rounds each, {values} values changed in both places")
    print(*(f"FAIL {failure}" for failure in failures[:50]), sep="\n", end="\n" if failures else "")
    print(f"{len(failures)} problems")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
