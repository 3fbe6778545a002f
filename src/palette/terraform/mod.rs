//! The cluster profile as a Terraform module: what `profile.json` says, for the provider `spectrocloud/spectrocloud`
//! (<https://registry.terraform.io/providers/spectrocloud/spectrocloud/latest/docs/resources/cluster_profile>).
//!
//! Values and manifests are files beside `main.tf`, which `file()` reads as they are: inside HCL every `${` of theirs would
//! have to be escaped.

mod registries;

use super::hcl::{attributes, block, escaped, quoted};
use super::{Error, profile_json};
use crate::render::Rendered;
use crate::source::Sources;
use crate::tree::FileTree;
use registries::{Registries, Registry};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

#[derive(Deserialize)]
struct Document {
    metadata: Metadata,
    spec: Spec,
}

#[derive(Deserialize)]
struct Metadata {
    name: String,
    description: String,
    labels: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Spec {
    version: String,
    template: Template,
    variables: Vec<Variable>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Template {
    r#type: String,
    cloud_type: String,
    packs: Vec<ImportedLayer>,
}

#[derive(Deserialize)]
struct ImportedLayer {
    name: String,
    r#type: String,
    tag: String,
    values: String,
    /// Absent for plain manifests.
    registry: Option<Registry>,
    #[serde(default)]
    manifests: Vec<ImportedManifest>,
}

#[derive(Deserialize)]
struct ImportedManifest {
    name: String,
    content: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "Palette has these four switches")]
struct Variable {
    name: String,
    display_name: String,
    description: String,
    format: String,
    default_value: String,
    regex: String,
    required: bool,
    immutable: bool,
    hidden: bool,
    is_sensitive: bool,
    input_type: String,
}

/// The first version whose documentation says that a pack is found by its name, tag and registry.
const PROVIDER: &str = "\
terraform {
  required_providers {
    spectrocloud = {
      source  = \"spectrocloud/spectrocloud\"
      version = \">= 0.25.2\"
    }
  }
}
";

const OUTPUT: &str = "
output \"id\" {
  description = \"Identifier of the cluster profile, for the clusters that use it\"
  value       = spectrocloud_cluster_profile.profile.id
}
";

/// Returns the files of a Terraform module with the cluster profile.
///
/// # Errors
/// Fails when a layer has a name that cannot be a part of a file's name.
pub(crate) fn terraform_files(rendered: &Rendered, sources: &Sources) -> Result<FileTree, Error> {
    let document: Document = serde_json::from_value(profile_json::document(rendered, sources)?)?;
    let mut tree = FileTree::new();
    let mut registries = Registries::default();
    let mut packs = String::new();
    for (index, layer) in document.spec.template.packs.iter().enumerate() {
        let _ = write!(packs, "\n{}", pack(index, layer, &mut registries, &mut tree)?);
    }
    let mut main = format!(
        "# The cluster profile {} {} for Palette, written by vmopack. Push its packs, and let Palette sync their registry,\n\
         # before `terraform apply`.\n\n{PROVIDER}\n",
        document.metadata.name, document.spec.version
    );
    main.push_str(&block(
        0,
        "variable \"context\"",
        &[
            ("description", quoted("Where the cluster profile belongs: project or tenant")),
            ("type", "string".to_owned()),
            ("default", quoted("project")),
        ],
    ));
    main.push_str(&registries.blocks());
    let _ = writeln!(main, "\nresource \"spectrocloud_cluster_profile\" \"profile\" {{\n{}{packs}", header(&document));
    main.truncate(main.trim_end_matches('\n').len() + 1);
    main.push_str(&variables(&document.spec.variables));
    main.push_str("}\n");
    main.push_str(OUTPUT);
    tree.insert("main.tf", main)?;
    Ok(tree)
}

fn header(document: &Document) -> String {
    let Metadata { name, description, labels } = &document.metadata;
    let mut header = vec![("name", quoted(name)), ("version", quoted(&document.spec.version))];
    if !description.is_empty() {
        header.push(("description", quoted(description)));
    }
    header.push(("context", "var.context".to_owned()));
    header.push(("cloud", quoted(&document.spec.template.cloud_type)));
    header.push(("type", quoted(&document.spec.template.r#type)));
    if !labels.is_empty() {
        let tags: Vec<String> = labels.iter().map(|(key, value)| quoted(&format!("{key}:{value}"))).collect();
        header.push(("tags", format!("[{}]", tags.join(", "))));
    }
    attributes(2, &header)
}

/// Writes a layer; its values and manifests become files. Two layers may have one name, so files are numbered.
fn pack(
    index: usize,
    layer: &ImportedLayer,
    registries: &mut Registries,
    tree: &mut FileTree,
) -> Result<String, Error> {
    let stem = format!("{:02}-{}", index + 1, layer.name);
    let mut attributes_of_pack =
        vec![("name", quoted(&layer.name)), ("type", quoted(&layer.r#type)), ("tag", quoted(&layer.tag))];
    if let Some(registry) = &layer.registry {
        attributes_of_pack.push(("registry_uid", registries.expression(registry, &layer.r#type)));
    }
    attributes_of_pack.push(("values", file(&format!("values/{stem}.yaml"), &layer.values, tree)?));
    let mut text = format!("  pack {{\n{}", attributes(4, &attributes_of_pack));
    for manifest in &layer.manifests {
        let content = file(&format!("manifests/{stem}/{}.yaml", manifest.name), &manifest.content, tree)?;
        let _ = write!(text, "\n{}", block(4, "manifest", &[("name", quoted(&manifest.name)), ("content", content)]));
    }
    text.push_str("  }\n");
    Ok(text)
}

/// Adds a file, and returns the expression that reads it.
fn file(path: &str, text: &str, tree: &mut FileTree) -> Result<String, Error> {
    tree.insert(path, text.as_bytes())?;
    Ok(format!("file(\"${{path.module}}/{}\")", escaped(path)))
}

fn variables(variables: &[Variable]) -> String {
    if variables.is_empty() {
        return String::new();
    }
    let blocks: Vec<String> = variables.iter().map(|variable| block(4, "variable", &fields(variable))).collect();
    format!("\n  profile_variables {{\n{}  }}\n", blocks.join("\n"))
}

fn fields(variable: &Variable) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        ("name", quoted(&variable.name)),
        ("display_name", quoted(&variable.display_name)),
        ("format", quoted(&variable.format)),
    ];
    let texts = [
        ("description", &variable.description, ""),
        ("default_value", &variable.default_value, ""),
        ("regex", &variable.regex, ""),
        // The provider's default, which versions before the attribute know as the only type.
        ("input_type", &variable.input_type, "text"),
    ];
    fields
        .extend(texts.iter().filter(|(_, text, default)| text != default).map(|(name, text, _)| (*name, quoted(text))));
    let switches = [
        ("required", variable.required),
        ("immutable", variable.immutable),
        ("hidden", variable.hidden),
        ("is_sensitive", variable.is_sensitive),
    ];
    fields.extend(switches.map(|(name, on)| (name, on.to_string())));
    fields
}
