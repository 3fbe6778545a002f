//! The definitions of custom resources of every version of every pack: whole, typed, and small enough to be applied. That the API
//! server takes them is shown by its own code, in `tests/e2e/crds`.

use crate::packs::Workspace;
use crate::support::repository;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::sync::LazyLock;
use vmopack::pack::{Catalog, Pack};
use vmopack::profile::PackRef;
use vmopack::source::Sources;
use vmopack::yaml::Node;

/// What `kubectl apply` may write into an annotation, and how much of it a definition may take as compact JSON.
const ANNOTATION_LIMIT: usize = 262_144;
const PERCENT: usize = 90;

/// Paths that keep fields which the schema does not name, as `NAME VERSION PATH`, and why. None: no API of ours is free-form.
const KEPT: &[(&str, &str)] = &[];

/// Objects without named fields: the end of their path, and why.
const EMPTY: &[(&str, &str)] = &[
    ("metadata", "the API server has a schema of its own for it"),
    ("disableFreePageReporting", "its presence is the setting"),
    ("disableSerialConsoleLog", "its presence is the setting"),
    ("old", "its presence is the setting"),
    ("intermediate", "its presence is the setting"),
    ("modern", "its presence is the setting"),
];

/// Values that bring every definition of a pack.
fn everything(pack: &str) -> &'static str {
    if pack == "snapshot-controller" { "volumeGroupSnapshots: {enabled: true}" } else { "" }
}

struct Definition {
    /// Pack and version.
    label: String,
    object: Value,
}

fn packs() -> Vec<Pack> {
    let catalog = Catalog::embedded();
    let open = |name: String| {
        let name = PackRef::Named(name.parse().unwrap());
        catalog.open(&name, ".".as_ref(), &mut Sources::new()).unwrap()
    };
    catalog.names().into_iter().map(open).collect()
}

/// Renders one version of a pack, and returns its definitions.
fn definitions_of(pack: &str, version: &str, kubernetes: &str) -> Vec<Definition> {
    let mut workspace = Workspace::new("x: 1\n", &[("10-a.yaml", "a: 1\n")]);
    let values = everything(pack);
    workspace.spec = format!(
        "target: {{kubernetes: \"{kubernetes}\"}}\nlayers: [{{pack: {pack}, version: {version}, values: {{{values}}}}}]\n"
    );
    let rendered = workspace.render().map_err(|problems| workspace.list(problems)).unwrap();
    let documents = rendered.packs().flat_map(|pack| &pack.files).flat_map(|file| &file.documents);
    let objects = documents.map(Node::to_json).filter(|object| object["kind"] == "CustomResourceDefinition");
    objects.map(|object| Definition { label: format!("{pack} {version}"), object }).collect()
}

/// The definitions of every version of every pack, rendered once for all tests.
static DEFINITIONS: LazyLock<Vec<Definition>> = LazyLock::new(|| {
    let packs = packs();
    let versions = packs.iter().flat_map(|pack| pack.versions.iter().map(move |version| (pack, version)));
    let rendered = versions.flat_map(|(pack, version)| {
        let kubernetes = version.kubernetes.max.unwrap_or(version.kubernetes.min).to_string();
        definitions_of(pack.name.as_str(), &version.version.value.to_string(), &kubernetes)
    });
    rendered.collect()
});

impl Definition {
    fn name(&self) -> &str {
        self.object["metadata"]["name"].as_str().unwrap()
    }

    /// The schemas by the version of the resource.
    fn schemas(&self) -> Vec<(&str, &Value)> {
        let versions = self.object["spec"]["versions"].as_array().unwrap().iter();
        versions.map(|version| (version["name"].as_str().unwrap(), &version["schema"]["openAPIV3Schema"])).collect()
    }

    /// Calls `see` with the path and the schema of every field.
    fn visit(&self, see: &mut impl FnMut(&str, &Map<String, Value>)) {
        for (version, schema) in self.schemas() {
            visit(schema, &format!("{} {version} ", self.name()), see);
        }
    }
}

fn visit(schema: &Value, path: &str, see: &mut impl FnMut(&str, &Map<String, Value>)) {
    let keywords = schema.as_object().unwrap_or_else(|| panic!("{path} is no schema: {schema}"));
    see(path, keywords);
    for (name, below) in keywords.get("properties").and_then(Value::as_object).into_iter().flatten() {
        visit(below, &format!("{path}.{name}"), see);
    }
    for (keyword, mark) in [("items", "[]"), ("additionalProperties", ".*")] {
        if let Some(below) = keywords.get(keyword).filter(|below| below.is_object()) {
            visit(below, &format!("{path}{mark}"), see);
        }
    }
}

#[test]
fn every_field_is_typed() {
    let definitions = &*DEFINITIONS;
    let found: BTreeSet<&str> = definitions.iter().map(Definition::name).collect();
    assert_eq!(found.len(), 10, "{found:?}");
    for definition in definitions {
        definition.visit(&mut |path, schema| {
            let label = format!("{}: {path}", definition.label);
            let kind = schema.get("type").and_then(Value::as_str);
            let int_or_string = schema.get("x-kubernetes-int-or-string") == Some(&Value::Bool(true));
            assert!(kind.is_some() || int_or_string, "{label} has no type");
            let has = |keyword| schema.contains_key(keyword);
            assert!(kind != Some("array") || has("items"), "{label} has no items");
            let is_empty = EMPTY.iter().any(|(end, _)| path.ends_with(&format!(".{end}")));
            let is_named = has("properties") || has("additionalProperties") || kind != Some("object");
            assert!(is_named != is_empty, "{label} names no field, or is said to");
        });
    }
}

/// The paths at which a definition keeps unknown fields.
fn kept(definition: &Definition) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    definition.visit(&mut |path, schema| {
        if schema.contains_key("x-kubernetes-preserve-unknown-fields") {
            found.insert(path.to_owned());
        }
    });
    found
}

#[test]
fn unknown_fields_are_kept_where_the_list_says_so_alone() {
    let definitions = &*DEFINITIONS;
    for definition in definitions {
        assert_ne!(definition.object["spec"]["preserveUnknownFields"], true, "{}", definition.name());
    }
    let found: BTreeSet<String> = definitions.iter().flat_map(kept).collect();
    assert_eq!(found, KEPT.iter().map(|(path, _)| (*path).to_owned()).collect());
}

#[test]
fn a_planted_keeper_is_found() {
    let mut definition = definitions_of("kubevirt", "1.9.0", "1.35").remove(0);
    let planted = "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/customizeComponents/properties/patches/items";
    let items = definition.object.pointer_mut(planted).unwrap();
    items["x-kubernetes-preserve-unknown-fields"] = true.into();
    let path = "kubevirts.kubevirt.io v1 .spec.customizeComponents.patches[]";
    assert_eq!(kept(&definition), [path.to_owned()].into());
}

#[test]
fn definitions_hold_no_prose_and_fit_into_the_annotation() {
    for definition in DEFINITIONS.iter() {
        definition.visit(&mut |path, schema| {
            assert!(!schema.contains_key("description"), "{}: {path} is described", definition.label);
        });
        let size = serde_json::to_vec(&definition.object).unwrap().len();
        let most = ANNOTATION_LIMIT * PERCENT / 100;
        assert!(size < most, "{} {}: {size} bytes of JSON, {most} at most", definition.label, definition.name());
    }
}

#[test]
fn removing_a_layer_keeps_its_definitions() {
    for definition in DEFINITIONS.iter() {
        let policy = &definition.object["metadata"]["annotations"]["helm.sh/resource-policy"];
        assert_eq!(policy, "keep", "{} {}", definition.label, definition.name());
    }
}

/// A line of a table of documented fields.
#[derive(Debug)]
struct Documented {
    path: String,
    kind: String,
    /// The minor of the component that brought it.
    since: u64,
}

fn documented(table: &str) -> Vec<Documented> {
    let text = fs_err::read_to_string(repository("tests/crds").join(table)).unwrap();
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let fields = lines.flat_map(|line| {
        let (field, since) = line.split_once(" since 1.").unwrap_or((line, "0"));
        let (path, kind) = field.split_once(' ').unwrap();
        let (kind, since) = (kind.to_owned(), since.parse().unwrap());
        choices(path).into_iter().map(move |path| Documented { path, kind: kind.clone(), since })
    });
    fields.collect()
}

/// Spells out `{a,b}`.
fn choices(path: &str) -> Vec<String> {
    let Some((before, rest)) = path.split_once('{') else { return vec![path.to_owned()] };
    let (inside, after) = rest.split_once('}').unwrap();
    inside.split(',').flat_map(|word| choices(&format!("{before}{word}{after}"))).collect()
}

/// Follows a path such as `spec.patches[].type` into a schema.
fn follow<'s>(schema: &'s Value, path: &str) -> Option<&'s Value> {
    path.split('.').try_fold(schema, |at, step| {
        let name = step.trim_end_matches("[]");
        let field = if name == "*" { at.get("additionalProperties") } else { at.get("properties")?.get(name) }?;
        if step.ends_with("[]") { field.get("items") } else { Some(field) }
    })
}

fn kind(schema: &Value) -> &str {
    match schema.get("x-kubernetes-int-or-string") {
        Some(_) => "quantity",
        None => schema["type"].as_str().unwrap_or_default(),
    }
}

#[test]
fn every_documented_field_is_there_from_its_first_release_on() {
    for (pack, name, least) in [("kubevirt", "kubevirts.kubevirt.io", 150), ("cdi", "cdis.cdi.kubevirt.io", 60)] {
        let fields = documented(&format!("{pack}.txt"));
        assert!(fields.len() >= least, "{pack}: {} fields", fields.len());
        let mut releases = BTreeSet::new();
        for definition in DEFINITIONS.iter().filter(|definition| definition.name() == name) {
            let version: semver::Version = definition.label.split(' ').nth(1).unwrap().parse().unwrap();
            releases.insert(version.minor);
            for (api, schema) in definition.schemas() {
                for Documented { path, kind: expected, since } in &fields {
                    let found = follow(schema, path).map(kind);
                    let expected = (version.minor >= *since).then_some(expected.as_str());
                    assert_eq!(found, expected, "{name} {api} of {version}: {path}");
                }
            }
        }
        assert!(releases.len() > 1, "{pack}: {releases:?}");
        let late = fields.iter().filter(|field| field.since > 0);
        assert!(
            late.into_iter().all(|field| releases.contains(&field.since)),
            "{pack}: a release that is not in the pack"
        );
    }
}
