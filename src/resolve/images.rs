//! Where images are pulled from.

use super::schema;
use crate::diagnostic::{Diagnostic, Id};
use crate::image::ImageSource;
use crate::pack::{Image, Pack, PackVersion, SchemaStep, ValueImages};
use crate::source::Span;
use crate::yaml::{Node, Path, Scalar, Value};

const UNMIRRORABLE: Id = Id::new("profile/unmirrorable-image");
const INVALID_PACK: Id = Id::new("pack/invalid-value");

/// An image as it will be pulled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedImage {
    /// Its name in templates; none for an image that a value names.
    pub key: Option<String>,
    /// Its reference, as the pack or the user writes it.
    pub upstream: String,
    /// Its reference, after mirrors.
    pub reference: String,
    /// What it is needed for.
    pub reason: String,
    /// Whether the values ask for it.
    pub needed: bool,
}

/// Resolves the images of a version, and those that its values name: there the values get the new references.
pub(super) fn resolve(
    pack: &Pack,
    version: &PackVersion,
    values: &mut Node,
    source: &ImageSource,
    problems: &mut Vec<Diagnostic>,
) -> Vec<ResolvedImage> {
    let declared = version.images.iter().map(|image| declared(image, values, source, problems));
    let mut resolved: Vec<_> = declared.collect();
    let schema = pack.schema.json();
    for images in &pack.images_in_values {
        if images.path.value.follow(schema::deref(schema, schema), |at, step| property(schema, at, step)).is_none() {
            let message = format!("schema.json has no value `{}`", images.path.value);
            problems.push(Diagnostic::error(INVALID_PACK, images.path.span, message));
        }
        images.path.value.visit(values, &mut |path, node| {
            resolved.extend(named(images, path, node, source, problems));
        });
    }
    resolved
}

fn declared(image: &Image, values: &Node, source: &ImageSource, problems: &mut Vec<Diagnostic>) -> ResolvedImage {
    ResolvedImage {
        key: Some(image.key.clone()),
        upstream: image.image.value.clone(),
        reference: redirect(&image.image.value, image.image.span, source, problems),
        reason: image.reason.clone(),
        needed: image.when.as_ref().is_none_or(|path| is_set(values, &path.value)),
    }
}

/// Reads the image that a value names, and redirects the value to where it is pulled from.
fn named(
    images: &ValueImages,
    path: &Path,
    node: &mut Node,
    source: &ImageSource,
    problems: &mut Vec<Diagnostic>,
) -> Option<ResolvedImage> {
    let upstream = node.as_str()?.strip_prefix(images.scheme.as_str())?.to_owned();
    // What a macro stands for is known to Palette alone.
    if upstream.is_empty() || upstream.contains("{{") {
        return None;
    }
    let reference = redirect(&upstream, node.span, source, problems);
    let reason = format!("{} (value `{path}`)", images.reason);
    node.value = Value::Scalar(Scalar { text: format!("{}{reference}", images.scheme), plain: false });
    Some(ResolvedImage { key: None, upstream, reference, reason, needed: true })
}

/// Redirects a reference to where it is pulled from; one that no registry can hold stays, and is reported at its place.
pub(super) fn redirect(reference: &str, span: Span, source: &ImageSource, problems: &mut Vec<Diagnostic>) -> String {
    source.redirect(reference).unwrap_or_else(|problem| {
        let message = format!("no registry can hold an image of the name `{reference}`");
        let mistake = Diagnostic::error(UNMIRRORABLE, span, message).note(problem.to_string());
        let setting = source.span();
        problems.push(setting.into_iter().fold(mistake, |mistake, at| mistake.label(at, "images come from here")));
        reference.to_owned()
    })
}

fn property<'s>(
    root: &'s serde_json::Value,
    at: &'s serde_json::Value,
    step: SchemaStep<'_>,
) -> Option<&'s serde_json::Value> {
    let next = match step {
        SchemaStep::Property(key) => at.get("properties").and_then(|known| known.get(key)),
        SchemaStep::Items => at.get("items"),
        SchemaStep::Values => at.get("additionalProperties"),
    };
    next.map(|next| schema::deref(root, next))
}

fn is_set(values: &Node, path: &str) -> bool {
    Path::of_keys(path).find(values).is_some_and(|node| match (node.as_bool(), node.as_str()) {
        (Some(on), _) => on,
        (_, Some(text)) => !text.is_empty(),
        _ => !node.is_null() && node.as_sequence().is_none_or(|items| !items.is_empty()),
    })
}
