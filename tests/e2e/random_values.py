"""Random values that a JSON Schema allows, with a liking for those that YAML, Helm and Go change."""

import jsonschema

TEXTS = ["yes", "on", "No", "null", "~", "1.10", "0x1F", "1_000", "1e3", "2026-01-01", "{{", "}}", "{{ .Values.word }}", "a: b",
         "# c", " x ", "", "- d", "one\ntwo\n", "\n  three: {{\n", "tab\t\"quote\" 'single' back\\slash", "ümlaut ✓ 🙂 \u2028", "<<", "%d",
         "*x", "&x", "!x", "100%", "a,b", "</script>&", "{}", "[]", "a" * 300]
WORDS = ["a", "b-1", "true", "1", "0", "30m", "1h30m0s", "45s", "168h0m0s", "64Mi", "1G", "500m", "2", "1.5Gi", "0.5", "1",
         "kubevirt.io/drain", "node-role.kubernetes.io/control-plane", "kubernetes.io/os", "linux", "system-cluster-critical"]
NUMBERS = [0, 1, 2, 3, 5, 60, 100, 1000000, 12345678, 2**31 - 1, 2**53 - 1, -1]
FRACTIONS = [0.1, -0.5, 1.5, 123456789.125, 0.000125, 3]


def value(random, schema, root):
    """A value that the schema allows, or None when none was found."""
    whole = dict(schema, **{"$defs": root.get("$defs", {})})
    validator = jsonschema.Draft202012Validator(whole)
    for _ in range(40):
        found = draw(random, schema, root)
        if validator.is_valid(found):
            return found
    return None


def draw(random, schema, root):
    schema = {**resolved(schema, root), **{key: item for key, item in schema.items() if key != "$ref"}}
    if "enum" in schema:
        return random.choice(schema["enum"])
    kind = schema.get("type") or random.choice(["string", "integer", "boolean"])
    if kind == "object":
        return draw_map(random, schema, root)
    if kind == "array":
        longest = min(schema.get("maxItems", 3), 3)
        return [draw(random, schema.get("items", {}), root) for _ in range(random.randint(schema.get("minItems", 0), longest))]
    if kind == "boolean":
        return random.random() < 0.5
    if kind in ("integer", "number"):
        return draw_number(random, schema, kind)
    return fitting_text(random, schema)


def draw_map(random, schema, root):
    named, required = schema.get("properties", {}), schema.get("required", [])
    found = {key: draw(random, item, root) for key, item in named.items() if key in required or random.random() < 0.6}
    free = schema.get("additionalProperties", {})
    if free is not False and not named:
        names = dict(resolved(schema.get("propertyNames", {}), root), type="string")
        keys = [fitting_text(random, names) for _ in range(random.randint(0, 3))]
        found |= {key: draw(random, free if isinstance(free, dict) else {}, root) for key in keys}
    return found


def draw_number(random, schema, kind):
    low, high = schema.get("minimum", -(2**53 - 1)), schema.get("maximum", 2**53 - 1)
    some = NUMBERS + [low, high, random.randint(int(low), int(high))] + (FRACTIONS if kind == "number" else [])
    return random.choice([number for number in some if low <= number <= high])


def fitting_text(random, schema):
    validator = jsonschema.Draft202012Validator({key: item for key, item in schema.items() if key != "$ref"})
    fitting = [text for text in TEXTS + WORDS if validator.is_valid(text)]
    return random.choice(fitting or [""])


def resolved(schema, root):
    while "$ref" in schema:
        target = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        schema = target
    return schema
