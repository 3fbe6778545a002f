"""What is wrong with the values of a pack: values.yaml, schema.yaml and presets.yaml, and how they fit the manifests."""

import pathlib
import re

import go_yaml

TEMPLATE = re.compile(r'\{\{(?:"(?:[^"\\]|\\.)*"|`[^`]*`|.)*?\}\}', re.S)
LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"|`[^`]*`', re.S)
NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
LABELS = re.compile(r"[^\s,=]+=[^\s,=]*(,[^\s,=]+=[^\s,=]*)*")
FORMAT = re.compile(r"\$\{(string|number|boolean|password|list|ipv4|version)(?::(/.*?/|\[.*?\]))?\}")
STEP = re.compile(r'required|readonly|format "((?:[^"\\]|\\.)+)"|hints( "(?:[^"\\]|\\.)+")+')
PRESET = {"name": str, "displayName": str, "group": str, "remove": list, "add": str}


def problems(pack, imageless):
    try:
        values, schema, presets = (yaml_map(pack, f"{name}.yaml") for name in ("values", "schema", "presets"))
    except SystemExit as error:
        yield str(error)
        return
    yield from values_problems(pack, values, imageless)
    yield from constraint_problems(schema, values)
    yield from preset_problems(presets.get("presets", []))


def actions(text):
    """The template actions of a manifest without their string literals."""
    return [LITERAL.sub('""', action) for action in TEMPLATE.findall(text)]


def yaml_map(pack, name):
    found = go_yaml.documents(pack.text(name), name) if name in pack.files else []
    return found[0] if len(found) == 1 and isinstance(found[0], dict) else {}


def values_problems(pack, values, imageless):
    """values.yaml by the shapes that Palette documents."""
    yield from (f"values.yaml: unknown key {key}" for key in values if key not in ("pack", "manifests", "readinessCheck"))
    block = values.get("pack") or {}
    namespace = block.get("namespace")
    if not NAME.fullmatch(str(namespace)) or len(str(namespace)) > 63:
        yield f"values.yaml: pack.namespace is {namespace!r}"
    labels = block.get("namespaceLabels", {})
    if not isinstance(labels, dict) or any(
            key != namespace or not isinstance(text, str) or not LABELS.fullmatch(TEMPLATE.sub("x", text))
            for key, text in labels.items()):
        yield f"values.yaml: pack.namespaceLabels is {labels!r}"
    priority = block.get("spectrocloud.com/install-priority")
    if not isinstance(priority, str) or not re.fullmatch(r"-?[0-9]+", priority):
        yield f"values.yaml: install-priority is {priority!r}, not a quoted whole number"
    yield from image_problems(pack, block, imageless)
    yield from readiness_problems(values.get("readinessCheck", {}))
    files = {pathlib.PurePath(name).stem: pack.text(name) for name in pack.files if name.startswith("manifests/")}
    exposed = values.get("manifests") or {}
    yield from (f"values.yaml: manifests.{stem} belongs to no manifest" for stem in exposed if stem not in files)
    for stem, text in files.items():
        for action in actions(text):
            for path in re.findall(r"\.Values((?:\.\w+)+)", action):
                if lookup(exposed, [stem, *path[1:].split(".")]) is None:
                    yield f"manifests/{stem}.yaml reads .Values{path}, which values.yaml does not hold"


def image_problems(pack, block, imageless):
    images = (block.get("content") or {}).get("images")
    if not isinstance(images, list) or any(
            not isinstance(entry, dict) or list(entry) != ["image"] or not re.fullmatch(r"\S+[:@]\S+", str(entry["image"]))
            for entry in images):
        yield f"values.yaml: content.images is {images!r}"
        return
    if not images and not imageless:
        yield "values.yaml: content.images is empty"
    declared = [entry["image"] for entry in images]
    if len(declared) != len(set(declared)):
        yield "values.yaml: content.images holds an image twice"
    for name in (name for name in pack.files if name.startswith("manifests/")):
        for image in re.findall(r"\bimage: *[\"']?([^\s\"',}]+)", pack.text(name)):
            if "{{" not in image and re.search(r"[:@]", image) and image not in declared:
                yield f"{name} uses {image}, which is not in content.images"


def readiness_problems(checks):
    if not isinstance(checks, dict):
        yield "values.yaml: readinessCheck is no map"
        return
    for version, entries in checks.items():
        if not re.fullmatch(r"v[0-9]+((alpha|beta)[0-9]+)?", version) or not isinstance(entries, list) or not entries:
            yield f"values.yaml: readinessCheck.{version} is no list of checks"
            continue
        for entry in entries:
            keys = entry.get("keysToCheck")
            if set(entry) - {"namespace"} != {"name", "kind", "group", "version", "keysToCheck"} or not keys or any(
                    set(key) != {"keyToCheck", "expectedValue"} or not all(isinstance(text, str) for text in key.values())
                    for key in keys):
                yield f"values.yaml: readinessCheck.{version} holds {entry!r}"


def constraint_problems(schema, values):
    """schema.yaml: each entry parses, points at a value, and allows that value."""
    for path, entry in schema.items():
        text = entry.get("schema") if isinstance(entry, dict) and list(entry) == ["schema"] else None
        inner = re.fullmatch(r"\{\{\s*(.+?)\s*\}\}", text or "", re.S)
        steps = re.split(r'\s*\|\s*(?=(?:[^"]*"[^"]*")*[^"]*$)', inner[1]) if inner else [""]
        if not all(STEP.fullmatch(step) for step in steps):
            yield f"schema.yaml: {path}: {text!r} does not parse"
            continue
        value = lookup(values, path.removesuffix(".$[]").split("."))
        if value is None or path.endswith(".$[]") and not isinstance(value, list):
            yield f"schema.yaml: {path} is not in values.yaml"
            continue
        for step in steps:
            form = STEP.fullmatch(step)[1]
            if form and not FORMAT.search(form):
                yield f"schema.yaml: {path}: unknown format {form}"
            elif form and FORMAT.fullmatch(form):
                yield from (f"schema.yaml: {path}: the default {item!r} does not fit {form}"
                            for item in (value if path.endswith(".$[]") else [value])
                            if not fits(item, *FORMAT.fullmatch(form).groups()))


def fits(value, kind, option):
    if isinstance(value, str) and "{{" in value:
        return True  # a Palette macro, known at deploy time
    if option and option.startswith("/"):
        return bool(re.search(option[1:-1], str(value)))
    if kind == "number":
        low, _, high = (option or "[-]")[1:-1].partition("-")
        return type(value) in (int, float) and (not low or value >= float(low)) and (not high or value <= float(high))
    if kind == "list":
        return str(value) in [choice.strip() for choice in (option or "[]")[1:-1].split(",")]
    return isinstance(value, bool if kind == "boolean" else str)


def lookup(tree, path):
    """The value at a dotted path; keys may hold dots themselves."""
    if not path:
        return tree
    for length in range(1, len(path) + 1):
        key = ".".join(path[:length])
        if isinstance(tree, dict) and key in tree and lookup(tree[key], path[length:]) is not None:
            return lookup(tree[key], path[length:])
    return None


def preset_problems(presets):
    """presets.yaml: five keys each, and a text that holds values."""
    for preset in presets:
        if set(preset) != set(PRESET) or not all(isinstance(preset[key], kind) for key, kind in PRESET.items()):
            yield f"presets.yaml: {preset!r} is no preset"
            continue
        added = go_yaml.documents(preset["add"] or "{}", "presets.yaml")
        if len(added) != 1 or not isinstance(added[0], dict) or not set(added[0]) <= {"pack", "manifests", "charts"}:
            yield f"presets.yaml: {preset['name']} adds no values"
    names = [preset.get("name") for preset in presets]
    yield from (f"presets.yaml: {name} appears twice" for name in {name for name in names if names.count(name) > 1})
