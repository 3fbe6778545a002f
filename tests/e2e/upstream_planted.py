"""Plants defects in renders and proves that a comparison tells each of them by its name."""

import collections
import copy

from upstream_compare import Comparison, checked

def prove(comparisons: list[Comparison]):
    """(what was refused -> how often, failures). Each defect is planted in every render that has a place for it."""
    refused, failures = collections.Counter({what: 0 for what in PLANTS}), []
    for one in comparisons:
        before = set(one.compare(one.our_objects).problems)
        for what, plant in PLANTS.items():
            objects = copy.deepcopy(one.our_objects)
            told = plant([item for item in objects if one.is_shared(item)])
            if told:
                seen = any(told in problem for problem in one.compare(objects).problems if problem not in before)
                refused[what] += seen
                failures += [] if seen else [f"planted in {one.label}: {what}: nobody noticed {told}"]
        refused["stale differences"] += refuses_stale(one)
    failures += [f"planted: {what}: none was refused" for what, count in refused.items() if not count]
    return refused, failures


def refuses_stale(one: Comparison) -> bool:
    stale = "Deployment/nobody: exists"
    other = copy.copy(one)
    other.entries = one.entries + [checked({"pack": "planted", "reason": "planted by this proof", "ours": [stale]})]
    return any(stale in problem for problem in other.compare(one.our_objects).problems)


def of_kind(objects: list[dict], *kinds: str) -> list[dict]:
    return [item for item in objects if item["kind"] in kinds]


def rules(objects: list[dict]) -> list[dict]:
    return [rule for role in of_kind(objects, "ClusterRole", "Role") for rule in role["rules"] if rule.get("resources")]


def extra_permission(objects):
    """One verb more for a resource that the component may use already."""
    for rule in rules(objects):
        if not {"deletecollection", "*"} & set(rule["verbs"]):
            rule["verbs"].append("deletecollection")
            return f"{rule['apiGroups'][0] or 'core'}/{rule['resources'][0]}"
    return None


def missing_permission(objects):
    """The last verb of the last rule."""
    for rule in reversed(rules(objects)):
        rule["verbs"], verb = rule["verbs"][:-1], rule["verbs"][-1]
        name = f"({rule['resourceNames'][0]})" if rule.get("resourceNames") else ""
        return f"{rule['apiGroups'][0] or 'core'}/{rule['resources'][0]}{name} {verb}"
    return None


def deepest(node: dict, path: str = "", depth: int = 0):
    """(depth, path, properties, name) of the field that lies deepest; the first one of several."""
    best = (depth, path, None, None)
    for name, below in node.get("properties", {}).items():
        inner = deepest(below, f"{path}.{name}", depth + 1)
        inner = inner if inner[2] else (inner[0], f"{path}.{name}", node["properties"], name)
        best = max(best, inner, key=lambda found: found[0])
    for key, mark in (("items", "[]"), ("additionalProperties", "{}")):
        if isinstance(node.get(key), dict):
            best = max(best, deepest(node[key], path + mark, depth + 1), key=lambda found: found[0])
    return best


def deepest_field(objects):
    for crd in of_kind(objects, "CustomResourceDefinition"):
        _, path, properties, name = deepest(crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"])
        if properties:
            return path, properties, name
    return None


def missing_field(objects):
    found = deepest_field(objects)
    if found:
        path, properties, name = found
        del properties[name]
        return path
    return None


def wrong_type(objects):
    found = deepest_field(objects)
    if found:
        path, properties, name = found
        properties[name]["type"] = "number"
        return f"{path} type"
    return None


def pods(objects: list[dict]) -> list[dict]:
    return [item["spec"]["template"]["spec"] for item in of_kind(objects, "Deployment", "DaemonSet")]


def containers(objects: list[dict]) -> list[dict]:
    return [container for pod in pods(objects) for container in pod["containers"]]


def wrong_environment(objects):
    for variable in (variable for container in containers(objects) for variable in container.get("env", [])):
        if "value" in variable:
            variable["value"] += "x"
            return f"env[{variable['name']}]"
    return None


def missing_probe(objects):
    for container in containers(objects):
        if container.pop("readinessProbe", None):
            return "readinessProbe"
    return None


def wider_pod(objects):
    for pod in pods(objects):
        pod["hostIPC"] = True
        return "hostIPC"
    return None


def wider_policy(objects):
    for policy in of_kind(objects, "NetworkPolicy"):
        policy["spec"]["ingress"] = [{}]
        return f"NetworkPolicy/{policy['metadata']['name']}"
    return None


PLANTS = {
    "extra permissions": extra_permission,
    "missing permissions": missing_permission,
    "missing CRD fields": missing_field,
    "wrong CRD types": wrong_type,
    "wrong env values": wrong_environment,
    "missing probes": missing_probe,
    "wider pods": wider_pod,
    "wider network policies": wider_policy,
}
