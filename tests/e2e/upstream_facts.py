"""Kubernetes objects as sets of facts, one line of text each, so that two manifests of one component can be compared as sets.

`ServiceAccount/a may: cluster kubevirt.io/virtualmachines get`   what a subject may do through its bindings, one verb each
`CustomResourceDefinition/b schema: v1 .spec.replicas type = "integer"`   one keyword of one field of one version
`Deployment/c: spec.template.spec.containers[d].env[E].value = "1"`   any other field, lists keyed by name where they can be
"""

import collections
import itertools
import json
import re

PERMISSION, SCHEMA, FIELD = "permission", "schema", "field"
NAMESPACED = {"Role", "RoleBinding", "ServiceAccount", "Deployment", "DaemonSet", "ConfigMap", "Service"}
LABELS = ("mountPath", "name", "containerPort", "port")  # what tells the entries of a list apart, if all of them have it
Fact = collections.namedtuple("Fact", "kind text")


def facts(objects: list[dict]) -> set[Fact]:
    home = next((item["metadata"]["namespace"] for item in objects if item["kind"] == "ServiceAccount"), None)
    found = {Fact(PERMISSION, text) for text in permissions(objects, home)}
    for item in objects:
        found |= {Fact(SCHEMA, f"{name(item)} schema: {text}") for text in schemas(item)}
        found |= {Fact(FIELD, f"{name(item)}: {text}") for text in fields(item, home)}
    return found


def name(item: dict) -> str:
    return f"{item['kind']}/{item['metadata']['name']}"


def place(namespace: str | None, home: str | None) -> str:
    """A component may live in another namespace than upstream's: its own one has no name here."""
    return "own namespace" if namespace in (None, home) else f"namespace {namespace}"


# Permissions


def permissions(objects: list[dict], home: str | None):
    roles = {name(item): item for item in objects if item["kind"] in ("Role", "ClusterRole")}
    bound = set()
    for binding in (item for item in objects if item["kind"] in ("RoleBinding", "ClusterRoleBinding")):
        role = f"{binding['roleRef']['kind']}/{binding['roleRef']['name']}"
        bound.add(role)
        grants = expanded(roles[role]) if role in roles else [f"everything of {role}"]
        scope = "cluster" if binding["kind"] == "ClusterRoleBinding" else place(binding["metadata"].get("namespace"), home)
        for subject in binding["subjects"]:
            where = "" if place(subject.get("namespace"), home) == "own namespace" else f" of {subject['namespace']}"
            yield from (f"{subject['kind']}/{subject['name']}{where} may: {scope} {grant}" for grant in grants)
    for role in roles.keys() - bound:
        yield from (f"{role} allows: {grant}" for grant in expanded(roles[role]))


def expanded(role: dict) -> list[str]:
    """`group/resource verb`, `group/resource(resourceName) verb` or `nonResourceURL verb`; the core group is called core."""
    grants = []
    for rule in role.get("rules") or []:
        unknown = rule.keys() - {"apiGroups", "resources", "resourceNames", "nonResourceURLs", "verbs"}
        if unknown:
            raise SystemExit(f"FAIL {name(role)}: a rule with {sorted(unknown)}")
        targets = [f"URL {url}" for url in rule.get("nonResourceURLs", [])]
        targets += [f"{group or 'core'}/{resource}{f'({own})' if own else ''}" for group in rule.get("apiGroups", [])
                    for resource in rule.get("resources", []) for own in rule.get("resourceNames") or [None]]
        grants += [f"{target} {verb}" for target in targets for verb in rule["verbs"]]
    return grants


GRANT = re.compile(r"(.+) may: (cluster|own namespace|namespace \S+) ([^/ ]+)/([^ (]+)(\(\S+\))? (\S+)")


def broader(fact: Fact) -> set[Fact]:
    """The facts that permit what a permission does: itself, and with wildcards, all names or the whole cluster in its place."""
    parts = GRANT.fullmatch(fact.text)
    if not parts:
        return {fact}
    subject, scope, group, resource, own, verb = parts.groups(default="")
    choices = itertools.product({scope, "cluster"}, {group, "*"}, {resource, "*"}, {own, ""}, {verb, "*"})
    return {Fact(PERMISSION, f"{subject} may: {scope} {group}/{resource}{own} {verb}")
            for scope, group, resource, own, verb in choices}


# Schemas of CustomResourceDefinitions


def schemas(item: dict):
    if item["kind"] == "CustomResourceDefinition":
        for version in item["spec"]["versions"]:
            yield from (f"{version['name']} {text}" for text in schema(version["schema"]["openAPIV3Schema"], ""))


def schema(node: dict, path: str):
    """Everything but prose: no descriptions, no messages of rules. An empty schema still is a field."""
    yield path or "."
    for key, value in node.items():
        if key == "properties":
            for child, below in value.items():
                yield from schema(below, f"{path}.{child}")
        elif key == "items" or (key == "additionalProperties" and isinstance(value, dict)):
            yield from schema(value, path + ("[]" if key == "items" else "{}"))
        elif key == "x-kubernetes-validations":
            yield from (f"{path} rule {canonical({word: rule[word] for word in rule.keys() - {'message'}})}" for rule in value)
        elif key in ("required", "enum", "oneOf", "anyOf", "allOf"):
            yield from (f"{path} {key} {canonical(entry)}" for entry in value)
        elif key != "description" or not isinstance(value, str):
            yield f"{path} {key} = {canonical(value)}"


def canonical(value) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


# Every other field


def fields(item: dict, home: str | None):
    yield "exists"
    rest = {key: value for key, value in item.items() if key not in ("kind", "metadata", "status")}
    if item["kind"].endswith("Role"):
        rest.pop("rules", None)
    elif item["kind"].endswith("RoleBinding"):
        rest = {"apiVersion": item["apiVersion"]}
    elif item["kind"] == "CustomResourceDefinition":
        rest["spec"] = item["spec"] | {"versions": [without_prose(version) for version in item["spec"]["versions"]]}
    for key, value in (rest | item["metadata"]).items():
        if key not in ("name", "namespace"):
            yield from flat(value, key if key in rest else f"metadata.{key}")
    if item["kind"] in NAMESPACED or "namespace" in item["metadata"]:
        yield f"metadata.namespace = {place(item['metadata'].get('namespace'), home)}"


def without_prose(version: dict) -> dict:
    """A version of a CRD without schema, descriptions of columns and the text of a warning."""
    rest = {key: value for key, value in version.items() if key != "schema"}
    if "deprecationWarning" in rest:
        rest["deprecationWarning"] = "some text"
    if "additionalPrinterColumns" in rest:
        rest["additionalPrinterColumns"] = [{key: column[key] for key in column if key != "description"}
                                            for column in rest["additionalPrinterColumns"]]
    return rest


def flat(value, path: str):
    key = path.rpartition(".")[2]
    if isinstance(value, dict) and value:
        for child, below in value.items():
            child = child if child.replace("-", "").isalnum() else f"[{child}]"
            yield from flat(below, f"{path}.{child}" if path and child[0] != "[" else path + child)
    elif isinstance(value, list) and value and key in ("args", "command"):
        yield from (f"{path} {words}" for words in options(value))
    elif isinstance(value, list) and value:
        yield from entries(value, path)
    elif isinstance(value, str) and path.endswith(".json]"):
        yield from flat(json.loads(value), path)
    else:
        yield f"{path} = {canonical(value)}"


def entries(value: list, path: str):
    label = next((label for label in LABELS if is_label(value, label)), None)
    if label:
        for entry in value:
            rest = {child: below for child, below in entry.items() if child != label}
            yield f"{path}[{entry[label]}]"
            if rest:
                yield from flat(rest, f"{path}[{entry[label]}]")
    else:
        yield from (f"{path}[] = {canonical(entry)}" for entry in value)


def is_label(value: list, label: str) -> bool:
    labels = [entry.get(label) if isinstance(entry, dict) else None for entry in value]
    return None not in labels and len(set(labels)) == len(labels)


def options(words: list[str]):
    """`--a=b` for both ways to write an option with a value."""
    index = 0
    while index < len(words):
        word, following = words[index], words[index + 1] if index + 1 < len(words) else "-"
        takes_next = word.startswith("-") and "=" not in word and not following.startswith("-")
        yield f"{word}={following}" if takes_next else word
        index += 2 if takes_next else 1
