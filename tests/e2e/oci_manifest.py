#!/usr/bin/env python3
"""Usage: oci_manifest.py MANIFEST ARCHIVE

Checks that an OCI image manifest is the one Palette reads for this pack archive (pack-format.md, section 4), and prints its
digest. Refuses everything else, ten planted changes of the right one first.
"""

import copy
import hashlib
import json
import pathlib
import re
import sys

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = {"mediaType": "application/vnd.unknown.config.v1+json", "digest": f"sha256:{hashlib.sha256(b'{}').hexdigest()}", "size": 2}
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


def problems(manifest, name, data):
    """What differs from the manifest of the archive `name` with these bytes."""
    layer = {"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": f"sha256:{hashlib.sha256(data).hexdigest()}",
             "size": len(data), "annotations": {"org.opencontainers.image.title": name}}
    created = manifest.get("annotations", {}).get("org.opencontainers.image.created", "")
    checks = {
        "keys": set(manifest) - {"mediaType"} == {"schemaVersion", "config", "layers", "annotations"},
        "schemaVersion": manifest.get("schemaVersion") == 2,
        "mediaType": manifest.get("mediaType", MANIFEST) == MANIFEST,
        "config": {**manifest.get("config", {}), "data": None} == {**CONFIG, "data": None},
        "layers": manifest.get("layers") == [layer],
        "created time": bool(TIME.fullmatch(created)),
    }
    return [what for what, fine in checks.items() if not fine]


def prove_refusals():
    name, data = "demo-1.0.0-1.tar.gz", b"archive"
    good = {"schemaVersion": 2, "mediaType": MANIFEST, "config": CONFIG, "layers": [{
        "mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "size": len(data), "annotations": {"org.opencontainers.image.title": name}}],
        "annotations": {"org.opencontainers.image.created": "1970-01-01T00:00:00Z"}}
    changes = [
        (("artifactType",), "application/vnd.unknown.artifact.v1"), (("subject",), {}), (("schemaVersion",), 1),
        (("mediaType",), "application/vnd.docker.distribution.manifest.v2+json"), (("layers",), []),
        (("config", "mediaType"), "application/vnd.oci.empty.v1+json"), (("config", "size"), 3),
        (("layers", 0, "mediaType"), "application/vnd.oci.image.layer.v1.tar+gzip"), (("layers", 0, "size"), 8),
        (("layers", 0, "annotations", "org.opencontainers.image.title"), f"dist/{name}"),
        (("annotations", "org.opencontainers.image.created"), "today"),
    ]
    assert not problems(good, name, data)
    for (*path, last), value in changes:
        bad = copy.deepcopy(good)
        node = bad
        for key in path:
            node = node[key]
        node[last] = value
        assert problems(bad, name, data), (path, last)


def main():
    prove_refusals()
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    text, archive = pathlib.Path(sys.argv[1]).read_bytes(), pathlib.Path(sys.argv[2])
    found = problems(json.loads(text), archive.name, archive.read_bytes())
    if found:
        raise SystemExit(f"manifest of {archive.name} differs in: {', '.join(found)}")
    print(f"sha256:{hashlib.sha256(text).hexdigest()}")


if __name__ == "__main__":
    main()
