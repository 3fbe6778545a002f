"""One good pack, and what must be refused when it is changed: for pack_schema.py to prove itself on."""

import copy
import gzip
import io
import json
import pathlib
import struct
import tarfile
import zlib

import go_yaml
import packs

PLANTED = pathlib.Path(__file__).parent / "planted" / "pack"
TOP = "demo-controller-1.2.3-1"


def png(rows=b"\0\xff\0\0"):
    """A picture of one red pixel."""
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


VALUES = """\
pack:
  namespace: demo
  namespaceLabels:
    demo: "pod-security.kubernetes.io/enforce=restricted,pod-security.kubernetes.io/warn=restricted"
  spectrocloud.com/install-priority: "20"
  content:
    images:
      - image: registry.example.com/demo:v1.2.3
readinessCheck:
  v1:
    - name: demo
      kind: Demo
      group: demo.example.com
      version: v1
      keysToCheck:
        - {keyToCheck: status.phase, expectedValue: Deployed}
manifests:
  20-controller:
    replicas: 2
"""
CONTROLLER = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: demo, namespace: demo}
spec:
  replicas: {{ .Values.replicas | toJson }}
  template: {spec: {containers: [{name: demo, image: "registry.example.com/demo:v1.2.3"}]}}
"""
CRDS = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: demos.demo.example.com, annotations: {helm.sh/resource-policy: keep}}
"""
SCHEMA = """\
manifests.20-controller.replicas:
  schema: '{{ required | format "${number:[1-5]}" | hints "copies of the controller" }}'
"""


def good_files():
    texts = {"README.md": "# Demo\n", "manifests/10-crds.yaml": CRDS, "manifests/20-controller.yaml": CONTROLLER,
             "schema.yaml": SCHEMA, "values.yaml": VALUES, "pack.json": (PLANTED / "good.json").read_text()}
    return {name: text.encode() for name, text in texts.items()} | {"logo.png": png()}


def good_pack():
    return packs.read_archive(f"{TOP}.tar.gz", archive(good_files()))


def bad_metadata():
    """(reason, pack.json, part of the answer) for each change of planted/pack/bad.yaml."""
    good = json.loads((PLANTED / "good.json").read_text())
    for case in go_yaml.documents((PLANTED / "bad.yaml").read_text(), "bad.yaml")[0]:
        document = copy.deepcopy(good)
        for path, value in case["set"].items():
            change(document, path.split("."), value)
        yield case["because"], document, case["refused"]


def change(document, path, value):
    for key in path[:-1]:
        document = document[int(key) if key.isdigit() else key]
    if value is None:
        del document[path[-1]]
    else:
        document[path[-1]] = value


# What to replace in which file of the good pack, and part of the answer that must follow.
REPLACED = [
    ("pack.json", '"manifests/10-crds.yaml", ', "", "manifests/10-crds.yaml is not in kubeManifests"),
    ("pack.json", "10-crds", "11-crds", "manifests/11-crds.yaml is missing"),
    ("values.yaml", "namespace: demo", "namespace: Demo_1", "pack.namespace"),
    ("values.yaml", "    demo: ", "    other: ", "pack.namespaceLabels"),
    ("values.yaml", "=restricted,", "=restricted, ", "pack.namespaceLabels"),
    ("values.yaml", '"20"', "20", "install-priority"),
    ("values.yaml", "- image: ", "- iamge: ", "content.images"),
    ("values.yaml", "      - image: registry.example.com/demo:v1.2.3\n", "      []\n", "content.images"),
    ("values.yaml", "demo:v1.2.3", "demo:latest", "not in content.images"),
    ("values.yaml", "expectedValue: Deployed", "expectedValue: true", "readinessCheck"),
    ("values.yaml", "keyToCheck:", "key:", "readinessCheck"),
    ("values.yaml", "20-controller:", "20-controler:", "manifests.20-controler"),
    ("values.yaml", "replicas: 2", "copies: 2", "replicas"),
    ("values.yaml", "replicas: 2", "replicas: 7", "does not fit"),
    ("values.yaml", "manifests:", "chart: {}\nmanifests:", "unknown key chart"),
    ("values.yaml", "replicas: 2", "replicas: 2\n    replicas: 2", "duplicate key"),
    ("schema.yaml", "${number", "${numeral", "schema.yaml"),
    ("schema.yaml", "required |", "mandatory |", "schema.yaml"),
    ("schema.yaml", "controller.replicas", "controller.copies", "schema.yaml"),
    ("manifests/10-crds.yaml", "keep", "delete", "resource-policy"),
    ("manifests/20-controller.yaml", ".Values.replicas | toJson", ".Values.replicas", "toJson"),
    ("manifests/20-controller.yaml", "kind: Deployment", "kind: Namespace", "Namespace"),
]
CONTENT = [
    ("logo.png", b"\xff\xd8\xff\xe0JFIF", "logo.png"),
    ("logo.png", png()[:-20], "logo.png"),
    ("logo.png", png().replace(b"IDAT", b"IDAX"), "logo.png"),
    ("logo.png", png(b"\0\xff"), "logo.png"),
    ("logo.png", None, "logo.png is missing"),
    ("README.md", None, "README.md is missing"),
    ("README.md", b" \n", "README.md is empty"),
    ("values.yaml", None, "values.yaml is missing"),
    ("pack.json", b"{", "pack.json"),
    ("manifests/30-stray.yaml", b"a: 1\n", "manifests/30-stray.yaml is not in kubeManifests"),
    ("notes.orig", b"x", "notes.orig"),
    ("presets.yaml", b"presets: [{name: a, displayName: A, group: G, remove: []}]", "is no preset"),
    ("presets.yaml", b"presets: [{name: a, displayName: A, group: G, remove: [], add: '- x'}]", "adds no values"),
]


def bad_packs():
    """(reason, pack, part of the answer) for each changed file and each changed container."""
    for name, old, new, answer in REPLACED:
        files = good_files()
        assert old in files[name].decode(), (name, old)
        files[name] = files[name].decode().replace(old, new, 1).encode()
        yield f"{name}: {old.strip()[:30]!r} -> {new.strip()[:30]!r}", read(archive(files)), answer
    for name, content, answer in CONTENT:
        files = {key: body for key, body in (good_files() | {name: content}).items() if body is not None}
        yield f"{name}: {'removed' if content is None else f'{len(content)} other bytes'}", read(archive(files)), answer
    yield from bad_containers()


def bad_containers():
    for reason, options, answer in (
        ("a time", {"mtime": 1}, "has a time, an owner or a group"),
        ("an owner", {"uid": 1000}, "has a time, an owner or a group"),
        ("an owner's name", {"uname": "jane"}, "names its owner"),
        ("a mode that follows the umask", {"mode": 0o600}, "odd mode"),
        ("a symbolic link", {"type": tarfile.SYMTYPE, "linkname": "/etc/passwd"}, "neither a file nor a folder"),
        ("a hard link", {"type": tarfile.LNKTYPE, "linkname": "x"}, "neither a file nor a folder"),
        ("a device", {"type": tarfile.CHRTYPE, "devmajor": 1, "devminor": 3}, "neither a file nor a folder"),
        ("an absolute path", {"name": "/etc/passwd"}, "absolute or climbing path"),
        ("a climbing path", {"name": f"{TOP}/../x"}, "absolute or climbing path"),
        ("a second top folder", {"name": "zzz/x"}, "2 top folders"),
        ("an entry twice", {"name": f"{TOP}/README.md"}, "twice"),
        ("an entry out of order", {"name": f"{TOP}/A"}, "not sorted"),
    ):
        yield f"archive with {reason}", read(archive(good_files(), **options)), answer
    yield "archive of another name", read(archive(good_files()), "demo.tar.gz"), "archive is called"
    yield "archive in the pax format", read(archive(good_files(), form=tarfile.PAX_FORMAT, mtime=0.5)), "no ustar entry"
    yield "archive with a time in its gzip header", read(archive(good_files(), gzip_time=1)), "gzip header holds a time"
    yield "archive that is cut off", read(archive(good_files())[:-40]), "cut off"
    yield "archive with bytes behind it", read(archive(good_files()) + b"x"), "after the gzip stream"
    yield "archive of another top folder", read(archive(good_files(), top="demo-1"), "demo-1.tar.gz"), "top folder"


def read(data, name=f"{TOP}.tar.gz"):
    return packs.read_archive(name, data)


def archive(files, top=TOP, form=tarfile.USTAR_FORMAT, gzip_time=0, **options):
    """A .tar.gz; the options go to one more entry at its end."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form) as tar:
        for name, body in sorted(files.items()):
            add(tar, f"{top}/{name}", body)
        if options:
            add(tar, f"{top}/zzz", b"", **options)
    return gzip.compress(buffer.getvalue(), mtime=gzip_time)


def add(tar, path, body, **options):
    entry = tarfile.TarInfo(path)
    entry.size, entry.mtime, entry.mode = len(body), 0, 0o644
    for key, value in options.items():
        setattr(entry, key, value)
    tar.addfile(entry, io.BytesIO(body))
