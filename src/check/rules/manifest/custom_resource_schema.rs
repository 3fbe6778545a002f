//! A custom resource that its definition does not allow.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::{Object, Written, place_of};
use crate::diagnostic::{Id, MOST_SHOWN, Severity};
use crate::kubernetes::{Crd, structural_schema};
use crate::yaml::{Path, PathStep, holds_template};
use jsonschema::error::ValidationErrorKind;
use jsonschema::{PatternOptions, ValidationError, Validator};
use std::collections::BTreeMap;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("manifest/custom-resource-schema"),
    summary: "a custom resource that its definition does not allow",
    severity: Severity::Error,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Compares custom resources, those of packs and those of plain manifests, with the schema of the \
           CustomResourceDefinition that a layer of the cluster brings: fields that it does not name, wrong types, \
           missing fields, values out of range. Formats and rules in CEL are not judged.",
    why: "The API server refuses such an object, and with it the whole layer; a field that the schema does not name it \
          drops without a word, so that the setting never takes effect.",
    example: include_str!("../../../../tests/rules/manifest/custom-resource-schema/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/manifest/custom-resource-schema/good/profile.yaml"),
    reference: "https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/\
                #field-pruning",
    looks_at: Scope::Cluster(check),
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    let definitions: BTreeMap<_, _> =
        context.index.definitions().filter_map(|(_, crd)| Some((crd.defines()?, crd))).collect();
    for ((group, kind), crd) in definitions {
        let served = crd.served_versions();
        let mut validators: BTreeMap<&str, Option<Validator>> = BTreeMap::new();
        for object in context.index.of_kind(group, kind) {
            if !served.contains(&object.manifest.version.as_str()) {
                emit.push(not_served(*object, &served));
                continue;
            }
            let version = object.manifest.version.as_str();
            if let Some(validator) = validators.entry(version).or_insert_with(|| validator(crd, version)) {
                emit.extend(judge(validator, *object));
            }
        }
    }
}

/// Compiles a schema; one that does not compile says nothing about objects. Go's expressions are those of the crate `regex`.
fn validator(crd: Crd<'_>, version: &str) -> Option<Validator> {
    let schema = structural_schema::json_schema(&crd.schema(version)?.to_json());
    jsonschema::options().with_pattern_options(PatternOptions::regex()).build(&schema).ok()
}

fn not_served(object: Object<'_>, served: &[&str]) -> Finding {
    let place = object.at(["apiVersion"]).map_or(object.name_span, |node| node.span);
    let message = format!("{} is of a version that its definition does not serve", object.id);
    Finding::new(object.layer.at(place), message).help(format!("versions: {}", served.join(", ")))
}

fn judge(validator: &Validator, object: Object<'_>) -> Vec<Finding> {
    let instance = object.node.to_json();
    let errors = validator.iter_errors(&instance).flat_map(|error| explain(&error, object));
    Finding::limited(errors.take(MOST_SHOWN + 1).collect())
}

fn explain(error: &ValidationError<'_>, object: Object<'_>) -> Vec<Finding> {
    let path = Path::of_pointer(error.instance_path().as_str());
    let node = path.find_nearest(&object.node);
    // The API server takes a key without a value for one that is not there. What holds a macro is known to Palette alone.
    let is_dropped = node.is_null() && matches!(path.steps().last(), Some(PathStep::Key(_)));
    if is_dropped || node.as_str().is_some_and(holds_template) {
        return Vec::new();
    }
    let found = |path: &Path, message: String| finding(path, message, object);
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let unknown = unexpected.iter().take(MOST_SHOWN + 1).map(|key| path.key(key));
            unknown.map(|path| found(&path, format!("{} has no field `{path}`", object.id))).collect()
        }
        ValidationErrorKind::Required { property } => {
            let missing = path.key(property.as_str().unwrap_or_default());
            vec![found(&path, format!("{} needs the field `{missing}`", object.id))]
        }
        _ => vec![found(&path, format!("`{path}` of {}: {}", object.id, error.masked_with("it")))],
    }
}

/// Shows a finding at the value that the field was made from, or else where the manifest says it.
fn finding(path: &Path, message: String, object: Object<'_>) -> Finding {
    let field = place_of(&object.node, path).unwrap_or(object.name_span);
    let written = object.layer.written(Written::Field(object.manifest, path, field));
    let finding = Finding::new(written, message);
    if written.span == field { finding } else { finding.label(object.layer.at(field), "which becomes this field") }
}
