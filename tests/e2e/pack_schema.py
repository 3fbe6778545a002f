#!/usr/bin/env python3
"""Usage: pack_schema.py [--imageless NAME]... PATH...    (archives, packs, folders of packs, build directories)

Checks pack.json against pack.schema.json and a pack's files against one another. First refuses planted bad packs.
"""

import argparse
import json
import pathlib
import re
import struct
import sys
import zlib

import jsonschema

import go_yaml
import pack_values
import packs
import planted_pack

SCHEMA = json.loads((pathlib.Path(__file__).parent / "pack.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
KNOWN_FILES = re.compile(r"pack\.json|values\.yaml|schema\.yaml|presets\.yaml|README\.md|logo\.png|manifests/.+\.yaml")


def metadata_problems(document):
    """What the schema says about a pack.json."""
    for error in sorted(VALIDATOR.iter_errors(document), key=lambda error: list(map(str, error.absolute_path))):
        yield f"pack.json: {'.'.join(map(str, error.absolute_path))}: {error.message}"
    if any(ord(character) < 32 for character in "".join(strings(document))):
        yield "pack.json: holds a control character"


def strings(node):
    if isinstance(node, str):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from strings(child)


def pack_problems(pack, imageless=()):
    """Everything that is wrong with a pack."""
    yield from pack.problems
    yield from (f"{name} is missing" for name in ("pack.json", "values.yaml", "README.md", "logo.png")
                if name not in pack.files)
    yield from (f"{name} has no place in a pack" for name in pack.files if not KNOWN_FILES.fullmatch(name))
    if not pack.metadata:
        yield "pack.json: is no JSON object"
        return
    yield from metadata_problems(pack.metadata)
    wanted = f"{pack.metadata.get('name')}-{pack.metadata.get('version')}"
    if pack.folder != wanted:
        yield f"top folder is {pack.folder}, not {wanted}"
    if not pack.files.get("README.md", b"-").strip():
        yield "README.md is empty"
    if "logo.png" in pack.files:
        yield from logo_problems(pack.files["logo.png"])
    yield from manifest_problems(pack)
    yield from pack_values.problems(pack, pack.metadata.get("name") in imageless)


def logo_problems(data):
    """The picture is a PNG whose chunks, checksums and pixels are whole."""
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        yield "logo.png is no PNG"
        return
    at, kinds, pixels, header = 8, [], b"", b""
    while at + 12 <= len(data):
        (length,), kind = struct.unpack(">I", data[at:at + 4]), data[at + 4:at + 8]
        body, checksum = data[at + 8:at + 8 + length], data[at + 8 + length:at + 12 + length]
        if checksum != struct.pack(">I", zlib.crc32(kind + body)):
            yield f"logo.png: wrong checksum of chunk {kind!r}"
            return
        kinds.append(kind)
        pixels += body if kind == b"IDAT" else b""
        header = body if kind == b"IHDR" else header
        at += 12 + length
    if kinds[:1] != [b"IHDR"] or kinds[-1:] != [b"IEND"] or at != len(data) or len(header) != 13:
        yield "logo.png: chunks are missing or follow its end"
        return
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    line = (width * depth * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(colour, 0) + 7) // 8 + 1
    try:
        size = len(zlib.decompress(pixels))
    except zlib.error as error:
        yield f"logo.png: {error}"
        return
    if not interlaced and size != line * height:
        yield f"logo.png: {size} bytes of pixels where {width}x{height} needs {line * height}"


def manifest_problems(pack):
    """kubeManifests and the folder agree, names differ, and each file keeps what design section 5 and 6 promise."""
    listed = pack.metadata.get("kubeManifests") or []
    present = [name for name in pack.files if name.startswith("manifests/")]
    yield from (f"{name} is missing" for name in listed if name not in present)
    yield from (f"{name} is not in kubeManifests" for name in present if name not in listed)
    stems = [pathlib.PurePath(name).stem for name in present]
    if len(set(stems)) != len(stems):
        yield "two manifests share a stem, so they would share their values"
    for name in present:
        text = pack.text(name)
        for action in pack_values.actions(text):
            if ".Values" in action and "toJson" not in action and "printf" not in action:
                yield f"{name}: {action} prints a value without toJson or printf"
        try:
            documents = go_yaml.documents(pack_values.TEMPLATE.sub("TEMPLATE", text), name)
        except SystemExit as error:
            yield str(error)
            continue
        yield from (f"{name}: {problem}" for document in documents for problem in object_problems(document))


def object_problems(document):
    if not isinstance(document, dict) or not document.get("kind") or not document.get("apiVersion"):
        yield "holds a document that is no object"
        return
    if document["kind"] == "Namespace":
        yield "holds a Namespace; pack.namespace creates it"
    annotations = (document.get("metadata") or {}).get("annotations") or {}
    if document["kind"] == "CustomResourceDefinition" and annotations.get("helm.sh/resource-policy") != "keep":
        yield f"{go_yaml.describe(document)} lacks helm.sh/resource-policy: keep"


def prove_refusals():
    """The good pack passes, and every planted bad one is refused for its own reason."""
    failures = [f"planted good pack: {problem}" for problem in pack_problems(planted_pack.good_pack())]
    cases = [(reason, list(metadata_problems(document)), answer)
             for reason, document, answer in planted_pack.bad_metadata()]
    documents = len(cases)
    cases += [(reason, list(pack_problems(pack)), answer) for reason, pack, answer in planted_pack.bad_packs()]
    failures += [f"planted {reason}: wanted {answer!r}, got {found}" for reason, found, answer in cases
                 if not any(answer in problem for problem in found)]
    print(f"refused {documents} planted pack.json and {len(cases) - documents} planted packs")
    return failures


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--imageless", action="append", default=[])
    parser.add_argument("paths", nargs="*")
    options = parser.parse_args()
    failures = prove_refusals()
    found = packs.find(options.paths)
    if options.paths and not found:
        failures.append(f"no pack in {options.paths}")
    for pack in found:
        problems = list(pack_problems(pack, options.imageless))
        failures += [f"{pack.where}: {problem}" for problem in problems]
        print(f"{'FAIL' if problems else 'ok  '} {pack.where}: {len(pack.files)} files")
    print(*(f"FAIL {failure}" for failure in failures), sep="\n", end="\n" if failures else "")
    print(f"{len(found)} packs checked, {len(failures)} problems")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
