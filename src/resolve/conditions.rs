//! The values that decide whether an image is needed.

use super::schema::property_at;
use crate::diagnostic::{Diagnostic, Id};
use crate::pack::{Image, Pack};
use crate::yaml::{Node, Path};

const INVALID_VALUE: Id = Id::new("pack/invalid-value");

/// Finds conditions that name no value of the pack: their image would never be declared.
pub(super) fn check(images: &[Image], pack: &Pack, values: &Node) -> Vec<Diagnostic> {
    let schema = pack.schema.json();
    let unknown = images.iter().filter_map(|image| {
        let when = image.when.as_ref()?;
        let path = Path::of_keys(&when.value);
        if path.find(values).is_some() || property_at(schema, &path).is_some() {
            return None;
        }
        let message = format!("`{}` is no value of this pack", when.value);
        Some(
            Diagnostic::error(INVALID_VALUE, when.span, message)
                .help("name a value of `values.yaml`, as a dotted path"),
        )
    });
    unknown.collect()
}
