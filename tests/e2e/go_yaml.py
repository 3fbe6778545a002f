"""YAML as Kubernetes and Helm read it: the plain scalars of sigs.k8s.io/yaml, and no duplicate keys."""

import functools
import json
import math
import re

import yaml

WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
for truth, words in ((True, "y yes true on"), (False, "n no false off")):
    for word in words.split():
        WORDS |= {word: truth, word.capitalize(): truth, word.upper(): truth}
for sign, value in (("", math.inf), ("+", math.inf), ("-", -math.inf)):
    WORDS |= {f"{sign}.{word}": value for word in ("inf", "Inf", "INF")}
WORDS |= {word: math.nan for word in (".nan", ".NaN", ".NAN")}

INTEGER = re.compile(r"[-+]?(0[bB][01]+|0[oO]?[0-7]+|0[xX][0-9a-fA-F]+|0|[1-9][0-9]*)\Z")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")


@functools.lru_cache(maxsize=65536)
def plain(text):
    """The value of an unquoted scalar."""
    if text in WORDS:
        return WORDS[text]
    if text[0] not in "0123456789+-.":
        return text
    digits = text.replace("_", "")
    if text[0] != "." and INTEGER.match(digits):
        number = go_integer(digits)
        if -(2**63) <= number < 2**64:
            return number
    if FLOAT.match(digits):
        number = float(digits)
        return text if math.isinf(number) else number
    return text


def go_integer(digits):
    sign = -1 if digits[0] == "-" else 1
    digits = digits.lstrip("+-")
    if re.match(r"0[0-7]", digits):
        return sign * int(digits, 8)
    return sign * int(digits, 0)


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """A loader that resolves plain scalars by `plain` and refuses duplicate keys."""

    def resolve(self, kind, value, implicit):
        if kind is yaml.ScalarNode and implicit[0]:
            return "tag:yaml.org,2002:merge" if value == "<<" else "!plain"
        return super().resolve(kind, value, (False, True) if kind is yaml.ScalarNode else implicit)

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key, _ in node.value:
            if key.tag != "tag:yaml.org,2002:merge" and isinstance(key, yaml.ScalarNode):
                value = self.construct_object(key)
                if (type(value), value) in seen:
                    raise yaml.constructor.ConstructorError(None, None, f"duplicate key {value!r}", key.start_mark)
                seen.add((type(value), value))
        return super().construct_mapping(node, deep)


Loader.add_constructor("!plain", lambda loader, node: plain(node.value))


def documents(text, where):
    """Every document of a YAML text that holds something."""
    try:
        return [document for document in yaml.load_all(text, Loader=Loader) if document is not None]
    except yaml.YAMLError as error:
        raise SystemExit(f"FAIL {where}: {error}") from error


def same(left, right):
    """Equality that keeps 1, 1.0, true and "1" apart."""
    return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)


def folder_documents(folder):
    """(path below the folder, document) for every YAML file, in path order."""
    for path in sorted([*folder.rglob("*.yaml"), *folder.rglob("*.yml")]):
        for document in documents(path.read_text(encoding="utf-8"), path):
            yield path.relative_to(folder), document


def describe(document):
    """Kind and name of a manifest, for messages."""
    metadata = document.get("metadata") or {}
    place = f"{metadata['namespace']}/" if metadata.get("namespace") else ""
    return f"{document.get('apiVersion')} {document.get('kind')} {place}{metadata.get('name')}"
