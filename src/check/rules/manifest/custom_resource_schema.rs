//! A custom resource that its definition does not allow.

use crate::check::rule::Rule;
use crate::check::{Context, Emit, origin};
use crate::cluster::Layer;
use crate::diagnostic::{Diagnostic, Id, MOST_SHOWN, Severity, limited};
use crate::kubernetes::{Crd, Manifest, structural_schema};
use crate::yaml::{Path, PathStep};
use jsonschema::error::ValidationErrorKind;
use jsonschema::{PatternOptions, ValidationError, Validator};
use std::collections::BTreeMap;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("manifest/custom-resource-schema"),
    summary: "a custom resource that its definition does not allow",
    severity: Severity::Error,
    scope: "",
    what: "Compares custom resources, those of packs and those of plain manifests, with the schema of the \
           CustomResourceDefinition that a layer of the cluster brings: fields that it does not name, wrong types, \
           missing fields, values out of range. Formats and rules in CEL are not judged.",
    why: "The API server refuses such an object, and with it the whole layer; a field that the schema does not name it \
          drops without a word, so that the setting never takes effect.",
    example: include_str!("../../../../tests/rules/manifest/custom-resource-schema/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/manifest/custom-resource-schema/good/profile.yaml"),
    reference: "https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/\
                #field-pruning",
    check,
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    let definitions: BTreeMap<_, _> = context
        .cluster
        .manifests()
        .filter_map(|(_, manifest)| Crd::of(&manifest.node))
        .filter_map(|crd| Some((crd.defines()?, crd)))
        .collect();
    let mut validators: BTreeMap<_, Option<Validator>> = BTreeMap::new();
    for (layer, manifest) in context.cluster.manifests() {
        let key = (manifest.id.group.as_str(), manifest.id.kind.as_str());
        let Some(crd) = definitions.get(&key) else { continue };
        let served = crd.served_versions();
        if !served.contains(&manifest.version.as_str()) {
            emit.push(not_served(manifest, &served));
            continue;
        }
        let validator =
            validators.entry((key, &manifest.version)).or_insert_with(|| validator(*crd, &manifest.version));
        if let Some(validator) = validator {
            for finding in judge(validator, layer, manifest) {
                emit.push(finding);
            }
        }
    }
}

/// Compiles a schema; one that does not compile says nothing about objects. Go's expressions are those of the crate `regex`.
fn validator(crd: Crd<'_>, version: &str) -> Option<Validator> {
    let schema = structural_schema::json_schema(&crd.schema(version)?.to_json());
    jsonschema::options().with_pattern_options(PatternOptions::regex()).build(&schema).ok()
}

fn not_served(manifest: &Manifest, served: &[&str]) -> Diagnostic {
    let place = manifest.at(["apiVersion"]).map_or(manifest.name_span, |node| node.span);
    let message = format!("{} is of a version that its definition does not serve", manifest.id);
    RULE.finding(place, message).help(format!("versions: {}", served.join(", ")))
}

fn judge(validator: &Validator, layer: &Layer, manifest: &Manifest) -> Vec<Diagnostic> {
    let instance = manifest.node.to_json();
    let errors = validator.iter_errors(&instance).flat_map(|error| explain(&error, layer, manifest));
    limited(errors.take(MOST_SHOWN + 1).collect())
}

fn explain(error: &ValidationError<'_>, layer: &Layer, manifest: &Manifest) -> Vec<Diagnostic> {
    let path = Path::of_pointer(error.instance_path().as_str());
    let node = path.find_nearest(&manifest.node);
    // The API server takes a key without a value for one that is not there. What holds a macro is known to Palette alone.
    let is_dropped = node.is_null() && matches!(path.steps().last(), Some(PathStep::Key(_)));
    if is_dropped || node.as_str().is_some_and(|text| text.contains("{{")) {
        return Vec::new();
    }
    let found = |path: &Path, message: String| finding(path, message, layer, manifest);
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let unknown = unexpected.iter().take(MOST_SHOWN + 1).map(|key| path.key(key));
            unknown.map(|path| found(&path, format!("{} has no field `{path}`", manifest.id))).collect()
        }
        ValidationErrorKind::Required { property } => {
            let missing = path.key(property.as_str().unwrap_or_default());
            vec![found(&path, format!("{} needs the field `{missing}`", manifest.id))]
        }
        _ => vec![found(&path, format!("`{path}` of {}: {}", manifest.id, error.masked_with("it")))],
    }
}

/// Shows a finding at the value that the field was made from, or else where the manifest says it.
fn finding(path: &Path, message: String, layer: &Layer, manifest: &Manifest) -> Diagnostic {
    let field = origin::place(&manifest.node, path).unwrap_or(manifest.name_span);
    match origin::value_of(layer, manifest, path) {
        Some(value) => RULE.finding(value, message).label(field, "which becomes this field"),
        None => RULE.finding(field, message),
    }
}
