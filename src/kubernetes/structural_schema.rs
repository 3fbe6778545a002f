//! Schemas of custom resources as JSON Schema.
//!
//! The API server drops fields that a schema does not name, unless it says otherwise; here they are mistakes. Formats and
//! rules in CEL are not judged.
//! <https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema>

use serde_json::{Map, Value, json};

/// What is checked as it stands.
const SAME: &[&str] = &[
    "type",
    "enum",
    "pattern",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "minimum",
    "maximum",
    "multipleOf",
    "required",
];

/// Converts the schema of a custom resource. What every object has, the API server checks by a schema of its own, and the
/// status is written by controllers alone.
pub(crate) fn json_schema(schema: &Value) -> Value {
    let mut converted = convert(schema);
    allow(&mut converted, &["apiVersion", "kind", "metadata", "status"]);
    converted
}

fn convert(schema: &Value) -> Value {
    let Some(from) = schema.as_object() else { return schema.clone() };
    let is = |key: &str| from.get(key) == Some(&Value::Bool(true));
    let mut to: Map<String, Value> =
        from.iter().filter_map(|(key, value)| Some((key.clone(), keyword(key, value)?))).collect();
    for (exclusive, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if let Some(bound) = from.get(bound).filter(|_| is(exclusive)) {
            to.insert(exclusive.to_owned(), bound.clone());
        }
    }
    if let Some(Value::Array(required)) = to.get_mut("required") {
        // Defaults are filled in before the object is checked.
        let properties = from.get("properties");
        let property = |name: &Value| properties?.get(name.as_str()?);
        required.retain(|name| property(name).is_none_or(|property| property.get("default").is_none()));
    }
    if is("x-kubernetes-int-or-string") {
        to.insert("type".to_owned(), json!(["integer", "string"]));
    }
    if from.get("x-kubernetes-list-type").and_then(Value::as_str) == Some("set") {
        to.insert("uniqueItems".to_owned(), true.into());
    }
    let names_all = from.get("type").and_then(Value::as_str) == Some("object");
    if names_all && !is("x-kubernetes-preserve-unknown-fields") && !from.contains_key("additionalProperties") {
        to.insert("additionalProperties".to_owned(), false.into());
    }
    if is("nullable") {
        accept_null(&mut to);
    }
    let mut converted = Value::Object(to);
    if is("x-kubernetes-embedded-resource") {
        allow(&mut converted, &["apiVersion", "kind", "metadata"]);
    }
    converted
}

fn keyword(key: &str, value: &Value) -> Option<Value> {
    match key {
        "items" | "additionalProperties" | "not" => Some(convert(value)),
        "allOf" | "anyOf" | "oneOf" => Some(value.as_array()?.iter().map(convert).collect()),
        "properties" => {
            let properties = value.as_object()?.iter();
            Some(properties.map(|(name, schema)| (name.clone(), convert(schema))).collect())
        }
        _ => SAME.contains(&key).then(|| value.clone()),
    }
}

fn accept_null(schema: &mut Map<String, Value>) {
    match schema.get_mut("type") {
        Some(Value::Array(types)) => types.push("null".into()),
        Some(kind) => *kind = json!([kind.clone(), "null"]),
        None => {}
    }
    if let Some(Value::Array(choices)) = schema.get_mut("enum") {
        choices.push(Value::Null);
    }
}

fn allow(schema: &mut Value, names: &[&str]) {
    let Some(schema) = schema.as_object_mut() else { return };
    let properties = schema.entry("properties").or_insert_with(|| json!({}));
    if let Some(properties) = properties.as_object_mut() {
        properties.extend(names.iter().map(|name| ((*name).to_owned(), true.into())));
    }
}

#[cfg(test)]
mod tests {
    use super::json_schema;
    use serde_json::{Value, json};

    /// Says whether the API server would take the object, and keep all of it, where this is the schema of its `spec`.
    fn takes(spec: &Value, object: &Value) -> bool {
        let schema = json!({"type": "object", "required": ["spec"], "properties": {"spec": spec}});
        jsonschema::is_valid(
            &json_schema(&schema),
            &json!({"apiVersion": "a/v1", "kind": "A", "metadata": {}, "spec": object}),
        )
    }

    #[test]
    fn fields_that_would_be_dropped_are_mistakes() {
        let named = json!({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "object"}}});
        assert!(takes(&named, &json!({"a": "x", "b": {}})));
        assert!(
            !takes(&named, &json!({"c": 1}))
                && !takes(&named, &json!({"b": {"x": 1}}))
                && !takes(&named, &json!({"a": 1}))
        );
        let open = json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true, "properties": {"a": {"type": "string"}}});
        assert!(takes(&open, &json!({"c": {"d": 1}})) && !takes(&open, &json!({"a": 1})));
        let map = json!({"type": "object", "additionalProperties": {"type": "integer"}});
        assert!(takes(&map, &json!({"x": 1})) && !takes(&map, &json!({"x": "1"})));
        let any = json!({"x-kubernetes-preserve-unknown-fields": true});
        assert!(takes(&any, &json!([1])) && takes(&any, &json!({"x": {}})));
    }

    #[test]
    fn what_only_kubernetes_has_is_understood() {
        let quantity = json!({"x-kubernetes-int-or-string": true, "anyOf": [{"type": "integer"}, {"type": "string"}], "pattern": "^[0-9]+Mi$"});
        assert!(takes(&quantity, &json!(5)) && takes(&quantity, &json!("5Mi")));
        assert!(!takes(&quantity, &json!("5x")) && !takes(&quantity, &json!(true)));
        let choice = json!({"type": "string", "nullable": true, "enum": ["a"]});
        assert!(takes(&choice, &Value::Null) && takes(&choice, &json!("a")) && !takes(&choice, &json!("b")));
        let filled =
            json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "default": "x"}}});
        assert!(takes(&filled, &json!({})));
        let either = json!({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}, "oneOf": [{"required": ["a"]}, {"required": ["b"]}]});
        assert!(takes(&either, &json!({"a": "x"})) && !takes(&either, &json!({})));
        let above = json!({"type": "number", "minimum": 0, "exclusiveMinimum": true});
        assert!(takes(&above, &json!(1)) && !takes(&above, &json!(0)));
        let set = json!({"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}});
        assert!(takes(&set, &json!(["a", "b"])) && !takes(&set, &json!(["a", "a"])));
        let embedded = json!({"type": "object", "x-kubernetes-embedded-resource": true, "properties": {"spec": {"type": "object"}}});
        assert!(takes(&embedded, &json!({"kind": "Pod", "metadata": {"name": "a"}})));
    }

    #[test]
    fn what_is_no_schema_does_not_become_one() {
        for schema in [json!({"required": [1]}), json!({"items": 3})] {
            assert!(jsonschema::validator_for(&json_schema(&schema)).is_err(), "{schema}");
        }
    }

    #[test]
    fn every_object_may_say_what_it_is() {
        assert!(jsonschema::is_valid(
            &json_schema(&json!({"type": "object"})),
            &json!({"kind": "A", "status": {"x": 1}})
        ));
    }
}
