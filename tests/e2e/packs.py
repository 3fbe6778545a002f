"""Reads packs, archived or unpacked, without trusting any tar library: every header byte that matters is looked at."""

import dataclasses
import json
import pathlib
import zlib

LARGEST = 64 << 20


@dataclasses.dataclass
class Pack:
    where: str  # path, for messages
    folder: str  # name of the top folder
    files: dict  # path below the top folder -> bytes
    problems: list  # what is wrong with the container itself
    metadata: dict = dataclasses.field(init=False)  # pack.json, empty when it is no JSON object

    def __post_init__(self):
        try:
            metadata = json.loads(self.files.get("pack.json", b""))
        except ValueError:
            metadata = None
        self.metadata = metadata if isinstance(metadata, dict) else {}

    def text(self, name):
        return self.files[name].decode("utf-8")


def find(paths):
    """All packs below the given archives, packs, folders of packs and build directories."""
    packs = []
    for path in map(pathlib.Path, paths):
        if path.is_file():
            packs.append(read_archive(path.name, path.read_bytes()))
        elif (path / "pack.json").is_file():
            packs.append(read_folder(path))
        else:
            packs += find([path / "packs"] if (path / "packs").is_dir() else
                          sorted(child for child in path.iterdir() if is_pack(child)))
    return packs


def is_pack(path):
    return path.name.endswith(".tar.gz") or (path / "pack.json").is_file()


def read_folder(path):
    problems, files = [], {}
    for child in sorted(path.rglob("*")):
        name = child.relative_to(path).as_posix()
        if child.is_symlink() or not (child.is_file() or child.is_dir()):
            problems.append(f"{name} is neither a file nor a folder")
        elif child.is_file():
            files[name] = child.read_bytes()
    return Pack(str(path), path.resolve().name, files, problems)


def read_archive(name, data):
    problems, files = [], {}
    content = gunzip(data, problems)
    entries = list(tar_entries(content, problems))
    names = [entry for entry, _ in entries]
    if names != sorted(names, key=lambda entry: entry.rstrip("/").encode()):
        problems.append("entries are not sorted")
    if len(set(names)) != len(names):
        problems.append("an entry appears twice")
    tops = {entry.split("/")[0] for entry in names}
    if len(tops) != 1:
        problems.append(f"{len(tops)} top folders: {sorted(tops)}")
    for entry, body in entries:
        if body is not None:
            files[entry.partition("/")[2]] = body
    top = names[0].split("/")[0] if names else ""
    if name != f"{top}.tar.gz":
        problems.append(f"archive is called {name}, its top folder {top}")
    return Pack(name, top, files, problems)


def gunzip(data, problems):
    if data[:4] != b"\x1f\x8b\x08\x00":
        problems.append("gzip header holds a name, a comment or extra fields, or is no gzip header")
    if data[4:8] != bytes(4):
        problems.append("gzip header holds a time")
    inflater = zlib.decompressobj(31)
    try:
        content = inflater.decompress(data, LARGEST)
    except zlib.error as error:
        problems.append(f"no gzip: {error}")
        return b""
    if not inflater.eof:
        problems.append(f"gzip stream is cut off or above {LARGEST} bytes")
    if inflater.unused_data:
        problems.append("bytes after the gzip stream")
    return content


def tar_entries(content, problems):
    """(path, bytes of a file or None for a folder) of every entry of a ustar archive."""
    at = 0
    while at + 512 <= len(content):
        header = content[at:at + 512]
        if header == bytes(512):
            if len(content) - at < 1024 or content[at:].strip(b"\0"):
                problems.append("archive does not end in two zero blocks")
            return
        path, size, kind = tar_header(header, problems)
        body = content[at + 512:at + 512 + size]
        yield path, body if kind == b"0" else None
        at += 512 + (size + 511) // 512 * 512
    problems.append("archive has no end")


def tar_header(header, problems):
    path = "/".join(part.rstrip(b"\0").decode("utf-8", "replace") for part in (header[345:500], header[:100])
                    if part.strip(b"\0"))
    mode, owner, group, size, time, checksum = (octal(header[start:end]) for start, end in (
        (100, 108), (108, 116), (116, 124), (124, 136), (136, 148), (148, 156)))
    kind = header[156:157]
    checks = {
        "is no ustar entry": header[257:265] == b"ustar\x0000",
        "has a wrong checksum": checksum == sum(header) - sum(header[148:156]) + 8 * 32,
        "is neither a file nor a folder": kind in (b"0", b"5"),
        "has an absolute or climbing path": path and not path.startswith("/") and not
            {"", ".", ".."} & set(path.rstrip("/").split("/")) and "\\" not in path,
        "has a time, an owner or a group": (owner, group, time) == (0, 0, 0),
        "names its owner": not header[265:329].replace(b"root", b"").strip(b"\0"),
        "has an odd mode": mode == (0o755 if kind == b"5" else 0o644),
        "holds a device number": not header[329:345].strip(b"\0 0"),
    }
    problems += [f"entry {path} {what}" for what, fine in checks.items() if not fine]
    return path, size if kind == b"0" else 0, kind


def octal(field):
    digits = field.strip(b"\0 ")
    return int(digits, 8) if digits and not digits.strip(b"01234567") else (0 if not digits else -1)
